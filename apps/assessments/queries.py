"""Reading figures: all measures of a kind of record in one grouped query, and the records behind any one of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, Sum, TextChoices, Value
from django.db.models.functions import Left

from apps.assessments.cells import PARTS, Cell, Kind, Part
from apps.assessments.metrics import MEASURES, Measure, about
from apps.assessments.periods import Period
from apps.assessments.sources import rows_of, subject_of
from apps.assessments.subjects import Subject
from apps.inspections.models import Site
from apps.inspections.queries import village_days
from apps.territory.levels import CODE_LENGTH, Level

ALL = tuple(MEASURES.values())
NOTHING_ADDED = {Kind.DAYS: dt.timedelta(), Kind.SUM: 0}


class Grouping(TextChoices):
    """Who is assessed. A record kept above that level stands under the longer place that it has."""

    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村（社区）"
    GRID = "grid", "网格"


@dataclass
class Figures:
    """Cells and, where asked for, lists of record ids, by measure and code of the assessee.

    Every record belongs to one assessee, so the total is the sum.
    """

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    ids: dict[tuple[str, str, Part], list[int]] = field(default_factory=dict)
    assessees: list[str] = field(default_factory=list)

    def cell(self, measure: Measure, assessee: str) -> Cell:
        return self.cells.get((measure.key, assessee), _nothing(measure))

    def total(self, measure: Measure) -> Cell:
        return sum((self.cell(measure, code) for code in self.assessees), _nothing(measure))

    def records(self, measure: Measure, part: Part, assessee: str) -> list[int]:
        return self.ids.get((measure.key, assessee, part), [])

    def all_records(self, measure: Measure, part: Part) -> list[int]:
        return sorted(pk for code in self.assessees for pk in self.records(measure, part, code))

    def joined(self, other: "Figures") -> "Figures":
        assessees = sorted({*self.assessees, *other.assessees})
        return Figures(self.cells | other.cells, self.ids | other.ids, assessees)


def figures(rows, period: Period, *, by: Grouping, measures=None, with_records=False) -> Figures:
    """Measures of one kind of record for every assessee that has any, from a scoped queryset, in one query."""
    measures = about(subject_of(rows)) if measures is None else measures
    wanted, read = {}, ArrayAgg if with_records else Count
    for number, measure in enumerate(measures):
        for part in PARTS[measure.kind]:
            wanted[f"{part}_{number}"] = _aggregate(read, measure.condition(part, period))
        if measure.added is not None:
            nothing = NOTHING_ADDED[measure.kind]
            wanted[f"added_{number}"] = Sum(measure.added, filter=measure.counted(period), default=nothing)
    grouped = rows.order_by().annotate(assessee=_assessee(by, rows.model)).values("assessee").annotate(**wanted)
    result = Figures()
    for row in grouped.order_by("assessee"):
        result.assessees.append(row["assessee"])
        for number, measure in enumerate(measures):
            _take(result, row, number, measure, with_records)
    return result


def figures_of(
    code: str, period: Period, *, by: Grouping, measures: Iterable[Measure] = ALL, with_records=False
) -> Figures:
    """Measures of every kind of record under a place: one grouped query for each kind that is asked for."""
    result = Figures()
    for subject in Subject:
        wanted = [measure for measure in measures if measure.subject == subject]
        if wanted and subject == Subject.DAY:
            result = result.joined(_day_figures(code, period, by, wanted, with_records))
        elif wanted:
            rows = rows_of(subject, code, period)
            result = result.joined(figures(rows, period, by=by, measures=wanted, with_records=with_records))
    return result


PATROL_TABLE = ("patrols", "person_times", "site_visits", "coverage")


def patrol_table(code: str, period: Period, *, by: Grouping = Grouping.TOWNSHIP) -> Figures:
    """Visits, person-times and coverage of every township (village, grid) under a place: two grouped statements, however
    many there are."""
    return figures_of(code, period, by=by, measures=[MEASURES[key] for key in PATROL_TABLE])


def records(rows, measure: Measure, part: Part, period: Period, *, assessee: str = "", by: Grouping | None = None):
    """The records behind one cell; without an assessee those behind the total."""
    behind = rows.filter(measure.condition(part, period))
    if by:
        behind = behind.annotate(assessee=_assessee(by, rows.model)).filter(assessee=assessee)
    return behind


def cell_and_rows(
    code: str, period: Period, measure: Measure, part: Part, *, unit: str = "", by: Grouping = Grouping.VILLAGE
):
    """One figure of a place (of one unit below it) and the records behind it: for villages' days a list of keys."""
    found = figures_of(code, period, by=by, measures=[measure])
    cell = found.cell(measure, unit) if unit else found.total(measure)
    if measure.subject == Subject.DAY:
        length = CODE_LENGTH[Level.TOWNSHIP if by == Grouping.TOWNSHIP else Level.VILLAGE]
        keys = day_keys(code, period)[measure.key, part]
        return cell, [key for key in keys if not unit or str(key)[:length] == unit]
    return cell, records(
        rows_of(measure.subject, code, period), measure, part, period, assessee=unit, by=by if unit else None
    )


def _assessee(by: Grouping, model):
    place = "placings__division_code" if model is Site else "division_code"
    if by == Grouping.GRID:
        return F(place)
    if by == Grouping.TOWNSHIP and hasattr(model, "township_code"):
        return F("township_code")
    return Left(place, CODE_LENGTH[Level(by.value)])


def _aggregate(read, condition: Q):
    if read is Count:
        return Count(Value(1), filter=condition)  # no column: an index of the rows is enough
    return ArrayAgg("pk", filter=condition, order_by="pk", default=[])


def _take(result, row, number, measure, with_records):
    sizes = {}
    for part in PARTS[measure.kind]:
        found = row[f"{part}_{number}"]
        sizes[part] = len(found) if with_records else found
        if with_records:
            result.ids[measure.key, row["assessee"], part] = found
    if measure.added is not None:
        added = row[f"added_{number}"]
        sizes[Part.NUMERATOR] = added.days if measure.kind == Kind.DAYS else added
    counted = sizes.get(Part.COUNT, sizes.get(Part.NUMERATOR))
    result.cells[measure.key, row["assessee"]] = Cell(counted, sizes.get(Part.DENOMINATOR))


def _nothing(measure: Measure) -> Cell:
    return Cell(0, None if measure.kind == Kind.COUNT else 0)


# --- Villages' days ---


def day_keys(code: str, period: Period) -> dict[tuple[str, Part], list[int]]:
    """(measure, part) -> keys of the days behind it; a day is judged once it is over."""
    asked = village_days.asked(code, period.first, period.cut)
    done = village_days.reported([code], period.first, period.cut) if asked else set()
    told = [village_days.key_of(*one) for one in asked if one in done]
    silent = [village_days.key_of(*one) for one in asked if one not in done]
    return {
        ("days_reported", Part.NUMERATOR): told,
        ("days_reported", Part.DENOMINATOR): sorted(told + silent),
        ("days_silent", Part.COUNT): silent,
    }


def _day_figures(code, period, by, measures, with_records) -> Figures:
    result, length = Figures(), CODE_LENGTH[Level.TOWNSHIP if by == Grouping.TOWNSHIP else Level.VILLAGE]
    lists = day_keys(code, period)
    grouped: dict[tuple[str, str, Part], list[int]] = {}
    for (name, part), keys in lists.items():
        for key in keys:
            grouped.setdefault((name, str(key)[:length], part), []).append(key)
    result.assessees = sorted({assessee for _, assessee, _ in grouped})
    for measure in measures:
        for assessee in result.assessees:
            lists = {part: grouped.get((measure.key, assessee, part), []) for part in PARTS[measure.kind]}
            sizes = [len(keys) for keys in lists.values()]
            result.cells[measure.key, assessee] = Cell(*sizes)
            if with_records:
                result.ids |= {(measure.key, assessee, part): keys for part, keys in lists.items()}
    return result
