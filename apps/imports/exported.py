"""Rows of a list that this ledger exported itself: which problem each names, and which of its cells were edited.

Only those cells count: what nobody touched in the file changes nothing, however old the export is.
"""

from dataclasses import dataclass, field

from apps.problems import editions
from apps.problems.models import Problem

UNKNOWN_NUMBER = "台账里没有编号为“{}”的问题。如果是新问题，请把“系统编号”这一格清空。"
STATE_IS_OURS = "这个问题在系统里办理，整改状态、整改完成日期和销号日期不能在表里改，请到系统里办理；其他改动照常导入。"
_OF_THE_WORKFLOW = ("state", "completed_on", "closed_on")
# What an emptied cell means for each column that may be emptied; an emptied place, day, state or type says nothing.
_EMPTIED = dict.fromkeys(
    (
        "external_no",
        "location",
        "title",
        "lead_unit",
        "responsible_person",
        "supervisor",
        "goal",
        "measures",
        "progress",
        "remarks",
    ),
    "",
) | {"supporting_units": [], "deadline_kind": "none", "deadline": None}


def is_exported(headers: dict) -> bool:
    """Of the headers of a sheet: {column letter: (label, field)}."""
    return {editions.NUMBER, "系统状态"} <= {label for label, _ in headers.values()}


@dataclass
class Edit:
    known: int = 0
    edition: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    place: str = ""
    warnings: list = field(default_factory=list)
    error: dict | None = None


class Exported:
    """Knows the rows of one file that come from an export; for any other file it is asked in vain and costs nothing."""

    def __init__(self, county_code, sheets):
        self._county = county_code
        self._columns = {
            sheet.name: {label: letter for letter, (label, _) in sheet.headers.items()}
            for sheet in sheets
            if is_exported(sheet.headers)
        }
        self._ours = {}

    @property
    def is_any(self) -> bool:
        """Whether the file has sheets of an export at all."""
        return bool(self._columns)

    def meet(self, rows) -> None:
        """Find the problems that these rows name, before they are asked for one by one."""
        keys = {editions.key_in(row.raw.get(editions.NUMBER)) for row in rows if row.source_sheet in self._columns}
        found = Problem.objects.everywhere("the list names them; whose they are is asked when it is compared")
        found = found.filter(pk__in=keys - {None}, division_code__startswith=self._county)
        self._ours |= {pk: not origin for pk, origin in found.values_list("pk", "origin")}

    def edit_of(self, row, facts, place) -> Edit | None:
        """None for a row that names no problem of ours; it is a row like any other."""
        columns = self._columns.get(row.source_sheet)
        if columns is None:
            return None
        if "extra" in facts:
            facts["extra"] = {label: text for label, text in facts["extra"].items() if label not in editions.OWN}
        number = row.raw.get(editions.NUMBER)
        if not number:
            return None
        known = editions.key_in(number)
        if known not in self._ours:
            return Edit(
                error=_complaint(row, columns[editions.NUMBER], editions.NUMBER, number, UNKNOWN_NUMBER.format(number))
            )
        return self._edit(row, columns, known, facts, place)

    def is_untouched(self, failed) -> bool:
        """A row that the rules would not take, in which nobody edited anything."""
        edition = editions.read_stamp(failed.raw.get(editions.STAMP))
        return failed.sheet in self._columns and bool(edition.digests) and not editions.edited(failed.raw, edition)

    def _edit(self, row, columns, known, facts, place):
        edition = editions.read_stamp(row.raw.get(editions.STAMP))
        edited = [heading for heading in editions.EDITABLE if heading in columns]
        if edition.digests:
            edited = [heading for heading in editions.edited(row.raw, edition) if heading in columns]
        touched = {column: heading for heading in edited for column in editions.EDITABLE[heading]}
        warnings = []
        if self._ours[known] and (moved := [column for column in _OF_THE_WORKFLOW if column in touched]):
            heading = touched[moved[0]]
            if edition.digests:
                warnings.append(_complaint(row, columns[heading], heading, row.raw.get(heading), STATE_IS_OURS))
            touched = {column: heading for column, heading in touched.items() if column not in _OF_THE_WORKFLOW}
        mine = {
            column: facts.get(column, _EMPTIED.get(column))
            for column in touched
            if column in facts or column in _EMPTIED
        }
        if facts.get("extra"):
            mine["extra"] = facts["extra"]
        base = {heading: edition.digests.get(heading, "") for heading in edited}
        return Edit(
            known=known,
            edition={"version": edition.version, "base": base},
            facts=mine,
            place=place if "division_code" in touched else "",
            warnings=warnings,
        )


def _complaint(row, letter, heading, value, message) -> dict:
    return {
        "sheet": row.source_sheet, "row": row.source_row, "column": letter, "header": heading, "value": value,
        "code": "of_our_export", "message": message,
    }  # fmt: skip
