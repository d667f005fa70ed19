"""A template import is taken back: as a whole, or, if that is wanted, all of it that nobody has changed or used since."""

from django.db import transaction

from apps.common.verdicts import Refused
from apps.imports.actions.taking_back import Undoing, Undone, untold
from apps.imports.tables import queries, running
from apps.imports.tables.models import TableImport, TableRow
from apps.imports.words import Outcome, Status

_TOLD_EVERY = 20  # rows


class TableUndoing(Undoing):
    """`today` is the day on which it is taken back: whoever was somewhere until today is there no longer."""

    model, at_once = TableImport, 100
    counted, in_use, recorded_as = "条", "已有人改过或者用过", "撤销模板导入"

    def __init__(self, today=None):
        self.today = today

    def take_back(self, cursor, brought, *, by, at, rest, progress) -> Undone:
        rows = list(queries.to_take_back(brought))
        with transaction.atomic():
            found = self._take_back(brought, rows, by=by, at=at, progress=progress)
            if found.kept and not rest:
                transaction.set_rollback(True)
        TableRow.objects.bulk_update(found.kept, ["kept"], batch_size=500)
        if found.is_whole or rest:
            gone = [row.pk for row in rows if not row.kept]
            brought.rows.filter(pk__in=gone).update(undone=True, kept="")
        return found

    def _take_back(self, table, rows, *, by, at, progress) -> Undone:
        setting = queries.setting_of_table(table, by=by, at=at, today=self.today)
        resource = queries.kind_of(table)(setting, exact=True)
        for number, row in enumerate(rows):
            if number % _TOLD_EVERY == 0:
                progress(number, len(rows))
            row.kept = _obstacle(resource, row)[:200]
        gone = [row.outcome for row in rows if not row.kept]
        created = gone.count(Outcome.CREATED)
        return Undone(created, len(gone) - created, [row for row in rows if row.kept])

    def pointers(self, kept):
        return [row.record for row in kept]


TABLES = TableUndoing()  # to speak with


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


def undo(table, *, by, at, today, rest: bool = False) -> Undone:
    """`Undone.kept` are the rows whose records stay; `kept` of each says what stands in the way."""
    return TableUndoing(today).undo(table, by=by, at=at, rest=rest, progress=untold)


def request_undo(table, *, by, at, today, rest: bool = False) -> Undone | None:
    return TableUndoing(today).request(table, by=by, at=at, rest=rest)


def carry_out_undo(*, table_id: int, at, today) -> TableImport:
    return TableUndoing(today).carry_out(table_id, at=at)


def can_be_undone(table) -> bool:
    return table.status == Status.COMMITTED and queries.to_take_back(table).exists()
