"""A problem list is taken back as a whole, or, if that is wanted, all of it on which nobody has worked since."""

from apps.imports.actions.taking_back import Undoing, Undone, untold
from apps.imports.models import ImportBatch, ImportRow, ImportTarget
from apps.imports.words import Outcome, Status
from apps.problems.actions import withdrawing

_ROWS, _TARGETS = ImportRow._meta.db_table, ImportTarget._meta.db_table
_FILL = f"""
INSERT INTO withdrawn (row_id, problem_id, created, version, before, changes)
SELECT r.id, t.problem_id, r.outcome = 'created', t.version, r.before, r.changes
FROM {_ROWS} r JOIN {_TARGETS} t ON t.row_id = r.id
WHERE r.batch_id = %s AND r.outcome IN ('created', 'updated') AND NOT t.undone
"""  # noqa: S608
# Other lists may have met the same problems and changed nothing.
_LET_GO = f"""
UPDATE {_TARGETS} SET problem_id = NULL WHERE problem_id IN (
    SELECT problem_id FROM withdrawn WHERE created AND NOT worked_on)
"""  # noqa: S608
_MARK = f"UPDATE {_TARGETS} SET undone = true WHERE row_id IN (SELECT row_id FROM withdrawn WHERE NOT worked_on)"  # noqa: S608


class ListUndoing(Undoing):
    model, at_once = ImportBatch, 3_000
    counted, in_use, recorded_as = "件", "已有人办理", "撤销导入"

    def take_back(self, cursor, brought, *, by, at, rest, progress) -> Undone:
        withdrawing.open_withdrawn(cursor)
        cursor.execute(_FILL, [brought.pk])
        found = Undone(*withdrawing.inspect(cursor))
        if found.is_whole or rest:
            progress(0, withdrawing.STEPS)
            cursor.execute(_MARK)
            cursor.execute(_LET_GO)
            withdrawing.withdraw(cursor, batch=brought.pk, file=brought.file_name, by=by, at=at, progress=progress)
        return found


LISTS = ListUndoing()


def undo(batch, *, by, at, rest: bool = False, progress=untold) -> Undone:
    """`Undone.kept` are the ids of the problems on which somebody has worked since."""
    return LISTS.undo(batch, by=by, at=at, rest=rest, progress=progress)


def request_undo(batch, *, by, at, rest: bool = False) -> Undone | None:
    return LISTS.request(batch, by=by, at=at, rest=rest)


def carry_out_undo(*, batch_id: int, at) -> ImportBatch:
    return LISTS.carry_out(batch_id, at=at)


def can_be_undone(batch) -> bool:
    rows = batch.rows.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED], target__undone=False)
    return batch.status == Status.COMMITTED and rows.exists()
