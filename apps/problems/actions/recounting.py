"""Days that were counted provisionally are counted again, once, when the calendar of their year is known.

Only what still runs is moved, and nothing into the past: whoever relied on the later day is not made late by it.
"""

import datetime as dt
import logging

from django.db import connection, transaction
from django.utils import timezone

from apps.problems import counting
from apps.problems.models import Problem
from apps.problems.states import Action, State

logger = logging.getLogger(__name__)
NOTE = "放假安排已经公布，原来暂按法定节假日推算的日期，按公布的安排重新推算。"


def recount_all(problems, *, calendar, at) -> None:
    """Each by itself: one that cannot be recounted stays as it is until the next time and holds up nobody behind it."""
    for problem in problems.order_by("pk").only("pk", "created_at"):
        try:
            recount(problem.pk, calendar=calendar, at=at)
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("problem %s could not be recounted and keeps its provisional days", problem.number)


@transaction.atomic
def recount(pk: int, *, calendar, at) -> int:
    """How many days of the problem moved. Run twice, the second finds nothing provisional."""
    rows = Problem.objects.everywhere("the calendar of a year has become known").select_for_update(of=("self",))
    problem, today = rows.get(pk=pk), timezone.localdate(at)
    known = calendar.final_until(today)
    calls = list(problem.escalations.filter(arrival_is_provisional=True).select_related("department"))
    counted = [*_deadline(problem, calendar, known), *_notice(problem, calendar, known)]
    counted += [day for call in calls for day in _arrival(call, calendar, known)]
    moves = [details for details in (_move(*day, today) for day in counted) if details]
    if moves:
        problem.version += 1
        problem.updated_at = at
    for record in (problem, *calls):
        record.save()
    for details in moves:
        problem.events.create(
            action=Action.RECOUNT, by_label="系统", at=at, from_state=problem.state, to_state=problem.state,
            note=NOTE, details=details,
        )  # fmt: skip
    return len(moves)


# Each yields (record, column, the day counted again, more for the history) of what still runs; its mark goes in any case.


def _deadline(problem, calendar, known):
    if not problem.deadline_is_provisional or problem.deadline > known:
        return
    problem.deadline_is_provisional = False
    how = _how(problem, "deadline", problem.deadline)
    if how and problem.owes:
        yield problem, "deadline", counting.deadline_from(*how, by=calendar).day, {}


def _notice(problem, calendar, known):
    if not problem.notice_is_provisional or problem.notice_until > known:
        return
    problem.notice_is_provisional = False
    how = _how(problem, "notice_until", problem.notice_until)
    if how and problem.state == State.VERIFIED:
        yield problem, "notice_until", counting.notice_from(*how, by=calendar).day, {}


def _arrival(call, calendar, known):
    if call.arrive_on > known:
        return
    call.arrival_is_provisional = False
    if not call.arrived_at and not call.answered_at:
        day = counting.arrival_from(timezone.localdate(call.called_at), by=calendar).day
        yield call, "arrive_on", day, {"department": str(call.department)}


def _how(problem, name, day) -> tuple[dt.date, int] | None:
    """From when and how many days, as the step says that set this day; None where a person or a list has changed it."""
    steps = problem.events.filter(details__has_key="provisional").order_by("-at", "-pk")
    step = next((step for step in steps if step.details.get(name) == day.isoformat()), None)
    if step is None:
        return None
    how = step.details["provisional"]
    return dt.date.fromisoformat(how["since"]), how["days"]


def _move(record, column, day, more, today) -> dict | None:
    """Moves the day; returns what the history says of it, or nothing when it stays."""
    before = getattr(record, column)
    if day == before or day < today:
        return None
    setattr(record, column, day)
    if column == "deadline" and record.first_deadline == before:
        record.first_deadline = day
    return {column: [before, day], **more}
