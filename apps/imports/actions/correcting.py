"""People say how a list is to be read: which row is the header, what a column is, what should stand in a cell."""

from django.db import transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports import matching, memory
from apps.imports.actions.committing import locked
from apps.imports.actions.receiving import preview, read
from apps.imports.conflicts import MINE, THEIRS
from apps.imports.models import CellCorrection, ImportBatch
from apps.imports.words import FIELD_LABELS, Outcome, Status
from apps.problems.editions import digest

# Beyond this, reading again takes too long to wait for; such lists are corrected in the returned workbook.
MOST_ROWS = 20_000
_TOO_MANY = "这张表行数太多，不能在网页上改。请下载标好错误的原表，改好以后再导入。"


def choose_columns(batch, *, sheet: str, columns: dict, header_row: int | None = None, by, at) -> ImportBatch:
    """Take columns (letters) as fields (None: keep as additional information) and remember it for the county."""
    with transaction.atomic():
        batch = _open(batch)
        seen = next((one for one in batch.sheets if one["name"] == sheet), None)
        if seen is None:
            raise Refused("没有这个工作表，请刷新页面后再试。")
        said = batch.mapping.get(sheet, {"header_row": None, "columns": {}})
        if header_row and header_row != seen["header_row"]:
            # Under another header the letters mean something else.
            said = {"header_row": header_row, "columns": {}}
        else:
            _check(seen["headers"], columns)
            changed = {letter: field for letter, field in columns.items() if seen["headers"][letter][1] != field}
            said = said | {"columns": said["columns"] | changed}
            memory.remember(batch.county_code, seen["headers"], said["columns"], by=by, at=at)
        batch.mapping = batch.mapping | {sheet: said}
        read(batch, by=by)
    return batch


def _check(headers, columns):
    if unknown := set(columns) - set(headers):
        raise Refused(f"表里没有第 {min(unknown)} 列，请刷新页面后再试。")
    taken = {letter: field for letter, (_, field) in headers.items()} | columns
    fields = [field for field in taken.values() if field]
    for field in set(fields) - {"state"}:
        if fields.count(field) > 1:
            raise Refused(f"“{FIELD_LABELS.get(field, field)}”只能对应一列，请把另一列改成别的栏目。")
    if not {"description", "title"} & set(fields):
        raise Refused("要有一列是“问题描述”，否则读不出问题。")


def is_too_long_to_correct(batch) -> bool:
    return batch.steps_total > MOST_ROWS


def correct_cells(batch, *, sheet: str, row: int, cells: dict, by, at) -> ImportBatch:
    """Put texts in place of a problem's cells: {(row, column letter): text}. A problem may stand in several rows, of
    which `row` is the first; the letter "" is the township of a list without that column.

    The file stays as it was received; it is read again with the texts.
    """
    with transaction.atomic():
        batch = _open(batch)
        if is_too_long_to_correct(batch):
            raise Refused(_TOO_MANY)
        if not batch.rows.filter(sheet=sheet, row=row).exists():
            raise Refused("这一行已经变了，请刷新页面后再改。")
        for (number, column), text in cells.items():
            CellCorrection.objects.update_or_create(
                batch=batch, sheet=sheet, row=number, column=column, defaults={"text": text, "by": by, "at": at}
            )
        read(batch, by=by)
    return batch


def choose_sides(batch, *, sides, position: int | None = None, by, at) -> ImportBatch:
    """Settle conflicts of one row, or of all: `sides` is MINE or THEIRS, or {heading: one of them}.

    A choice counts for what the ledger says now.
    """
    with transaction.atomic():
        batch = _open(batch)
        rows = batch.rows.filter(outcome=Outcome.CONFLICT)
        for row in rows if position is None else rows.filter(position=position):
            chosen = batch.choices.setdefault(str(row.known), {})
            for heading, one in row.conflicts.items():
                side = sides if isinstance(sides, str) else sides.get(heading)
                if side in (MINE, THEIRS):
                    chosen[heading] = [side, digest(one["theirs"])]
        batch.save(update_fields=["choices"])
        preview(batch, by=by)
        audit.record("选定冲突的内容", at=at, by=by, about=batch)
    return batch


def drop(batch, *, by, at) -> ImportBatch:
    """Nobody will confirm this one: its rows go, the file and who brought it stay."""
    with transaction.atomic():
        batch = _open(batch)
        matching.clear(batch)
        batch.pictures.all().delete()
        batch.status = Status.DROPPED
        batch.save(update_fields=["status"])
        audit.record("不导入表格", at=at, by=by, about=batch, file_sha256=batch.sha256)
    return batch


def _open(batch) -> ImportBatch:
    batch = locked(batch)
    if batch.status not in (Status.READ, Status.UNREADABLE):
        raise Refused(f"这张表现在是“{batch.get_status_display()}”，不能再改。")
    return batch
