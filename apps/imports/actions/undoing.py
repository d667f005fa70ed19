"""An import is taken back as a whole, or, if that is wanted, all of it on which nobody has worked since."""

from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, connection, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports.actions.committing import hold_county, locked, telling
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

AT_ONCE = 3_000  # rows that somebody may be made to wait for


@dataclass(frozen=True)
class Undone:
    removed: int = 0
    restored: int = 0
    worked_on: list = field(default_factory=list)
    """Ids of the problems on which somebody has worked since; they stay as they are."""

    @property
    def is_whole(self) -> bool:
        return not self.worked_on


def undo(batch, *, by, at, rest: bool = False, progress=lambda done, total=None: None) -> Undone:
    """Take an import back. Where somebody has worked on a problem since, nothing is done unless `rest` is wanted:
    the answer says on which. Raises Refused when there is nothing to take back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Holding the county is enough; with the row locked nobody could be told how far it is.
            hold_county(cursor, batch.county_code)
            batch = ImportBatch.objects.everywhere("the caller has found it in scope").get(pk=batch.pk)
            if batch.status not in (Status.COMMITTED, Status.UNDOING):
                raise Refused(f"这次导入现在是“{batch.get_status_display()}”，不能撤销。")
            found = _look(cursor, batch)
            if found.worked_on and not rest:
                return found
            if not found.removed and not found.restored:
                raise Refused("这次导入的每个问题都有人办理过，不能撤销。")
            _take_back(cursor, batch, found, by=by, at=at, progress=progress)
    except IntegrityError as failure:
        raise Refused("这次导入的问题已被其他记录引用，不能撤销。请联系系统管理员。") from failure
    return found


def _look(cursor, batch) -> Undone:
    withdrawing.open_withdrawn(cursor)
    cursor.execute(_FILL, [batch.pk])
    return Undone(*withdrawing.inspect(cursor))


def _take_back(cursor, batch, found, *, by, at, progress):
    progress(0, withdrawing.STEPS)
    cursor.execute(_MARK)
    cursor.execute(_LET_GO)
    withdrawing.withdraw(cursor, batch=batch.pk, file=batch.file_name, by=by, at=at, progress=progress)
    batch.status, batch.undone_by, batch.undone_at = Status.UNDONE, by, at
    batch.stage, batch.failure = ImportBatch.Stage.DONE, ""
    batch.counts |= {"removed": found.removed, "restored": found.restored, "kept": len(found.worked_on)}
    batch.save()
    audit.record(
        "撤销导入", at=at, by=by, about=batch, removed=found.removed, restored=found.restored, kept=found.worked_on
    )


def request_undo(batch, *, by, at, rest: bool = False) -> Undone | None:
    """Take a short import back at once. A long one is noted for `carry_out_undo` and answered with None."""
    if batch.counts.get("created", 0) + batch.counts.get("updated", 0) <= AT_ONCE:
        return undo(batch, by=by, at=at, rest=rest)
    with transaction.atomic():
        batch = locked(batch)
        if batch.status == Status.UNDOING:
            return None
        if batch.status != Status.COMMITTED:
            raise Refused(f"这次导入现在是“{batch.get_status_display()}”，不能撤销。")
        batch.status, batch.stage, batch.failure = Status.UNDOING, ImportBatch.Stage.QUEUED, ""
        batch.undone_by, batch.asked_at, batch.counts["rest"] = by, at, rest
        batch.steps_done, batch.steps_total = 0, 0
        batch.save()
    return None


def carry_out_undo(*, batch_id: int, at) -> ImportBatch:
    """Do what `request_undo` noted, wholly or not at all; what stands in the way is said on the page."""
    rows = ImportBatch.objects.everywhere("a task is given a number").select_related("undone_by")
    batch = rows.get(pk=batch_id)
    if batch.status != Status.UNDOING:
        return batch
    try:
        with telling(batch_id) as progress:
            done = undo(batch, by=batch.undone_by, at=at, rest=batch.counts.get("rest", False), progress=progress)
        if done.is_whole or batch.counts.get("rest"):
            return rows.get(pk=batch_id)
        failure = f"有 {len(done.worked_on):,} 个问题已有人办理，没有撤销。请看下面的清单再决定。"
    except Refused as refusal:
        failure = str(refusal)
    except OperationalError:
        raise
    except Exception:
        _stand(batch_id, "撤销没有完成，台账没有任何改动。请再点一次撤销；还不行，请联系系统管理员。")
        raise
    _stand(batch_id, failure)
    return rows.get(pk=batch_id)


def _stand(batch_id, failure):
    rows = ImportBatch.objects.everywhere("a task is given a number").filter(pk=batch_id, status=Status.UNDOING)
    rows.update(status=Status.COMMITTED, stage=ImportBatch.Stage.FAILED, failure=failure, undone_by=None)


def can_be_undone(batch) -> bool:
    rows = batch.rows.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED], target__undone=False)
    return batch.status == Status.COMMITTED and rows.exists()
