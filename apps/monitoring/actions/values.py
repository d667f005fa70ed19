"""Values are recorded and withdrawn. A correction is a further version beside what was there before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apps.common import audit
from apps.common.verdicts import Refused
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.permissions import may_record
from apps.monitoring.rules import readings as rules
from apps.monitoring.words import Indicator, Period

_BATCH = 1000


@dataclass(frozen=True)
class Reading:
    """What was measured: one number of one indicator in one slot of time. Of a month `day` is any day."""

    point_id: int
    indicator: str
    period: str
    day: dt.date
    value: Decimal
    hour: int | None = None
    below_limit: bool = False
    valid: bool = True
    remark: str = ""
    origin: dict = field(default_factory=dict, compare=False)

    @property
    def slot(self) -> tuple:
        day = self.day.replace(day=1) if self.period == Period.MONTH else self.day
        return self.point_id, self.period, day, self.hour, self.indicator

    @property
    def content(self) -> tuple:
        return self.value, self.below_limit, self.valid, self.remark


@dataclass(frozen=True)
class Recorded:
    """What became of the readings: rows that are new, rows that corrected an earlier value, readings known already."""

    new: list[MonitoringValue]
    corrected: list[MonitoringValue]
    unchanged: int

    @property
    def rows(self) -> list[MonitoringValue]:
        return self.new + self.corrected


def slot_of(value) -> tuple:
    return value.point_id, value.period, value.day, value.hour, value.indicator


def content_of(value) -> tuple:
    return value.value, value.below_limit, value.valid, value.remark


@transaction.atomic
def record_values(*, readings: Iterable[Reading], by, at, source: str) -> Recorded:
    """All or nothing. The same value again changes nothing; another one supersedes what stood there."""
    readings = list(readings)
    points = _locked({reading.point_id for reading in readings}, by)
    today = timezone.localdate(at)
    wanted = _one_each(readings)
    for reading in wanted.values():
        _check(reading, points[reading.point_id], today)
    currents, versions = _known(wanted)
    fresh = {
        slot: reading
        for slot, reading in wanted.items()
        if slot not in currents or content_of(currents[slot]) != reading.content
    }
    superseded = [currents[slot].pk for slot in fresh if slot in currents]
    MonitoringValue.objects.filter(pk__in=superseded).update(current=False)
    rows = {slot: _row(reading, versions.get(slot, 0) + 1, by, at, source) for slot, reading in fresh.items()}
    MonitoringValue.objects.bulk_create(rows.values(), batch_size=_BATCH)
    corrected = [row for slot, row in rows.items() if slot in currents]
    new = [row for slot, row in rows.items() if slot not in currents]
    recorded = Recorded(new, corrected, len(wanted) - len(rows))
    _tell("录入监测数据", points.values(), by, at, new=len(new), corrected=len(corrected), source=source)
    return recorded


def _locked(ids, by) -> dict[int, MonitoringPoint]:
    """In the order of their keys, so that two imports of the same points wait for each other."""
    points = MonitoringPoint.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {point.pk: point for point in points}
    if ids - set(found):
        raise MonitoringPoint.DoesNotExist
    for point in found.values():
        may_record(by, point.division_code).or_raise()
    return found


def _one_each(readings) -> dict[tuple, Reading]:
    wanted: dict[tuple, Reading] = {}
    for reading in readings:
        twin = wanted.setdefault(reading.slot, reading)
        if twin.content != reading.content:
            name = Indicator(reading.indicator).label
            raise Refused(f"{reading.day} 的{name}出现了两个不同的数值，请只留一个。")
    return wanted


def _check(reading, point, today) -> None:
    said = reading_refusal(reading, point, today=today)
    if said:
        raise Refused(f"{point}：{said}")


def reading_refusal(reading, point, *, today) -> str:
    """Why this reading cannot be recorded; "" when it can."""
    if reading.indicator not in point.indicators:
        return f"{point.get_kind_display()}没有“{Indicator(reading.indicator).label}”这项指标。"
    if not reading.valid and not reading.remark.strip():
        return "无效的数据请写明原因。"
    return time_refusal(reading, point, today=today) or rules.refusal(reading.indicator, reading.value)


def time_refusal(reading, point, *, today) -> str:
    """Why nothing can be recorded of that point for that time."""
    if (reading.hour is not None) != (reading.period == Period.HOUR):
        return "小时值要写明小时，日值和月值不写。"
    if point.opened_on and reading.day < _first_day(point.opened_on, reading.period):
        return f"点位从 {point.opened_on} 起启用，{reading.day} 还没有数据。"
    if point.closed_on and reading.slot[2] >= point.closed_on:
        return f"点位从 {point.closed_on} 起停用，不能再录入 {reading.day} 的数据。"
    return rules.slot_refusal(day=reading.slot[2], hour=reading.hour, today=today)


def _first_day(opened_on, period):
    return opened_on.replace(day=1) if period == Period.MONTH else opened_on


def _known(wanted) -> tuple[dict[tuple, MonitoringValue], dict[tuple, int]]:
    """Of the slots asked for: what is current, and the highest version ever used."""
    if not wanted:
        return {}, {}
    days = [slot[2] for slot in wanted]
    rows = MonitoringValue.objects.filter(
        point__in={slot[0] for slot in wanted},
        period__in={slot[1] for slot in wanted},
        day__range=(min(days), max(days)),
    )
    currents, versions = {}, {}
    for row in rows.iterator(chunk_size=2000):
        slot = slot_of(row)
        if slot in wanted:
            versions[slot] = max(versions.get(slot, 0), row.version)
            if row.current:
                currents[slot] = row
    return currents, versions


def _row(reading, version, by, at, source) -> MonitoringValue:
    point_id, period, day, hour, indicator = reading.slot
    return MonitoringValue(
        point_id=point_id, period=period, day=day, hour=hour, indicator=indicator, value=reading.value,
        below_limit=reading.below_limit, valid=reading.valid, remark=reading.remark.strip(), version=version,
        source=source, origin=reading.origin, recorded_by=by, by_label=by.signature, recorded_at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_values(*, ids: Iterable[int], by, at, reason: str) -> int:
    """Take recorded values back, as the undoing of an import does; what stood there before is current again.

    Values withdrawn already are passed over. A later correction stays what it is. Returns how many were withdrawn.
    """
    found = MonitoringValue.objects.filter(pk__in=list(ids))
    points = _locked(set(found.values_list("point_id", flat=True)), by)
    rows = list(found.filter(withdrawn_at__isnull=True))
    lost = {slot_of(row) for row in rows if row.current}
    withdrawn = {"current": False, "withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason.strip()}
    MonitoringValue.objects.filter(pk__in=[row.pk for row in rows]).update(**withdrawn)
    MonitoringValue.objects.filter(pk__in=_standing_before(lost)).update(current=True)
    _tell("撤回监测数据", points.values(), by, at, withdrawn=len(rows), reason=reason.strip())
    return len(rows)


def _standing_before(slots) -> list[int]:
    """The newest version of each slot that nobody withdrew."""
    if not slots:
        return []
    days = [slot[2] for slot in slots]
    rows = MonitoringValue.objects.filter(
        withdrawn_at__isnull=True, point__in={slot[0] for slot in slots}, day__range=(min(days), max(days))
    )
    newest = {slot_of(row): row.pk for row in rows.order_by("version") if slot_of(row) in slots}
    return list(newest.values())


def _tell(action, points, by, at, **changes) -> None:
    points = list(points)
    about = points[0] if len(points) == 1 else None
    label = "、".join(point.name for point in points[:5]) + (f"等{len(points)}个点位" if len(points) > 5 else "")
    audit.record(action, at=at, by=by, about=about, label=label, **changes)
