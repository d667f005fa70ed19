"""Which records of a place a period's figures are computed from, one queryset for each kind of record.

A site counts in the grid where it lay at the end of the period: moving it moves the future, not past reports.
"""

from apps.assessments.periods import Period
from apps.assessments.subjects import Subject
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import Patrol, PatrolTask, Site, SpotCheck, in_force
from apps.inspections.queries.spot_checks import recorded_in
from apps.problems.models import Problem


def rows_of(subject: Subject, code: str, period: Period):
    """Scoped rows under the place that may count in the period; measures say which of them do."""
    return _ROWS[subject](code, period)


def subject_of(rows) -> Subject:
    return _SUBJECTS[rows.model]


def _problems(code, period):
    return Problem.objects.within(code)


def _patrols(code, period):
    """By the township's code where that says the same: the month's table then reads one index and no table."""
    field = "township_code" if len(code) <= codes.TOWNSHIP else "division_code"
    patrols = Patrol.objects.everywhere("the same range of codes, on the index of the month's table")
    return patrols.filter(under(field, [code])).counting().during(period.first, period.until)


def _tasks(code, period):
    return PatrolTask.objects.within(code).standing().filter(due_on__gte=period.first, due_on__lt=period.until)


def _sites(code, period):
    sites = Site.objects.everywhere("those that lay under the place then, wherever they lie today")
    lay_here = in_force(period.known_on, "placings__") & under("placings__division_code", [code])
    return sites.filter(lay_here)


def _checks(code, period):
    return recorded_in(SpotCheck.objects.within(code), period.first, period.until)


_ROWS = {
    Subject.PROBLEM: _problems,
    Subject.PATROL: _patrols,
    Subject.TASK: _tasks,
    Subject.SITE: _sites,
    Subject.CHECK: _checks,
}
_SUBJECTS = {
    Problem: Subject.PROBLEM, Patrol: Subject.PATROL, PatrolTask: Subject.TASK, Site: Subject.SITE, SpotCheck: Subject.CHECK,
}  # fmt: skip
