"""Points that somebody sees, with what was measured there last."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from apps.common.scoping import under
from apps.monitoring.judging import Judgement, judge
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.words import Period


def listed(user, *, on, kind: str = "", place: str = "", state: str = ""):
    points = MonitoringPoint.objects.visible_to(user)
    points = points.closed(on) if state == "closed" else points.standing(on)
    if kind:
        points = points.filter(kind=kind)
    if place:
        points = points.filter(under("division_code", [place]))
    return points.annotate(last_day=_last(Period.DAY), last_month=_last(Period.MONTH))


def _last(period):
    """The newest day of which there is a value of the period: one step down an index for each point."""
    values = MonitoringValue.objects.current().filter(point=OuterRef("pk"), period=period)
    return Subquery(values.order_by("-day").values("day")[:1])


@dataclass(frozen=True)
class Standing:
    """The newest values of a point; `when` "" where there are none."""

    when: str
    values: tuple[MonitoringValue, ...]
    judgement: Judgement


def standings(points) -> dict[int, Standing]:
    """Primary key -> standing, in one query for all points of a page (as `listed` gives them)."""
    slots = {point.pk: slot for point in points if (slot := _newest(point))}
    condition = Q(pk__in=[])
    for pk, (period, day) in slots.items():
        condition |= Q(point=pk, period=period, day=day)
    values: dict[int, dict] = {}
    for value in MonitoringValue.objects.current().filter(condition):
        values.setdefault(value.point_id, {})[value.indicator] = value
    return {point.pk: _standing(point, slots.get(point.pk), values.get(point.pk, {})) for point in points}


def _newest(point):
    """(period, day): of the point's usual period if there is any value of it."""
    last = {Period.DAY: point.last_day, Period.MONTH: point.last_month}
    order = sorted(last, key=lambda period: period != point.usual_period)
    return next(((period, last[period]) for period in order if last[period]), None)


def _standing(point, slot, values) -> Standing:
    if slot is None:
        return Standing("", (), judge(point, {}, period=point.usual_period, day=None))
    period, day = slot
    ordered = tuple(values[one] for one in point.indicators if one in values)
    when = f"{day.year}年{day.month}月" if period == Period.MONTH else str(day)
    return Standing(when, ordered, judge(point, values, period=period, day=day))


def named(user) -> dict[str, MonitoringPoint]:
    """Code and name -> point, of everything in scope that a list may name."""
    points = list(MonitoringPoint.objects.visible_to(user).order_by("division_code", "pk"))
    return {point.code: point for point in points} | {point.name: point for point in points}
