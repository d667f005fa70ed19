"""One run of a table through its resource: a rehearsal that leaves nothing behind, or the import itself.

Both are django-import-export's `import_data` over the same rows; in the rehearsal every action really happens as well and
is rolled back. So the promise is made of what the import would do, not of what somebody thinks.
"""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from import_export.results import RowResult
from tablib import Dataset

from apps.imports.reading.cells import NUMBER, TEXT, Cell, error_cell, text_cell
from apps.imports.tables.models import TableRow
from apps.imports.tables.resource import TableResource
from apps.imports.words import Outcome

_OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.CREATED,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.UPDATED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
    RowResult.IMPORT_TYPE_INVALID: Outcome.FAILED,
}
COUNTED = {"created": Outcome.CREATED, "updated": Outcome.UPDATED, "unchanged": Outcome.UNCHANGED,
           "failed": Outcome.FAILED}  # fmt: skip


@dataclass
class Written:
    """A row to be run: where it stands, its cells by column name, and the texts above it."""

    sheet: str
    row: int
    cells: dict
    around: tuple = ()
    is_example: bool = False


def run(resource: TableResource, written: list[Written], *, dry_run: bool) -> list[RowResult]:
    """What happens to each row, in the order given. Raises what no rule of a kind has foreseen."""
    order = sorted(range(len(written)), key=lambda place: (resource.order(written[place].cells), place))
    names = [name for name in resource.columns if any(name in one.cells for one in written)]
    table = Dataset(headers=[resource.columns[name].heading for name in names])
    for place in order:
        table.append([written[place].cells.get(name) for name in names])
    sheets = {one.sheet for one in written}
    places = [(_spoken(written[place], len(sheets) > 1), written[place]) for place in order]
    resource.foresee(written)
    # Every row's writing has a savepoint of its own (TableResource.save_instance); one around each row would be another.
    with transaction.atomic():
        result = resource.import_data(table, dry_run=False, places=places, use_transactions=False)
        if dry_run:
            transaction.set_rollback(True)
    failures = [*result.base_errors, *(error for _, errors in result.row_errors() for error in errors)]
    if failures:
        raise failures[0].error
    found = dict(zip(order, result.rows, strict=True))
    return [found[place] for place in range(len(written))]


def _spoken(one: Written, several: bool) -> str:
    return f"“{one.sheet}”第 {one.row} 行" if several else f"第 {one.row} 行"


def cells_of(texts: dict[str, str], faults=()) -> dict:
    """Cells that say these texts: for running again what was read, or what was there before."""
    return {name: _cell(text, dict(faults).get(name)) for name, text in texts.items()}


def put_back(texts: dict[str, str]) -> dict:
    """Cells that say exactly what a record said: a 无 that somebody wrote is not an empty cell."""
    return {name: Cell(TEXT, text) if text else None for name, text in texts.items()}


def _cell(text, fault):
    if fault == "formula":
        return error_cell(text)
    if fault == "rounded":
        return Cell(NUMBER, text)
    return text_cell(text) if text else None


def note_result(resource: TableResource, row: TableRow, result: RowResult, headers: dict) -> None:
    """Write into the row what came out. `headers` is {column name: (letter, label)} of its sheet."""
    row.outcome = _OUTCOMES[result.import_type]
    row.errors, row.changes, row.note = [], {}, ""
    if row.outcome == Outcome.FAILED:
        row.errors = _complaints(row, result.validation_error, headers)
        return
    draft = result.instance
    row.label, row.note = resource.label(draft)[:200], resource.note(draft)[:200]
    if row.outcome == Outcome.UPDATED:
        old, new = resource.words(result.original), resource.words(draft)
        row.before = old
        row.changes = {resource.columns[name].heading: [old[name], new[name]] for name in new if old[name] != new[name]}


def note_records(resource: TableResource, rows: list[TableRow], results: list[RowResult]) -> None:
    """Remember the records and how they were left, so that the import can be taken back."""
    written = []
    for row, result in zip(rows, results, strict=True):
        if row.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED):
            row.record, row.details = str(result.instance.record.pk), resource.details(result.instance)
            written += [row] if row.outcome != Outcome.UNCHANGED else []
    records = resource.fetch_many([row.record for row in written])
    for row in written:
        row.after = resource.present(records[row.record])


def _complaints(row, failure, headers) -> list[dict]:
    """In the shape of the problem lists' complaints, so that one program marks both."""
    by_name = failure.message_dict if hasattr(failure, "error_dict") else {NON_FIELD_ERRORS: failure.messages}
    complaints, order = [], list(headers)
    for name, sentences in sorted(by_name.items(), key=lambda one: order.index(one[0]) if one[0] in order else -1):
        letter, label = headers.get(name, (None, None))
        value = row.cells.get(name) if name in headers else None
        where = {"sheet": row.sheet, "row": row.row, "column": letter, "header": label, "value": value}
        complaints += [where | {"code": name, "message": sentence} for sentence in sentences]
    return complaints


def counts_of(rows) -> dict[str, int]:
    outcomes = [row.outcome for row in rows]
    return {name: outcomes.count(outcome) for name, outcome in COUNTED.items()}
