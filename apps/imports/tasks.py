"""Imports outside a request. Every task may run twice; the second one finds nothing left to do."""

import logging

from celery import shared_task
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerAway

from apps.common import clock
from apps.imports import actions, queries
from apps.imports.models import ImportBatch
from apps.imports.words import Status

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def commit_import(*, batch_id, **_later_arguments):
    actions.carry_out(batch_id=batch_id, at=clock.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def undo_import(*, batch_id, **_later_arguments):
    actions.carry_out_undo(batch_id=batch_id, at=clock.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def read_import(*, batch_id, **_later_arguments):
    batch = ImportBatch.objects.everywhere("a task is given a number").get(pk=batch_id)
    actions.read_once(batch, by=batch.uploaded_by)


@shared_task
def resume_stranded_imports(**_later_arguments):
    for batch in queries.stranded(clock.now()):
        order(batch)


_WORK = {Status.RECEIVED: read_import, Status.COMMITTING: commit_import, Status.UNDOING: undo_import}


def order(batch) -> bool:
    """Hand the batch's next work to a worker. False while the broker is away: the timetable hands it over later."""
    task = _WORK[batch.status]
    try:
        task.delay_on_commit(batch_id=batch.pk)
    except BrokerAway:
        logger.warning("the broker is away; import %s waits for the timetable", batch.pk)
        return False
    return True
