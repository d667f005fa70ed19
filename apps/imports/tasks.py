"""Imports outside a request. Every task may run twice; the second one finds nothing left to do."""

from celery import shared_task
from django.db import OperationalError

from apps.common import clock
from apps.common.handing_over import hand_over
from apps.imports import actions, queries
from apps.imports.actions import table_undoing, tables
from apps.imports.models import ImportBatch
from apps.imports.tables import queries as table_queries
from apps.imports.tables.models import TableImport
from apps.imports.words import Status


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


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def read_table(*, table_id, **_later_arguments):
    table = TableImport.objects.everywhere("a task is given a number").get(pk=table_id)
    tables.read_once(table, at=clock.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def commit_table(*, table_id, **_later_arguments):
    tables.carry_out(table_id=table_id, at=clock.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def undo_table(*, table_id, **_later_arguments):
    table_undoing.carry_out_undo(table_id=table_id, at=clock.now(), today=clock.today())


@shared_task
def resume_stranded_imports(**_later_arguments):
    for batch in queries.stranded(clock.now()):
        order(batch)
    for table in table_queries.stranded(clock.now()):
        order_table(table)


_WORK = {Status.RECEIVED: read_import, Status.COMMITTING: commit_import, Status.UNDOING: undo_import}


def order(batch) -> bool:
    """Hand the batch's next work to a worker. False while the broker is away: the timetable hands it over later."""
    return hand_over(_WORK[batch.status], batch_id=batch.pk)


_TABLE_WORK = {Status.RECEIVED: read_table, Status.COMMITTING: commit_table, Status.UNDOING: undo_table}


def order_table(table) -> bool:
    """The same for an import by template."""
    return hand_over(_TABLE_WORK[table.status], table_id=table.pk)


def order_unread_table(table) -> bool:
    """Only what nobody has read yet."""
    waiting = TableImport.objects.everywhere("just received").filter(pk=table.pk, status=Status.RECEIVED)
    return not waiting.exists() or order_table(table)
