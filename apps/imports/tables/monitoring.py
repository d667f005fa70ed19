"""监测数据: what stations and laboratories send, a row for each point and time, a column for each indicator."""

import datetime as dt
from abc import abstractmethod
from contextlib import suppress

from django.core.exceptions import ValidationError

from apps.accounts.roles import Role
from apps.imports.tables.columns import Choice, Column, Day, Whole
from apps.imports.tables.measured import ALIASES, Amount, DayOrMonth, Slot, When
from apps.imports.tables.resource import TableResource, wrong
from apps.monitoring import words
from apps.monitoring.actions.values import Reading, record_values, time_refusal, withdraw_values
from apps.monitoring.models import MonitoringValue
from apps.monitoring.queries.points import named
from apps.monitoring.rules import readings as rules
from apps.monitoring.words import Indicator, Period, PointKind, Source

_HELP = "没有测到的留空，不要写 0；低于检出限的写检出限加 L，如 0.01L。"
_TAKEN_BACK = "撤销表格导入"


class _ValueTable(TableResource):
    """What both kinds of tables share. A kind says which points it is for, and how a row names its time."""

    unit = "个时段"
    roles = frozenset({Role.COUNTY_STAFF})
    back = "monitoring"
    point_kinds: tuple[PointKind, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    shown: dict[Indicator, str] = {}

    @classmethod
    def known_columns(cls):
        return super().known_columns() | cls._indicator_columns()

    def extra_columns(self):
        return self._indicator_columns()

    @classmethod
    def _indicator_columns(cls):
        return {one.value: cls._column(one) for one in cls.indicators}

    @classmethod
    def _column(cls, indicator):
        aliases = (indicator.label, indicator.short, *ALIASES.get(indicator, ()))
        return Column(
            indicator.heading, aliases=aliases, widget=Amount(), nothing=None, width=14, example=cls.shown.get(indicator, ""),
            help=_HELP if indicator == cls.indicators[0] else "",
        )  # fmt: skip

    def prepare(self):
        self._named = named(self.setting.by)
        self._by_key = {point.pk: point for point in self._named.values()}
        self._foreseen = {}

    def foresee(self, written):
        slots = set()
        for one in written:
            given, errors = self._read(
                {column.column_name: one.cells.get(name) for name, column in self.fields.items()}
            )
            with suppress(ValidationError):
                if not errors:
                    self.resolve(given, one.cells)
                    slots.add((given.monitoring_point.pk, *given.time))
        self._foreseen = _values_at(slots)

    def points(self):
        found, today = self._by_key.values(), self.setting.today
        standing = [point for point in found if point.closed_on is None or point.closed_on > today]
        return [point.name for point in standing if point.kind in self.point_kinds]

    def example(self):
        return super().example() | {"point": next(iter(self.points()), "示例点位")}

    # --- A row ---

    @abstractmethod
    def time_of(self, given) -> tuple:
        """(period, day, hour) that the row is about; puts its cells into the form that is kept."""

    @abstractmethod
    def time_cells(self, slot) -> dict:
        """The columns that name the time of a slot."""

    def resolve(self, given, row):
        point = self._named.get(given.point)
        if point is None:
            raise wrong("point", f"没有“{given.point[:40]}”这个监测点位，请从下拉列表里选；新的点位先在“监测”里建立。")
        if point.kind not in self.point_kinds:
            raise wrong("point", f"“{point}”是{point.get_kind_display()}，不在这张表里导入，请换一个模板。")
        given.point, given.monitoring_point = point.name, point
        given.time = self.time_of(given)

    def identity(self, given):
        return given.monitoring_point.pk, *given.time

    def find(self, given):
        slot = self._slot(given.monitoring_point, *given.time)
        return slot if slot.values else None

    def _slot(self, point, period, day, hour) -> Slot:
        slot = (point.pk, period, day, hour)
        # What a row has written is another thing than what was foreseen.
        values = self._foreseen.pop(slot, None)
        return Slot(point, period, day, hour, _values_at({slot})[slot] if values is None else values)

    def load(self, record):
        values = {one.value: _measured(record.values.get(one)) for one in self.indicators}
        time = (record.period, record.day, record.hour)
        known = {"point": record.point.name, "monitoring_point": record.point, "time": time}
        return known | self.time_cells(record) | values

    def check(self, draft, is_new):
        readings = self._readings(draft, self.indicators)
        if not readings:
            raise wrong("point", "这一行一个数值都没有，请填写，或者删掉这一行。")
        if said := time_refusal(readings[0], draft.monitoring_point, today=self.setting.today):
            raise wrong("day", said)
        for reading in readings:
            if said := rules.refusal(reading.indicator, reading.value):
                raise wrong(reading.indicator, said)

    def _readings(self, draft, indicators) -> list[Reading]:
        period, day, hour = draft.time
        measured = {one: getattr(draft, one, None) for one in indicators}
        origin = self.setting.origin | {"row": getattr(self, "_where", "")}
        return [
            Reading(draft.monitoring_point.pk, one, period, day, found.value, hour, found.below_limit, origin=origin)
            for one, found in measured.items()
            if found is not None
        ]

    # --- Through the actions ---

    def create(self, draft):
        return self._record(draft, self.indicators)

    def change(self, draft, before):
        """A correction is a further version. An undoing takes versions back instead, so that those before count again."""
        differing = self._differing(draft, before)
        if self.exact:
            self._withdraw(draft.record.values[one] for one in differing if one in draft.record.values)
            now = self._draft_of(self._slot(draft.monitoring_point, *draft.time))
            differing = self._differing(draft, now)
        return self._record(draft, differing)

    def _differing(self, one, other):
        return [name for name in self.indicators if getattr(one, name) != getattr(other, name)]

    def _record(self, draft, indicators) -> Slot:
        readings = self._readings(draft, indicators)
        if readings:
            record_values(readings=readings, by=self.setting.by, at=self.setting.at, source=Source.LIST)
        return Slot(draft.monitoring_point, *draft.time)

    def remove(self, record):
        self._withdraw(record.values.values())

    def _withdraw(self, values):
        ids = [value.pk for value in values]
        if ids:
            withdraw_values(ids=ids, by=self.setting.by, at=self.setting.at, reason=_TAKEN_BACK)

    def fetch(self, pk):
        return self.fetch_many([pk]).get(pk)

    def fetch_many(self, pks):
        slots = {pk: slot for pk in pks if (slot := _slot_named(pk))[0] in self._by_key}
        values = _values_at(set(slots.values()))
        return {pk: Slot(self._by_key[slot[0]], *slot[1:], values[slot]) for pk, slot in slots.items() if values[slot]}

    # --- In words ---

    def label(self, draft):
        columns = [self.fields[name] for name in ("day", "hour") if name in self.fields]
        shown = [str(self.export_field(column, draft)) for column in columns]
        return " ".join([draft.point, shown[0], *(f"{hour}时" for hour in shown[1:] if hour)])

    def note(self, draft):
        """What is possible and yet unusual."""
        measured = {one: getattr(draft, one, None) for one in self.indicators}
        return "".join(rules.doubt(one, found) for one, found in measured.items() if found is not None)


def _slot_named(pk: str) -> tuple:
    number, period, day, *hour = pk.split(":")
    return int(number), period, dt.date.fromisoformat(day), int(hour[0]) if hour else None


def _values_at(slots: set[tuple]) -> dict[tuple, dict[str, MonitoringValue]]:
    """What stands now in slots (point, period, day, hour): {indicator: value} for each of them."""
    found = {slot: {} for slot in slots}
    points, periods = {slot[0] for slot in slots}, {slot[1] for slot in slots}
    values = MonitoringValue.objects.current().filter(
        point__in=points, period__in=periods, day__in={slot[2] for slot in slots}
    )
    for value in values if slots else ():
        slot = (value.point_id, value.period, value.day, value.hour)
        if slot in found:
            found[slot][value.indicator] = value
    return found


def _measured(value) -> rules.Measured | None:
    return rules.Measured(value.value, value.below_limit) if value else None


def _point_column(example=""):
    return Column(
        "监测点位", aliases=("点位", "点位名称", "站点", "站点名称", "断面", "断面名称", "监测断面", "点位编码", "站点编码", "断面编码"),
        required=True, choices="points", strict=False, width=24, example=example, help="从下拉列表里选，也可以写点位编码。",
    )  # fmt: skip


class AirTable(_ValueTable):
    key, title = "air-values", "空气监测数据"
    intro = "空气站的日值，一天一行；写了小时的就是小时值。同一天再导一次不会重复，数值不同的算更正，原来的留着。"
    point_kinds = (PointKind.AIR,)
    indicators = words.AIR
    shown = {Indicator.PM25: "35", Indicator.PM10: "58", Indicator.CO: "0.7"}

    point = _point_column()
    day = Column(
        "日期",
        aliases=("时间", "监测日期", "监测时间"),
        required=True,
        widget=Day(),
        nothing=None,
        width=14,
        example="2026-03-15",
    )
    hour = Column(
        "小时", aliases=("时", "监测小时"), widget=Whole(23), nothing=None, width=8, help="日值不填；小时值写 0 到 23。"
    )

    def time_of(self, given):
        hour = getattr(given, "hour", None)
        return (Period.DAY if hour is None else Period.HOUR), given.day, hour

    def time_cells(self, slot):
        return {"day": slot.day, "hour": slot.hour}


class WaterTable(_ValueTable):
    key, title = "water-values", "水质监测数据"
    intro = "断面和水源地的水质数据，一个点位一个月一行。没有采样、断流的月份不用写，留空就是无数据，不算达标。"
    point_kinds = tuple(sorted(words.WATERS))
    indicators = words.WATER
    shown = {Indicator.PH: "7.8", Indicator.DO: "8.6", Indicator.NH3N: "0.22", Indicator.OIL: "0.01L"}

    point = _point_column()
    day = Column(
        "月份", aliases=("日期", "采样日期", "采样时间", "监测日期", "监测月份", "监测时间", "时间"), required=True, widget=DayOrMonth(),
        nothing=None, width=14, code=True, example="2026-03", help="写成 2026-03；日值写到哪一天。",
    )  # fmt: skip
    kind = Column(
        "数据类型", widget=Choice({Period.MONTH.value: "月值", Period.DAY.value: "日值"}), choices=("月值", "日值"), width=10,
        nothing=Period.MONTH.value, help="不填就是月值；自动站的日值选“日值”。",
    )  # fmt: skip

    def time_of(self, given):
        given.kind = getattr(given, "kind", None) or Period.MONTH.value
        if given.kind == Period.DAY:
            if given.day.whole_month:
                raise wrong("day", "日值要写到哪一天，如 2026-03-15。")
            return Period.DAY, given.day.day, None
        given.day = When(given.day.day.replace(day=1), True)
        return Period.MONTH, given.day.day, None

    def time_cells(self, slot):
        return {"day": When(slot.day, slot.period == Period.MONTH), "kind": slot.period}
