"""What a form fills in before anybody chooses: the unit that most likely answers, and a deadline."""

import datetime as dt

from django.db.models import Case, IntegerField, Q, Value, When

from apps.common.deadlines import PROVISIONAL
from apps.common.scoping import under
from apps.problems import counting
from apps.problems.models import Problem
from apps.territory.levels import Level, cut
from apps.territory.models import Organisation

Kind = Organisation.Kind
_COUNTY_UNITS = (Kind.BUREAU, Kind.DEPARTMENT)


def units_for(problem, *, by_county: bool, on):
    """Units a problem can be given to: those of its township; the county's staff may also name the county's own."""
    township, county = cut(problem.division_code, Level.TOWNSHIP), cut(problem.division_code, Level.COUNTY)
    condition = Q(division__code__startswith=township) if township else Q(division__code__startswith=county)
    if township and by_county:
        condition |= Q(division_id=county)
    return _in_force(on).filter(condition).exclude(kind=Kind.LEADING_GROUP)


def departments_for(problem, *, on):
    """The county's units that a township can call."""
    return _in_force(on).filter(division_id=cut(problem.division_code, Level.COUNTY), kind__in=_COUNTY_UNITS)


def proposed_unit(problem, *, by, units) -> Organisation | None:
    """Who got the last problem of this kind in this village; else its committee; else the township government."""
    return _unit_of_last_time(problem, by, units) or _unit_of_place(problem, units)


def proposed_deadline(today: dt.date) -> dt.date:
    return counting.deadline_from(today).day


def proposal_note(today: dt.date) -> str:
    """A word of warning where the proposed deadline lies in a year whose days off are not announced."""
    due = counting.deadline_from(today)
    return (
        f"{due.day.year}年放假安排还没有公布，建议的日期{PROVISIONAL}，公布后自动重新推算。" if due.provisional else ""
    )


def _in_force(on):
    return Organisation.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def _unit_of_last_time(problem, by, units):
    village = cut(problem.division_code, Level.VILLAGE)
    if not village:
        return None
    alike = Problem.objects.visible_to(by).filter(under("division_code", [village]), category=problem.category)
    last = alike.filter(dispatched_at__isnull=False, lead_organisation__isnull=False).exclude(pk=problem.pk)
    unit_id = last.order_by("-dispatched_at").values_list("lead_organisation_id", flat=True).first()
    return units.filter(pk=unit_id).first() if unit_id else None


def _unit_of_place(problem, units):
    village, township = cut(problem.division_code, Level.VILLAGE), cut(problem.division_code, Level.TOWNSHIP)
    nearest = Case(
        When(division_id=village or "-", kind=Kind.COMMITTEE, then=Value(0)),
        When(division_id=township or "-", kind=Kind.GOVERNMENT, then=Value(1)),
        output_field=IntegerField(),
    )
    return units.annotate(nearness=nearest).filter(nearness__isnull=False).order_by("nearness", "pk").first()
