"""The confirmed import enters the ledger: once, wholly or not at all, whoever dies or comes twice."""

from django.db import OperationalError, connection, transaction

from apps.common import audit, locks
from apps.common.locks import Lock
from apps.common.verdicts import Refused
from apps.imports import matching, queries
from apps.imports.actions import picturing
from apps.imports.actions.telling import progress as progress_of
from apps.imports.models import ImportBatch
from apps.imports.words import Status
from apps.problems.actions import import_photos, importing

_FAILED = "导入没有完成，台账没有任何改动。请再点一次导入；还不行，请联系系统管理员。"


def request_commit(batch, *, by, at) -> ImportBatch:
    """Note that the import is wanted; the work itself is done by `carry_out`. Asking twice is asking once."""
    with transaction.atomic():
        batch = locked(batch)
        if batch.status in (Status.COMMITTING, Status.COMMITTED):
            return batch
        if batch.is_open and not batch.promise.get("created") and not batch.promise.get("updated"):
            raise Refused("这张表里没有要新增或更新的问题，不用导入。")
        return confirm(batch, by=by, at=at)


def confirm(batch, *, by, at) -> ImportBatch:
    """The import is to be done; from here on nobody changes how it is read."""
    with transaction.atomic():
        batch = locked(batch)
        if not batch.is_open:
            raise Refused(f"这张表现在是“{batch.get_status_display()}”，不能导入。")
        batch.status, batch.stage = Status.COMMITTING, ImportBatch.Stage.QUEUED
        batch.asked_by, batch.asked_at = by, at
        batch.steps_done, batch.steps_total, batch.failure = 0, 0, ""
        batch.save()
    return batch


def carry_out(*, batch_id: int, at) -> ImportBatch | None:
    """Commit a requested import and, when that fails for good, say so on its page. Safe to call any number of times."""
    try:
        return commit(batch_id=batch_id, at=at)
    except OperationalError:
        # The database is away; the request stands and is taken up again.
        raise
    except Exception:
        _give_up(batch_id)
        raise


def commit(*, batch_id: int, at) -> ImportBatch | None:
    """Write the batch's rows into the ledger in one transaction; None while somebody else is doing just that."""
    picturing.keep_pictures(batch_id=batch_id, at=at)
    with transaction.atomic(), connection.cursor() as cursor, telling(batch_id) as progress:
        if not locks.is_free(Lock.LIST_IMPORT, batch_id):
            return None
        batch = ImportBatch.objects.everywhere("a task is given a number").select_related("asked_by").get(pk=batch_id)
        if batch.status != Status.COMMITTING:
            return batch
        hold_county(batch.county_code)
        progress(0, batch.rows.count(), at)
        places = queries.places_for_importing(batch.asked_by, batch.county_code)
        outcomes, photos = matching.match(cursor, batch, places=places, lock=True)
        origin = importing.Origin(batch.pk, batch.file_name, batch.asked_by, at)
        importing.write(cursor, content=matching.CONTENT, origin=origin, progress=progress)
        if photos:
            import_photos.attach_photos(cursor, batch=batch.pk, at=at)
        matching.take_back(cursor)
        _close(batch, queries.counts_of(outcomes, photos), at)
    return batch


def _close(batch, counts, at):
    batch.counts, batch.status, batch.committed_at = counts, Status.COMMITTED, at
    batch.stage, batch.finished_at, batch.failure = ImportBatch.Stage.DONE, at, ""
    fields = ["counts", "status", "committed_at", "stage", "finished_at", "failure"]
    batch.save(update_fields=fields)
    audit.record("导入问题台账", at=at, by=batch.asked_by, about=batch, file_sha256=batch.sha256, **counts)


def locked(batch) -> ImportBatch:
    """The batch as it is now; nobody else changes it until the transaction ends."""
    rows = ImportBatch.objects.everywhere("the caller has found it in scope").select_for_update(of=("self",))
    return rows.get(pk=batch.pk)


def hold_county(county_code: str):
    """Imports of one county follow one another: two people with the same file make no double."""
    locks.wait_for(Lock.COUNTY, int(county_code))


def _give_up(batch_id):
    rows = ImportBatch.objects.everywhere("a task is given a number").filter(pk=batch_id, status=Status.COMMITTING)
    rows.update(status=Status.READ, stage=ImportBatch.Stage.FAILED, failure=_FAILED)


def telling(batch_id):
    """Tells how far the work on a list is: tell(done, total=None, started_at=None)."""
    return progress_of(ImportBatch, batch_id)
