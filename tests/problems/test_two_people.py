"""Two people act on one problem at the same moment: one wins, the other is told who did what."""

import threading
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import Action, State
from tests import cast


def at_once(*requests):
    """Run each (person, address, data) in a thread of its own; returns the answers in order."""
    answers, ready = [None] * len(requests), threading.Barrier(len(requests))

    def send(number, person, address, data):
        try:
            client = Client()
            client.force_login(person, backend="apps.accounts.backends.PostBackend")
            ready.wait(timeout=20)
            answers[number] = client.post(address, data)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number, *request)) for number, request in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_verify_one_wins_and_the_other_reads_who_was_first(transactional_db):
    people = cast.county()
    problem = cast.problem(state="submitted", submitted_by=people.village_leader)
    address = reverse("problem_step", args=[problem.pk, "verify"])
    requests = [
        (person, address, {"step_key": str(uuid4()), "seen_version": 1})
        for person in (people.township_staff, people.township_leader)
    ]

    answers = at_once(*requests)

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (loser,) = [answer for answer in answers if answer.status_code == 200]
    event = ProblemEvent.objects.get(problem=problem)
    (reason,) = loser.context["form"].non_field_errors()
    assert reason.startswith(f"您打开这个页面以后，{event.by_label}在 ")
    assert "办理了“验收通过”，问题现在是“待销号”。" in reason
    assert Problem.objects.everywhere("test").get(pk=problem.pk).state == State.VERIFIED


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_step_and_two_successes(transactional_db):
    people = cast.county()
    problem = cast.problem(state="dispatched", lead_organisation=people.village_committee, lead_unit="兴龙村村民委员会")
    address = reverse("problem_step", args=[problem.pk, "start"])
    form = {"step_key": str(uuid4()), "seen_version": 1}

    answers = at_once(*[(people.village_leader, address, form)] * 2)

    assert [answer.url for answer in answers] == [reverse("problem", args=[problem.pk])] * 2
    assert [said(answer) for answer in answers] == [["已签收。整改好以后，请拍照提交。"]] * 2
    assert ProblemEvent.objects.filter(problem=problem, action=Action.START).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_twice_at_once_is_one_problem(transactional_db):
    people = cast.county()
    form = {
        "form_key": str(uuid4()),
        "description": "河边堆放垃圾",
        "division_code": cast.XINGLONG,
        "discovered_on": "2026-11-04",
        "category": "",
    }

    answers = at_once(*[(people.grid_member, reverse("report_problem"), form)] * 2)

    problem = Problem.objects.everywhere("test").get()
    assert [answer.url for answer in answers] == [reverse("problem_reported", args=[problem.pk])] * 2
