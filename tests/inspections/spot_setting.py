"""Draws and checks for the tests of spot checks."""

import datetime as dt
from uuid import uuid4

from apps.inspections.actions import spot_checks as actions
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.actions.spot_checks import Found, Said
from apps.inspections.models import SpotCheck
from apps.inspections.records import read
from apps.inspections.words import Answer
from tests.inspections import setting

SECRET = "暗号一九四九"


def drawn(county, at, *, by=None, how_many=1, each=1, people=None, **more):
    people = people or (county.county_staff, county.second_county_staff, county.supervisor)
    facts = {"seed": "2026-11", "form_key": uuid4(), "title": SECRET, "due_on": at.date() + dt.timedelta(14)} | more
    return actions.draw(
        how_many=how_many, each=each, people=[person.pk for person in people], by=by or county.supervisor, at=at, **facts
    )  # fmt: skip


def check_of(draw, number=1) -> SpotCheck:
    return SpotCheck.objects.everywhere("test").select_related("site__kind", "draw").get(draw=draw, number=number)


def inspector_of(check):
    return check.inspectors.select_related("person").first().person


def answers_of(check, **differing) -> dict:
    return {item["key"]: Answer.FINE.value for item in checklist_of(check).items} | differing


def checklist_of(check):
    return check.site.kind.checklists.first()


def said(check, at, *, problems=None, **more) -> Said:
    """Everything fine, except what `problems` (item -> sentence) says."""
    problems = problems or {}
    marked = {item: Answer.PROBLEM.value for item in problems if item}
    findings = tuple(Found(item, words) for item, words in problems.items())
    facts = {"form_key": uuid4(), "found_at": at, "answers": answers_of(check, **marked), "findings": findings}
    return Said(**(facts | more))


def recorded(check, at, *, problems=None, by=None, **more) -> SpotCheck:
    return actions.record(
        check, said=said(check, at, problems=problems, **more), checklist=checklist_of(check),
        by=by or inspector_of(check), at=at,
    )  # fmt: skip


def patrolled(person, site, at, *, received=None, **visit):
    record = setting.body(person, at, visits=[{"site": site.pk} | visit])
    return log_patrol(record=read(setting.frozen(record)), by=person, at=received or at).patrol
