"""Every address says for whom it is, and is walked as every role with a neighbour's things."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from apps.problems.models import Problem, ProblemEvent
from tests.structure.addresses import ADDRESSES, url_of
from tests.structure.neighbour import neighbours_things


def every_pattern(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry)
        elif isinstance(entry, URLPattern):
            yield entry


@pytest.fixture
def things(county, noon):
    return neighbours_things(county, noon)


def test_every_view_says_whom_it_is_open_to():
    silent = [pattern.name for pattern in every_pattern() if not hasattr(pattern.callback, "open_to")]

    assert silent == []


def test_the_table_says_of_every_address_what_its_view_says():
    said = {pattern.name: pattern.callback.open_to for pattern in every_pattern()}

    assert said == {name: address.roles for name, address in ADDRESSES.items()}


def test_strangers_are_sent_to_the_login_page(client, things):
    answers = {}
    for name, address in ADDRESSES.items():
        if address.roles is not None and not address.speaks_json:
            answer = client.post(url_of(name, things)) if address.post_only else client.get(url_of(name, things))
            answers[name] = answer.headers.get("Location", "").split("?")[0]

    assert {name for name, location in answers.items() if location != "/login/"} == set()


def test_every_role_meets_its_own_answer_at_every_address_with_a_neighbours_things(signed_in, county, things):
    surprises = {}
    for role, person in county.by_role.items():
        client = signed_in(person)
        for name, address in ADDRESSES.items():
            if address.roles is None or name == "logout":
                continue
            url = url_of(name, things)
            expected = address.expected(role)
            # A form that changes things is tried where it must be refused; where it is allowed, its own tests try it.
            refused = not expected & {200, 302}
            answers = {client.get(url).status_code} if not address.post_only else set()
            answers |= {client.post(url).status_code} if refused else set()
            if not answers <= expected | ({405} if refused and not address.post_only else set()):
                surprises[f"{role} {name}"] = (answers, set(expected))

    assert surprises == {}


def test_walking_past_the_neighbours_things_changed_nothing_of_theirs(signed_in, county, things):
    before = (Problem.objects.everywhere("test").count(), ProblemEvent.objects.count())

    for role, person in county.by_role.items():
        client = signed_in(person)
        for name, address in ADDRESSES.items():
            if address.roles is not None and address.parts and role not in address.reaching:
                client.post(url_of(name, things))

    assert (Problem.objects.everywhere("test").count(), ProblemEvent.objects.count()) == before
