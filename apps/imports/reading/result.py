"""What reading gives: sheets, canonical rows, errors and warnings, in the order the contract fixes."""

from dataclasses import asdict, dataclass, field
from typing import NamedTuple

TEXT_LENGTHS = {
    "title": 100,
    "location": 200,
    "external_no": 64,
    "lead_unit": 100,
    "supporting_units": 100,
    "responsible_person": 100,
    "supervisor": 100,
    "description": 5000,
    "goal": 5000,
    "measures": 5000,
    "progress": 5000,
    "remarks": 5000,
}


@dataclass(slots=True)
class Row:
    """One problem. What stands behind `extra` is for the ledger and no part of the contract's JSON.

    `number_lost` says that `external_no` is not the number that was meant (cells.has_lost_digits); `identity` is the same
    for rows that mean the same problem.
    """

    source_sheet: str
    source_row: int
    external_no: str | None
    title: str | None
    description: str
    source: str
    category: str
    township: str | None
    village: str | None
    location: str | None
    discovered_on: str | None
    deadline_kind: str
    deadline: str | None
    goal: str | None
    measures: str | None
    lead_unit: str | None
    supporting_units: list
    responsible_person: str | None
    supervisor: str | None
    progress: str | None
    state: str
    completed_on: str | None
    closed_on: str | None
    remarks: str | None
    extra: dict
    township_code: str | None
    village_code: str | None
    number_lost: bool
    cells: object
    identity: tuple = ()

    @property
    def raw(self):
        """{label: clean text} of every cell."""
        return self.cells.raw

    def to_json(self):
        return {name: getattr(self, name) for name in CANONICAL}


CANONICAL = tuple(Row.__slots__)[:-5]


class Complaint(NamedTuple):
    """An error or a warning; a complaint about the whole file has nothing but its code and message."""

    sheet: str | None
    row: int | None
    column: str | None
    header: str | None
    value: str | None
    code: str
    message: str


class FailedRow(NamedTuple):
    """A row that was read and is not among the rows, with what it holds and all that is wrong with it."""

    sheet: str
    row: int
    raw: dict
    errors: list


class Record(NamedTuple):
    """What reading makes of the lines of one problem: a Row with its warnings and hints, or a FailedRow."""

    row: Row | None
    failed: FailedRow | None = None
    warnings: list | tuple = ()


class Ignored(NamedTuple):
    row: int
    reason: str


@dataclass(slots=True)
class SheetResult:
    name: str
    header_row: int | None = None
    rows_read: int = 0
    rows_ok: int = 0
    rows_failed: int = 0
    ignored: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    """{column letter: (label, field or None)}, for the page that lets a person change it; no part of the JSON."""
    only_pictures: set = field(default_factory=set)
    """Letters of the unknown columns that hold nothing but pictures; no part of the JSON."""
    sample: list = field(default_factory=list)
    """[(row number, texts)] of the first rows, for the same page."""

    def to_json(self):
        return {
            "name": self.name,
            "header_row": self.header_row,
            "rows_read": self.rows_read,
            "rows_ok": self.rows_ok,
            "rows_failed": self.rows_failed,
            "ignored": [line._asdict() for line in self.ignored],
        }


@dataclass(slots=True)
class Result:
    file: str
    sheets: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    """[FailedRow] in order; no part of the JSON, which has their errors among all others."""
    hints: list = field(default_factory=list)
    """Warnings about good rows that the contract has no code for; no part of the JSON."""

    def keep(self, record):
        if record.row is None:
            self.failed.append(record.failed)
        else:
            self.rows.append(record.row)

    def to_json(self):
        """Exactly the contract's JSON."""
        return {
            "file": self.file,
            "sheets": [sheet.to_json() for sheet in self.sheets],
            "rows": [row.to_json() for row in self.rows],
            "errors": [complaint._asdict() for complaint in self.errors],
            "warnings": [complaint._asdict() for complaint in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a person said about one sheet: the last row of the header, and columns by letter.

    A letter that is not named is mapped as usual; None as a field keeps the column as additional information.
    """

    header_row: int | None = None
    columns: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """{sheet name: SheetMapping}; sheets that are not named are read as usual."""

    sheets: dict = field(default_factory=dict)

    def to_json(self):
        return asdict(self)["sheets"]

    @classmethod
    def from_json(cls, sheets):
        return cls({name: SheetMapping(said["header_row"], said["columns"]) for name, said in sheets.items()})


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person typed in place of cells: {(sheet, row, column letter): text}, and {sheet: last row of its header}."""

    cells: dict
    header_rows: dict
