"""A report as the writers of text, tables and pages read it: figures by name, comparisons, units, listed problems."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from apps.assessments.cells import PARTS, Cell, Kind, Part, change, said
from apps.assessments.metrics import Better
from apps.assessments.ranking import Standing
from apps.assessments.subjects import COUNTED_IN, Subject
from apps.reports import queries
from apps.reports.extracts import key_of
from apps.reports.kinds import ReportKind, shows_record


@dataclass(frozen=True)
class Printed:
    """A measure as it was defined when the report was computed."""

    key: str
    name: str
    kind: Kind
    unit: str
    formula: str
    better: Better
    subject: str = Subject.PROBLEM.value

    @property
    def record_unit(self) -> str:
        return COUNTED_IN[Subject(self.subject)]


class Reading:
    """Reads one report's stored figures once; asks nothing of the ledger."""

    def __init__(self, report):
        self.report, self.snapshot = report, report.snapshot
        self.is_county = report.kind == ReportKind.COUNTY_RANKING
        self.texts = queries.texts(report)
        self.measures = {measure["key"]: Printed(**measure) for measure in self.snapshot["measures"]}
        self._figures = {(one.key, one.assessee, one.part): one for one in report.figures.all()}
        self._names = {unit["code"]: unit["name"] for unit in self.snapshot["units"]}

    # --- When and where ---

    @property
    def place(self) -> str:
        return self.snapshot["division"]["name"]

    @property
    def organ(self) -> str:
        return self.snapshot["organ"]

    @property
    def month(self) -> str:
        return f"{self.report.month.year}年{self.report.month.month}月"

    @property
    def month_key(self) -> str:
        return f"{self.report.month:%Y-%m}"

    @property
    def last_day(self) -> dt.date:
        return _date(self.snapshot["last_day"])

    @property
    def during(self) -> str:
        """The period as a sentence begins with it; a month that still runs says how far it was counted."""
        month = f"{self.report.month.month}月"
        return month if self.snapshot["finished"] else f"{month}1日至{self.last_day.day}日"

    @property
    def until(self) -> str:
        return f"截至{self.last_day.month}月{self.last_day.day}日"

    # --- Figures ---

    @property
    def knows_patrols(self) -> bool:
        """Reports made before patrols were counted say nothing of them."""
        return "patrols" in self.measures

    def cell(self, key: str, code: str = "") -> Cell:
        cells = self.snapshot["by_unit"][code] if code else self.snapshot["totals"]
        return Cell(*cells[key])

    def count(self, key: str, code: str = "") -> int:
        return self.cell(key, code).numerator

    def value(self, key: str, code: str = ""):
        return self.cell(key, code).value(self.kind(key))

    def said(self, key: str, code: str = "") -> str:
        return said(self.value(key, code), self.measures[key].unit)

    def kind(self, key: str) -> Kind:
        return Kind(self.measures[key].kind)

    def value_of(self, period: str, key: str):
        """The same figure in "last_month" or "last_year"; None where that time has no record."""
        totals = self.snapshot[period]
        return Cell(*totals[key]).value(self.kind(key)) if totals and key in totals else None

    def change(self, period: str, key: str):
        return change(self.value(key), self.value_of(period, key))

    def figure(self, key: str, part: Part, code: str = ""):
        return self._figures[key, code, part]

    def parts(self, key: str) -> tuple[Part, ...]:
        return PARTS[self.kind(key)]

    def count_of(self, key: str, part: Part, code: str = "") -> int:
        """How many records the figure opens."""
        return len(self.figure(key, part, code).ids)

    # --- Units ---

    @property
    def units(self) -> list[dict]:
        return self.snapshot["units"]

    def name(self, code: str) -> str:
        return self._names.get(code, code)

    def has_record(self, code: str) -> bool:
        return shows_record(self.snapshot["by_unit"][code])

    def without_record(self) -> list[str]:
        return [unit["name"] for unit in self.units if unit["in_force"] and not self.has_record(unit["code"])]

    def most(self, key: str) -> list[tuple[str, int]]:
        """Names and numbers of the units that have any, the most first."""
        numbers = [(unit["name"], self.count(key, unit["code"])) for unit in self.units]
        return sorted((pair for pair in numbers if pair[1]), key=lambda pair: -pair[1])

    def parts_of(self, prefix: str, labels: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
        """Labels and numbers of a family of counts (by category, by source), the most first, without noughts."""
        numbers = [(label, self.count(f"{prefix}_{value}")) for value, label in labels]
        return sorted((pair for pair in numbers if pair[1]), key=lambda pair: -pair[1])

    # --- The ranking ---

    @property
    def places(self) -> list[dict]:
        return self.snapshot["ranking"]["places"] if self.is_county else []

    @property
    def ranking_note(self) -> str:
        """Below what number of cases nobody is ranked."""
        return f"到期问题满{self.snapshot['ranking']['minimum']}件的参与排名"

    def with_standing(self, standing: Standing) -> list[dict]:
        return [place for place in self.places if place["standing"] == standing]

    # --- Listed records ---

    def problems(self, ids) -> list[dict]:
        return self.extracts(Subject.PROBLEM, ids)

    def extracts(self, subject, ids) -> list[dict]:
        return [self.report.extracts[key_of(Subject(subject), pk)] | {"id": pk} for pk in ids]

    def listed(self, subject: Subject) -> list[dict]:
        """Every record of the kind that some figure lists, by its key."""
        of_kind = {key for key, measure in self.measures.items() if measure.subject == subject}
        ids = {pk for (key, _, _), figure in self._figures.items() if key in of_kind for pk in figure.ids}
        return self.extracts(subject, sorted(ids))

    def overdue_problems(self) -> list[dict]:
        """The longest overdue first, with the days as of the day of the figures."""
        listed = self.problems(self.figure("overdue", Part.COUNT).ids)
        for problem in listed:
            problem["days"] = (self.last_day - _date(problem["deadline"])).days
        return sorted(listed, key=lambda problem: (-problem["days"], problem["id"]))


def is_better(measure, difference) -> bool:
    """Whether a change goes the way that is wanted."""
    if not difference or measure.better == Better.NEITHER:
        return False
    return (difference > 0) == (measure.better == Better.MORE)


def _date(text) -> dt.date:
    return text if isinstance(text, dt.date) else dt.date.fromisoformat(text)
