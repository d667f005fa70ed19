"""Every address says for whom it is; the table of addresses and roles is walked as every role, with a neighbour's object."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.structure.addresses import ADDRESSES


def every_pattern(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_every_view_says_whom_it_is_open_to():
    silent = [pattern.name for pattern in every_pattern() if not hasattr(pattern.callback, "open_to")]

    assert silent == []


def test_every_address_has_a_name_and_stands_in_the_table():
    assert {pattern.name for pattern in every_pattern()} == set(ADDRESSES)


@pytest.mark.django_db
def test_strangers_are_sent_to_the_login_page(client, county):
    from tests.structure.addresses import neighbours_objects, url_of

    objects = neighbours_objects(county)
    answers = {
        name: client.get(url_of(name, objects)).status_code
        for name, address in ADDRESSES.items()
        if address.roles is not None
    }

    assert {name: status for name, status in answers.items() if status not in (302, 405)} == {}


@pytest.mark.django_db
def test_every_role_meets_its_own_answer_at_every_address_with_a_neighbours_object(signed_in, county):
    from tests.structure.addresses import neighbours_objects, url_of

    objects = neighbours_objects(county)
    surprises = {}
    for role, person in county.by_role.items():
        client = signed_in(person)
        for name, address in ADDRESSES.items():
            if address.roles is None:
                continue
            status = client.get(url_of(name, objects)).status_code
            expected = address.expected(role)
            if status not in expected:
                surprises[f"{role} {name}"] = (status, expected)

    assert surprises == {}
