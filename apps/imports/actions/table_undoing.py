"""A template import is taken back: as a whole, or, if that is wanted, all of it that nobody has changed or used since."""

from dataclasses import dataclass, field

from django.db import OperationalError, connection, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports.actions.committing import hold_county
from apps.imports.actions.tables import locked
from apps.imports.tables import queries, running
from apps.imports.tables.models import TableImport, TableRow
from apps.imports.words import Outcome, Status

AT_ONCE = 100  # rows that somebody may be made to wait for
_FAILED = "撤销没有完成，什么都没有改动。请再点一次撤销；还不行，请联系系统管理员。"


@dataclass
class Undone:
    removed: int = 0
    restored: int = 0
    kept: list[TableRow] = field(default_factory=list)
    """Rows whose records somebody has changed or used; `kept` of each says what stands in the way."""

    @property
    def is_whole(self) -> bool:
        return not self.kept


def undo(table, *, by, at, today, rest: bool = False) -> Undone:
    """Take an import back. Where something stands in the way, nothing is done unless `rest` is wanted: the answer, and
    the rows, say what. Raises Refused when there is nothing to take back."""
    with transaction.atomic(), connection.cursor() as cursor:
        hold_county(cursor, table.county_code)
        table = locked(table)
        if table.status not in (Status.COMMITTED, Status.UNDOING):
            raise Refused(f"这次导入现在是“{table.get_status_display()}”，不能撤销。")
        rows = list(queries.to_take_back(table))
        with transaction.atomic():
            found = _take_back(table, rows, by=by, at=at, today=today)
            if found.kept and not rest:
                transaction.set_rollback(True)
        TableRow.objects.bulk_update(found.kept, ["kept"], batch_size=500)
        if found.kept and not rest:
            return found
        if not found.removed and not found.restored:
            raise Refused("这次导入的每一条都有人改过或者用过，不能撤销。")
        _close(table, rows, found, by=by, at=at)
    return found


def _take_back(table, rows, *, by, at, today) -> Undone:
    setting = queries.setting_of_table(table, by=by, at=at, today=today)
    resource, found = queries.kind_of(table)(setting, exact=True), Undone()
    for row in rows:
        row.kept = _obstacle(resource, row)[:200]
        if row.kept:
            found.kept.append(row)
        elif row.outcome == Outcome.CREATED:
            found.removed += 1
        else:
            found.restored += 1
    return found


def _obstacle(resource, row) -> str:
    """Take one row back; what stands in the way, or ""."""
    record = resource.fetch(row.record)
    if record is None:
        return "已经不在了。"
    present = resource.present(record)
    changed = [resource.columns[name].heading for name, text in row.after.items() if present.get(name, text) != text]
    if changed:
        return f"导入以后有人改过{'、'.join(changed)}。"
    if row.outcome == Outcome.UPDATED:
        return _put_back(resource, row)
    try:
        with transaction.atomic():
            resource.remove(record)
    except Refused as refusal:
        return str(refusal)
    return ""


def _put_back(resource, row) -> str:
    """Run the old texts through the same resource as a row."""
    resource.forget()
    result = running.run(resource, [running.Written(row.sheet, row.row, running.put_back(row.before))], dry_run=False)[
        0
    ]
    return "；".join(result.validation_error.messages) if result.validation_error else ""


def _close(table, rows, found, *, by, at):
    kept = {row.pk for row in found.kept}
    table.rows.filter(pk__in=[row.pk for row in rows if row.pk not in kept]).update(undone=True, kept="")
    table.status, table.undone_by, table.undone_at = Status.UNDONE, by, at
    table.stage, table.failure = TableImport.Stage.DONE, ""
    table.counts |= {"removed": found.removed, "restored": found.restored, "kept": len(found.kept)}
    table.save()
    counts = {"removed": found.removed, "restored": found.restored, "kept": [row.record for row in found.kept]}
    audit.record("撤销模板导入", at=at, by=by, about=table, **counts)


def request_undo(table, *, by, at, today, rest: bool = False) -> Undone | None:
    """Take a short import back at once. A long one is noted for `carry_out_undo` and answered with None."""
    if table.counts.get("created", 0) + table.counts.get("updated", 0) <= AT_ONCE:
        return undo(table, by=by, at=at, today=today, rest=rest)
    with transaction.atomic():
        table = locked(table)
        if table.status == Status.UNDOING:
            return None
        if table.status != Status.COMMITTED:
            raise Refused(f"这次导入现在是“{table.get_status_display()}”，不能撤销。")
        table.status, table.stage, table.failure = Status.UNDOING, TableImport.Stage.QUEUED, ""
        table.undone_by, table.asked_at, table.counts["rest"] = by, at, rest
        table.save()
    return None


def carry_out_undo(*, table_id: int, at, today) -> TableImport:
    """Do what `request_undo` noted, wholly or not at all; what stands in the way is said on the page."""
    rows = TableImport.objects.everywhere("a task is given a number").select_related("undone_by")
    table = rows.get(pk=table_id)
    if table.status != Status.UNDOING:
        return table
    rest = table.counts.get("rest", False)
    try:
        done = undo(table, by=table.undone_by, at=at, today=today, rest=rest)
        if done.is_whole or rest:
            return rows.get(pk=table_id)
        failure = f"有 {len(done.kept):,} 条已有人改过或者用过，没有撤销。请看下面的清单再决定。"
    except Refused as refusal:
        failure = str(refusal)
    except OperationalError:
        raise
    except Exception:
        _stand(table_id, _FAILED)
        raise
    _stand(table_id, failure)
    return rows.get(pk=table_id)


def _stand(table_id, failure):
    rows = TableImport.objects.everywhere("a task is given a number").filter(pk=table_id, status=Status.UNDOING)
    rows.update(status=Status.COMMITTED, stage=TableImport.Stage.FAILED, failure=failure, undone_by=None)


def can_be_undone(table) -> bool:
    return table.status == Status.COMMITTED and queries.to_take_back(table).exists()
