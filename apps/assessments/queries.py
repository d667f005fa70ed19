"""Reading figures: all measures of a period in one grouped query, and the records behind any one of them."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Sum, TextChoices
from django.db.models.functions import Left

from apps.assessments.cells import PARTS, Cell, Kind, Part
from apps.assessments.metrics import MEASURES, Measure
from apps.assessments.periods import Period
from apps.territory.levels import CODE_LENGTH, Level

ALL = tuple(MEASURES.values())
NO_TIME = dt.timedelta()


class Grouping(TextChoices):
    """Who is assessed. A problem recorded above that level stands under the longer place that it has."""

    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村（社区）"


@dataclass
class Figures:
    """Cells and, where asked for, lists of record ids, by measure and code of the assessee.

    Every problem belongs to one assessee, so the total is the sum.
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


def figures(problems, period: Period, *, by: Grouping, measures=ALL, with_records=False) -> Figures:
    """Every measure for every assessee with a record, from a scoped queryset, in one query."""
    wanted, read = {}, ArrayAgg if with_records else Count
    for number, measure in enumerate(measures):
        for part in PARTS[measure.kind]:
            wanted[f"{part}_{number}"] = _aggregate(read, measure.condition(part, period))
        if measure.kind == Kind.DAYS:
            wanted[f"days_{number}"] = Sum(measure.days, filter=measure.counted(period), default=NO_TIME)
    rows = problems.order_by().annotate(assessee=_assessee(by)).values("assessee").annotate(**wanted)
    result = Figures()
    for row in rows.order_by("assessee"):
        result.assessees.append(row["assessee"])
        for number, measure in enumerate(measures):
            _take(result, row, number, measure, with_records)
    return result


def records(problems, measure: Measure, part: Part, period: Period, *, assessee: str = "", by: Grouping | None = None):
    """The problems behind one cell; without an assessee those behind the total."""
    behind = problems.filter(measure.condition(part, period))
    if by:
        behind = behind.annotate(assessee=_assessee(by)).filter(assessee=assessee)
    return behind


def _assessee(by: Grouping):
    if by == Grouping.TOWNSHIP:
        return F("township_code")
    return Left("division_code", CODE_LENGTH[Level.VILLAGE])


def _aggregate(read, condition):
    if read is Count:
        return Count("pk", filter=condition)
    return ArrayAgg("pk", filter=condition, order_by="pk", default=[])


def _take(result, row, number, measure, with_records):
    sizes = {}
    for part in PARTS[measure.kind]:
        found = row[f"{part}_{number}"]
        sizes[part] = len(found) if with_records else found
        if with_records:
            result.ids[measure.key, row["assessee"], part] = found
    if measure.kind == Kind.DAYS:
        sizes[Part.NUMERATOR] = row[f"days_{number}"].days
    counted = sizes.get(Part.COUNT, sizes.get(Part.NUMERATOR))
    result.cells[measure.key, row["assessee"]] = Cell(counted, sizes.get(Part.DENOMINATOR))


def _nothing(measure: Measure) -> Cell:
    return Cell(0, None if measure.kind == Kind.COUNT else 0)
