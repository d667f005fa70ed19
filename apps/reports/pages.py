"""What the report's page shows, each number with the address of its records."""

from dataclasses import dataclass, field

from django.urls import reverse

from apps.assessments.cells import NOTHING, Kind, Part, said
from apps.assessments.ranking import Standing
from apps.common import charts
from apps.reports import patrol_wording, queries, tables, wording
from apps.reports.forms import TextForm
from apps.reports.kinds import FileFormat, Section, section_label
from apps.reports.permissions import may_publish, may_revise, may_write
from apps.reports.readings import Reading
from apps.reports.tables import STANDING, is_empty_part

CARDS = ("found", "found_by_themselves", "in_time", "overdue", "relapsed")
UNIT_COUNTS = ("overdue", "closed", "open_at_end", "relapsed")
# What each column of the table of patrols opens.
PATROL_LISTS = (
    ("patrols", Part.COUNT), ("person_times", Part.DENOMINATOR), ("coverage", Part.DENOMINATOR), ("coverage", Part.NUMERATOR),
    ("coverage", Part.DENOMINATOR), ("tasks_in_time", Part.DENOMINATOR), ("out_of_watch", Part.COUNT),
    ("found_on_patrol", Part.COUNT), ("fixed_on_spot", Part.COUNT), ("days_silent", Part.COUNT),
)  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """Words in a table; with an address they open their records."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Card:
    label: str
    value: object
    unit: str
    url: str
    last_month: object
    last_year: object
    better: str


@dataclass(frozen=True)
class Line:
    """One measure with the numbers that it was computed from, and the same figure of the times before."""

    name: str
    url: str
    value: str
    parts: list[Linked]
    last_month: str
    last_year: str
    formula: str


@dataclass(frozen=True)
class UnitLine:
    name: str
    place: str
    last_place: str
    cells: list[Linked]
    mine: bool = False
    silent: bool = False


@dataclass(frozen=True)
class Block:
    """Sentences a person may add, beside those that the figures say by themselves."""

    section: str
    label: str
    computed: list[str]
    text: str
    form: TextForm | None = None


@dataclass(frozen=True)
class ReportRow:
    """A report in the list of its month."""

    report: object
    due: Linked
    in_time: Linked
    overdue: Linked


def report_rows(user, month) -> list[ReportRow]:
    reports = list(queries.of_month(user, month))
    opening = queries.opening_figures(reports, ("in_time", "overdue"))

    def linked(report, number, key, part):
        return Linked(str(number), reverse("report_figure", args=[report.pk, opening[report.pk, key, part]]))

    return [
        ReportRow(
            report,
            linked(report, report.due[1], "in_time", Part.DENOMINATOR),
            linked(report, report.due[0], "in_time", Part.NUMERATOR),
            linked(report, report.overdue[0], "overdue", Part.COUNT),
        )
        for report in reports
    ]


@dataclass
class ReportPage:
    report: object
    reading: Reading
    user: object
    writable: object = field(init=False)

    def __post_init__(self):
        self.writable = may_write(self.user, self.report)

    # --- Heading and actions ---

    @property
    def title(self) -> str:
        return wording.titled(self.reading)

    @property
    def files(self) -> list[tuple[str, str]]:
        return [(file_format.value, file_format.label) for file_format in FileFormat]

    @property
    def publishing(self) -> dict:
        return {
            "label": "发布",
            "url": reverse("publish_report", args=[self.report.pk]),
            "post": True,
            "verdict": may_publish(self.user, self.report),
            "confirm": self._what_publishing_does(),
        }

    def _what_publishing_does(self) -> str:
        if self.reading.is_county:
            return "发布后全县各乡镇（街道）都能看到这份通报，数据和文字不能再改；以后数据有变动，只能另起一版。"
        return "发布后县生态环境局和本镇各村都能看到这份月报，数据和文字不能再改；以后数据有变动，只能另起一版。"

    @property
    def revising(self) -> dict:
        return {
            "label": "另起一版",
            "url": reverse("revise_report", args=[self.report.pk]),
            "post": True,
            "verdict": may_revise(self.user, self.report),
            "confirm": "将按现在的台账数据另起一版草稿，已发布的这一版不受影响。",
        }

    @property
    def revising_list(self) -> list[dict]:
        return [self.revising]

    # --- Figures ---

    def cards(self) -> list[Card]:
        return [self._card(key) for key in CARDS]

    def _card(self, key) -> Card:
        reading, measure = self.reading, self.reading.measures[key]
        before = (reading.value_of("last_month", key), reading.value_of("last_year", key))
        return Card(measure.name, reading.value(key), measure.unit, self._url(key), *before, measure.better)

    def lines(self) -> list[Line]:
        return [self._line(key) for key in self.reading.measures if not is_empty_part(self.reading, key)]

    def _line(self, key) -> Line:
        reading, measure = self.reading, self.reading.measures[key]
        before = (said(reading.value_of(period, key), measure.unit) for period in ("last_month", "last_year"))
        return Line(measure.name, self._url(key), reading.said(key), self._parts(key), *before, measure.formula)

    def _parts(self, key, code="") -> list[Linked]:
        """The numbers behind a value, each opening its list: 28 of 63, or the cases of a mean."""
        reading, cell, kind = self.reading, self.reading.cell(key, code), self.reading.kind(key)
        unit = reading.measures[key].record_unit
        if kind == Kind.COUNT:
            return [Linked(f"{cell.numerator}{unit}", self._url(key, Part.COUNT, code))]
        cases = Linked(f"{cell.denominator}{unit}", self._url(key, Part.DENOMINATOR, code))
        if kind == Kind.SUM:
            return [cases, Linked("加起来")]
        if kind == Kind.DAYS:
            return [Linked(f"{cell.numerator}天 ÷"), cases]
        return [Linked(f"{cell.numerator}{unit}", self._url(key, Part.NUMERATOR, code)), Linked("÷"), cases]

    def _url(self, key, part=None, code="") -> str:
        """The list that stands for the whole figure is its denominator."""
        part = part or (Part.COUNT if self.reading.kind(key) == Kind.COUNT else Part.DENOMINATOR)
        return reverse("report_figure", args=[self.report.pk, self.reading.figure(key, part, code).pk])

    # --- Units ---

    @property
    def unit_word(self) -> str:
        return "乡镇（街道）" if self.reading.is_county else "村（社区）"

    @property
    def units_title(self) -> str:
        return f"各{self.unit_word}情况"

    def chart(self) -> str:
        """Bars of those who are ranked; who is not stands in the table below with the reason."""
        ranked = self.reading.with_standing(Standing.RANKED)
        if not ranked:
            return ""
        rows = (
            charts.RankedRow(
                name=self.reading.name(place["code"]),
                value=float(self.reading.value("in_time", place["code"])),
                place=place["place"],
                last_place=place["last"],
                url=self._url("in_time", Part.DENOMINATOR, place["code"]),
                mine=self._is_mine(place["code"]),
            )
            for place in ranked
        )
        return charts.ranking_bars(rows, title=f"{self.reading.month}按期完成率排名", unit="%", full=100)

    def units(self) -> list[UnitLine]:
        ranked = [self._unit(place["code"], place) for place in self.reading.places]
        others = [unit["code"] for unit in self.reading.units if not (ranked and unit["in_force"])]
        return ranked + [self._unit(code, None) for code in others]

    def _unit(self, code, place) -> UnitLine:
        shown, last = NOTHING, NOTHING
        if place:
            shown = str(place["place"] or STANDING[place["standing"]])
            last = str(place["last"] or NOTHING)
        known = self.reading.has_record(code)
        cells = self._unit_cells(code) if known else []
        return UnitLine(self.reading.name(code), shown, last, cells, mine=self._is_mine(code), silent=not known)

    def total(self) -> UnitLine:
        return UnitLine("合计", NOTHING, NOTHING, self._unit_cells(""))

    def _unit_cells(self, code) -> list[Linked]:
        reading, due = self.reading, self.reading.cell("in_time", code)
        return [
            Linked(str(reading.count("found", code)), self._url("found", Part.COUNT, code)),
            Linked(reading.said("found_by_themselves", code), self._url("found_by_themselves", Part.NUMERATOR, code)),
            Linked(str(due.denominator), self._url("in_time", Part.DENOMINATOR, code)),
            Linked(str(due.numerator), self._url("in_time", Part.NUMERATOR, code)),
            Linked(reading.said("in_time", code), self._url("in_time", Part.DENOMINATOR, code)),
            *(Linked(str(reading.count(key, code)), self._url(key, Part.COUNT, code)) for key in UNIT_COUNTS),
        ]

    # --- Patrols ---

    def patrol_units(self) -> list[UnitLine]:
        units = [(unit["code"], unit["name"]) for unit in self.reading.units]
        return [self._patrol_unit(code, name) for code, name in [*units, ("", "合计")]]

    def _patrol_unit(self, code, name) -> UnitLine:
        words = tables.patrol_cells(self.reading, code)
        cells = [Linked(word, "" if word == NOTHING else self._url(*of, code)) for word, of in zip(words, PATROL_LISTS)]
        return UnitLine(name, NOTHING, NOTHING, cells, mine=bool(code) and self._is_mine(code))

    def patrol_sentences(self) -> list[str]:
        return [sentence for sentence in patrol_wording.paragraphs(self.reading) if sentence]

    def _is_mine(self, code) -> bool:
        return any(post.division_id.startswith(code) for post in self.user.current_posts)

    # --- Words ---

    def summary(self) -> list[str]:
        said_of = (wording.found, wording.due, wording.overdue, wording.closing, wording.relapsed, wording.silent)
        return [sentence for sentence in (say(self.reading) for say in said_of) if sentence]

    def blocks(self) -> list[Block]:
        computed = {Section.PROBLEMS: wording.problems, Section.NEXT: wording.next_steps}
        return [self._block(section, computed[section]) for section in Section]

    def _block(self, section, computed) -> Block:
        text, label = self.reading.texts[section], section_label(self.report.kind, section)
        form = TextForm(initial={"section": section.value, "text": text}) if self.writable else None
        if form:
            form.fields["text"].label = f"补充“{label}”"
        return Block(section.value, label, computed(self.reading), text, form)

    # --- What became of it ---

    def versions(self):
        return list(queries.versions(self.user, self.report))

    def changed(self) -> int:
        return queries.changed_since(self.report)
