"""An import is taken back as a whole, or, if that is wanted, all of it on which nobody has worked since."""

from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports.actions.committing import hold_county, locked
from apps.imports.models import ImportRow
from apps.imports.words import Outcome, Status
from apps.problems.actions import withdrawing

_ROWS = ImportRow._meta.db_table
_FILL = f"""
INSERT INTO withdrawn (row_id, problem_id, created, version, before, changes)
SELECT id, problem_id, outcome = 'created', version, before, changes FROM {_ROWS}
WHERE batch_id = %s AND outcome IN ('created', 'updated') AND NOT undone
"""  # noqa: S608
# Other lists may have met the same problems and changed nothing.
_LET_GO = f"""
UPDATE {_ROWS} SET problem_id = NULL WHERE problem_id IN (
    SELECT problem_id FROM withdrawn WHERE created AND NOT worked_on)
"""  # noqa: S608
_MARK = f"UPDATE {_ROWS} SET undone = true WHERE id IN (SELECT row_id FROM withdrawn WHERE NOT worked_on)"  # noqa: S608


@dataclass(frozen=True)
class Undone:
    removed: int = 0
    restored: int = 0
    worked_on: list = field(default_factory=list)
    """Ids of the problems on which somebody has worked since; they stay as they are."""

    @property
    def is_whole(self) -> bool:
        return not self.worked_on


def undo(batch, *, by, at, rest: bool = False) -> Undone:
    """Take an import back. Where somebody has worked on a problem since, nothing is done unless `rest` is wanted:
    the answer says on which. Raises Refused when there is nothing to take back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            hold_county(cursor, batch.county_code)
            batch = locked(batch)
            if batch.status != Status.COMMITTED:
                raise Refused(f"这次导入现在是“{batch.get_status_display()}”，不能撤销。")
            found = _look(cursor, batch)
            if found.worked_on and not rest:
                return found
            if not found.removed and not found.restored:
                raise Refused("这次导入的每个问题都有人办理过，不能撤销。")
            _take_back(cursor, batch, found, by=by, at=at)
    except IntegrityError as failure:
        raise Refused("这次导入的问题已被其他记录引用，不能撤销。请联系系统管理员。") from failure
    return found


def _look(cursor, batch) -> Undone:
    withdrawing.open_withdrawn(cursor)
    cursor.execute(_FILL, [batch.pk])
    return Undone(*withdrawing.inspect(cursor))


def _take_back(cursor, batch, found, *, by, at):
    cursor.execute(_MARK)
    cursor.execute(_LET_GO)
    withdrawing.withdraw(cursor, batch=batch.pk, file=batch.file_name, by=by, at=at)
    batch.status, batch.undone_by, batch.undone_at = Status.UNDONE, by, at
    batch.counts |= {"removed": found.removed, "restored": found.restored, "kept": len(found.worked_on)}
    batch.save()
    audit.record(
        "撤销导入", at=at, by=by, about=batch, removed=found.removed, restored=found.restored, kept=found.worked_on
    )


def can_be_undone(batch) -> bool:
    rows = batch.rows.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED], undone=False)
    return batch.status == Status.COMMITTED and rows.exists()
