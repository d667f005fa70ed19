"""A filled-in template on its way in: kept, read, rehearsed, confirmed, written. apps/imports/tables says what a kind is."""

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import OperationalError, transaction

from apps.common import audit, locks
from apps.common.locks import Lock
from apps.common.verdicts import Refused
from apps.imports.actions.committing import hold_county
from apps.imports.actions.receiving import TOO_LARGE
from apps.imports.actions.telling import progress
from apps.imports.reading.container import LARGEST_FILE
from apps.imports.reading.sheet import Encrypted, Unreadable
from apps.imports.reading.sheet import TooLarge as TooLargeToRead
from apps.imports.tables import queries, running
from apps.imports.tables.laying_out import laid_out
from apps.imports.tables.models import TableImport, TableRow
from apps.imports.words import Status

_FAILED = "导入没有完成，什么都没有改动。请再点一次导入；还不行，请联系系统管理员。"
_UNREADABLE = "文件无法读取：可能已损坏，或不是表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_STUMBLED = "读取这个文件时出了错，什么都没有改动。请把内容复制到模板里再上传；还不行，请联系系统管理员。"
_ENCRYPTED = "文件设有打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。"
_TOO_LARGE = "文件过大（最多 20 MB、5,000 行）。请拆分成几个文件，或删除多余的空行和图片后再上传。"


def receive(*, kind, file, by, at, today) -> TableImport:
    """Keep a file. Raises Refused for one above the limit, before anything is stored."""
    if file.size > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    file.seek(0)
    content, place = file.read(), queries.setting_of(by, kind, at=at, today=today).place
    name = PurePath(file.name.replace("\\", "/")).name[:255]
    table = TableImport(
        kind=kind.key, division_code=place, county_code=place[:6], file_name=name, byte_size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by, uploaded_at=at, today=today,
    )  # fmt: skip
    table.file.save(name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            table.save(force_insert=True)
            audit.record("上传模板", at=at, by=by, about=table, file_sha256=table.sha256, kind=kind.title)
    except BaseException:
        table.file.storage.delete(table.file.name)
        raise
    return table


def read_once(table, *, at, most: int | None = None) -> None:
    """Read what nobody has read yet; a table of more than `most` rows is left to a worker. What the reader stumbles
    over is no longer waiting: nobody would ever get further with it."""
    rows = TableImport.objects.everywhere("a task is given a number").filter(pk=table.pk, status=Status.RECEIVED)
    try:
        with transaction.atomic():
            waiting = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if waiting:
                read(waiting, by=waiting.uploaded_by, at=at, most=most)
    except (OperationalError, OSError):
        # The database or the store of files is away; it is read when they are back.
        raise
    except Exception:
        rows.update(status=Status.UNREADABLE, stage=TableImport.Stage.FAILED, complaints=[_STUMBLED])
        raise


def read(table, *, by, at, most: int | None = None) -> None:
    """Read the stored file anew, with what was typed in place of its cells, and find out what an import would do."""
    with table.file.open() as file:
        content = file.read()
    table.status = Status.UNREADABLE
    try:
        table.sheets, table.complaints, rows = laid_out(table, content, queries.kind_of(table), by=by, at=at)
        table.status = Status.READ if any(sheet["header_row"] for sheet in table.sheets) else Status.UNREADABLE
    except Encrypted:
        table.complaints, rows = [_ENCRYPTED], []
    except TooLargeToRead:
        table.complaints, rows = [_TOO_LARGE], []
    except (Unreadable, RecursionError, MemoryError):
        table.complaints, rows = [_UNREADABLE], []
    if most is not None and len(rows) > most:
        return
    table.stage, table.steps_total = TableImport.Stage.DONE, len(rows)
    table.rows.all().delete()
    table.save()
    _run(table, rows, by=by, at=at, dry_run=True)
    TableRow.objects.bulk_create(rows, batch_size=500)
    table.promise = running.counts_of(rows)
    table.save(update_fields=["promise"])


def _run(table, rows, *, by, at, dry_run, tell=None):
    """Rehearse or write; the rows are marked with what came out."""
    setting = queries.setting_of_table(table, by=by, at=at, today=table.today)
    resource = queries.kind_of(table)(setting, progress=tell)
    written = [_written(row) for row in rows]
    headers = {sheet["name"]: _columns_of(sheet) for sheet in table.sheets}
    results = running.run(resource, written, dry_run=dry_run)
    for row, result in zip(rows, results, strict=True):
        running.note_result(resource, row, result, headers[row.sheet])
    if not dry_run:
        running.note_records(resource, rows, results)


def _written(row) -> running.Written:
    cells = running.cells_of(row.cells, row.faults)
    return running.Written(row.sheet, row.row, cells, tuple(row.around), row.is_example)


def _columns_of(sheet) -> dict:
    return {name: (letter, label) for letter, (label, name) in sheet["headers"].items() if name}


def correct_cells(table, *, sheet: str, row: int, cells: dict, by, at) -> TableImport:
    """Put texts in place of a row's cells, {column letter: text}; the file stays as it was received."""
    with transaction.atomic():
        table = locked(table)
        if not table.is_open:
            raise Refused(f"这张表现在是“{table.get_status_display()}”，不能再改。")
        told = {(name, number, letter): text for name, number, letter, text in table.corrections}
        told |= {(sheet, row, letter): text for letter, text in cells.items()}
        table.corrections = [[*where, text] for where, text in told.items()]
        read(table, by=by, at=at)
    return table


def drop(table, *, by, at) -> TableImport:
    """Nobody will confirm this one: its rows go, the file and who brought it stay."""
    with transaction.atomic():
        table = locked(table)
        if table.status not in (Status.READ, Status.UNREADABLE):
            raise Refused(f"这张表现在是“{table.get_status_display()}”，不能再改。")
        table.rows.all().delete()
        table.status = Status.DROPPED
        table.save(update_fields=["status"])
        audit.record("不导入模板", at=at, by=by, about=table, file_sha256=table.sha256)
    return table


def request_commit(table, *, by, at) -> TableImport:
    """Note that the import is wanted; `carry_out` does it. Asking twice is asking once."""
    with transaction.atomic():
        table = locked(table)
        if table.status in (Status.COMMITTING, Status.COMMITTED):
            return table
        if not table.is_open:
            raise Refused(f"这张表现在是“{table.get_status_display()}”，不能导入。")
        if not table.promise.get("created") and not table.promise.get("updated"):
            raise Refused("这张表里没有要新增或更新的内容，不用导入。")
        table.status, table.stage = Status.COMMITTING, TableImport.Stage.QUEUED
        table.asked_by, table.asked_at = by, at
        table.steps_done, table.failure = 0, ""
        table.save()
    return table


def carry_out(*, table_id: int, at) -> TableImport | None:
    """Commit a requested import and, when that fails for good, say so on its page. Safe to call any number of times."""
    try:
        return commit(table_id=table_id, at=at)
    except OperationalError:
        # The database is away; the request stands and is taken up again.
        raise
    except Exception:
        rows = TableImport.objects.everywhere("a task is given a number").filter(pk=table_id, status=Status.COMMITTING)
        rows.update(status=Status.READ, stage=TableImport.Stage.FAILED, failure=_FAILED)
        raise


def commit(*, table_id: int, at) -> TableImport | None:
    """Write the rows in one transaction; None while somebody else is doing just that."""
    with transaction.atomic(), progress(TableImport, table_id) as tell:
        if not locks.is_free(Lock.TABLE_IMPORT, table_id):
            return None
        table = TableImport.objects.everywhere("a task is given a number").select_related("asked_by").get(pk=table_id)
        if table.status != Status.COMMITTING:
            return table
        hold_county(table.county_code)
        rows = list(table.rows.order_by("position"))
        tell(0, len(rows), at)
        _run(table, rows, by=table.asked_by, at=at, dry_run=False, tell=tell)
        TableRow.objects.bulk_update(rows, _RESULT, batch_size=500)
        _close(table, running.counts_of(rows), at)
    return table


_RESULT = ["label", "note", "errors", "outcome", "changes", "before", "after", "record", "details"]


def _close(table, counts, at):
    table.counts, table.status, table.committed_at = counts, Status.COMMITTED, at
    table.stage, table.finished_at, table.failure = TableImport.Stage.DONE, at, ""
    table.save(update_fields=["counts", "status", "committed_at", "stage", "finished_at", "failure"])
    audit.record(
        f"模板导入{queries.kind_of(table).title}",
        at=at,
        by=table.asked_by,
        about=table,
        file_sha256=table.sha256,
        **counts,
    )


def locked(table) -> TableImport:
    """The import as it is now; nobody else changes it until the transaction ends."""
    rows = TableImport.objects.everywhere("the caller has found it in scope").select_for_update(of=("self",))
    return rows.get(pk=table.pk)
