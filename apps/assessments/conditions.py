"""When a problem counts, as conditions over its columns and history. Each takes the period and returns a Q.

A closure that a relapse ended stands in the relapse's event (details.closed_on), so that a closed interval is known
also after the problem was opened again. What is not recorded in time-stamped form is taken as it stands today:
deadlines as last granted, and a hand-in that was refused does not count as done.
"""

import datetime as dt

from django.db.models import F, Q

from apps.assessments.periods import Period, months_later
from apps.problems.models import Escalation, ProblemEvent
from apps.problems.states import OWED, Action, State
from apps.problems.words import FOUND_BY_THEMSELVES, DeadlineKind

# 四个及时: a problem is entered on the day it was found or the next, and dispatched within three days of entry.
REPORT_WITHIN_DAYS = 1
DISPATCH_WITHIN_DAYS = 3

REGISTERED = ~Q(state=State.REJECTED)
DONE = Q(state__in=(State.SUBMITTED, State.VERIFIED, State.CLOSED))
UNDATED = Q(completed_on__isnull=True, closed_on__isnull=True)
BY_THEMSELVES = Q(source__in=FOUND_BY_THEMSELVES)


def _days(field: str, period: Period) -> Q:
    return Q(**{f"{field}__gte": period.first, f"{field}__lt": period.until})


def _moments(field: str, period: Period) -> Q:
    return Q(**{f"{field}__gte": period.starts_at, f"{field}__lt": period.ends_at})


def _has_event(action: Action, condition: Q) -> Q:
    return Q(pk__in=ProblemEvent.objects.filter(condition, action=action).values("problem_id"))


def found(period: Period) -> Q:
    """By the day of discovery; a record without one counts on the day it was entered."""
    undated = Q(discovered_on__isnull=True) & _moments("created_at", period)
    return REGISTERED & (_days("discovered_on", period) | undated)


def found_by(end: Period) -> Q:
    undated = Q(discovered_on__isnull=True, created_at__lt=end.ends_at)
    return REGISTERED & (Q(discovered_on__lt=end.until) | undated)


def found_by_themselves(period: Period) -> Q:
    return found(period) & BY_THEMSELVES


def found_by_others(period: Period) -> Q:
    return found(period) & ~BY_THEMSELVES


def found_as(**facts):
    """New problems of one category or source."""
    return lambda period: found(period) & Q(**facts)


def not_registered(period: Period) -> Q:
    return Q(state=State.REJECTED) & _has_event(Action.REJECT, _moments("at", period))


# --- Reporting and dispatching ---


def report_dated(period: Period) -> Q:
    return found(period) & Q(discovered_on__isnull=False, created_at__date__gte=F("discovered_on"))


def reported_in_time(period: Period) -> Q:
    last = F("discovered_on") + dt.timedelta(days=REPORT_WITHIN_DAYS)
    return report_dated(period) & Q(created_at__date__lte=last)


def dispatch_due(period: Period) -> Q:
    """Dispatched, or waiting for longer than allowed. An import that does not say when it was dispatched is left out."""
    waiting = Q(state=State.REPORTED, created_at__lt=period.cut_at - dt.timedelta(days=DISPATCH_WITHIN_DAYS))
    return found(period) & (dispatch_dated(period) | waiting)


def dispatch_dated(period: Period) -> Q:
    return found(period) & Q(dispatched_at__gte=F("created_at"), dispatched_at__lt=period.ends_at)


def dispatched_in_time(period: Period) -> Q:
    last = F("created_at") + dt.timedelta(days=DISPATCH_WITHIN_DAYS)
    return dispatch_dated(period) & Q(dispatched_at__lte=last)


# --- Rectifying ---


def due(period: Period) -> Q:
    """Its deadline lies in the period and is over."""
    return REGISTERED & Q(deadline_kind=DeadlineKind.DATE, deadline__gte=period.first, deadline__lt=period.cut)


def _finished(**when) -> Q:
    """Done, and the day of completion (else of closure) is so."""
    completed = Q(**{f"completed_on__{lookup}": value for lookup, value in when.items()})
    closed = Q(**{f"closed_on__{lookup}": value for lookup, value in when.items()})
    return DONE & (completed | Q(completed_on__isnull=True) & closed)


def due_in_time(period: Period) -> Q:
    return due(period) & _finished(lte=F("deadline"))


def due_late(period: Period) -> Q:
    return due(period) & _finished(gt=F("deadline"), lt=period.until)


def due_undated(period: Period) -> Q:
    return due(period) & DONE & UNDATED


def due_unfinished(period: Period) -> Q:
    return due(period) & (~DONE | _finished(gte=period.until))


def due_closed(period: Period) -> Q:
    return due(period) & closed_by(period)


def overdue(period: Period) -> Q:
    """At the end of the period the unit still owed its part and the last day was over."""
    dated = Q(deadline_kind=DeadlineKind.DATE, deadline__lt=period.cut)
    owed = Q(state__in=OWED) & ~_was_closed(period) | _finished(gte=period.until)
    return found_by(period) & dated & owed


def due_next(period: Period) -> Q:
    """Its deadline lies in the month after the period, and the unit still owes its part."""
    soon = Q(deadline_kind=DeadlineKind.DATE, deadline__gte=period.until, deadline__lt=months_later(period.until, 1))
    return found_by(period) & soon & Q(state__in=OWED)


def rectified(period: Period) -> Q:
    """Completed in the period, with both days known."""
    return (
        REGISTERED
        & DONE
        & _days("completed_on", period)
        & Q(dispatched_at__isnull=False, dispatched_at__date__lte=F("completed_on"))
    )


def staged(period: Period) -> Q:
    """A stage was reached in the period; never a closure."""
    return REGISTERED & _has_event(Action.STAGE, _moments("at", period))


# --- Closing and what comes after ---


def closed(period: Period) -> Q:
    ended_since = Q(details__closed_on__gte=str(period.first), details__closed_on__lt=str(period.until))
    now_closed = Q(state=State.CLOSED) & _days("closed_on", period)
    return REGISTERED & (now_closed | _has_event(Action.RELAPSE, ended_since))


def closed_by(period: Period) -> Q:
    """Closed at the end of the period. A list from outside may say "closed" without a date: then it is."""
    now_closed = Q(state=State.CLOSED) & (Q(closed_on__lt=period.until) | Q(closed_on__isnull=True))
    return now_closed | _was_closed(period)


def _was_closed(period: Period) -> Q:
    """Closed at the end, opened again by a relapse since."""
    since = Q(at__gte=period.ends_at, details__closed_on__lt=str(period.until))
    return _has_event(Action.RELAPSE, since)


def open_at_end(period: Period) -> Q:
    return found_by(period) & ~closed_by(period)


def relapsed(period: Period) -> Q:
    return REGISTERED & _has_event(Action.RELAPSE, _moments("at", period))


# --- 乡镇呼、部门应 ---


def called(period: Period) -> Q:
    """A department was called in the period and has answered the call, or its hour is over."""
    judged = Q(signed_at__isnull=False) | Q(sign_by__lt=period.cut_at)
    return REGISTERED & _has_call(_moments("called_at", period) & judged)


def call_signed_in_time(period: Period) -> Q:
    late = Q(signed_at__gt=F("sign_by")) | Q(signed_at__isnull=True, sign_by__lt=period.cut_at)
    return called(period) & ~_has_call(_moments("called_at", period) & late)


def _has_call(condition: Q) -> Q:
    return Q(pk__in=Escalation.objects.filter(condition).values("problem_id"))
