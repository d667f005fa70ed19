"""Work on the ledger outside a request."""

import tempfile

from celery import shared_task
from django.http import QueryDict

from apps.common import clock, locks
from apps.common.handing_over import hand_over
from apps.common.locks import Lock
from apps.common.queries import calendar
from apps.problems import queries
from apps.problems.actions import exports
from apps.problems.actions.recounting import recount_all
from apps.problems.exporting import write_ledger
from apps.problems.forms.filters import LedgerFilter
from apps.problems.models import ProblemExport


@shared_task
def write_export(*, export_id, **_later_arguments):
    export = ProblemExport.objects.select_related("owner").get(pk=export_id)
    with locks.held(Lock.EXPORT, export.pk) as free:
        if free and exports.begin_export(export, at=clock.now()):
            _write(export)


def _write(export):
    chosen = LedgerFilter(QueryDict(export.query), user=export.owner, today=clock.today())
    with tempfile.TemporaryFile() as stream:
        try:
            rows = write_ledger(
                stream, by=export.owner, chosen=chosen, today=clock.today(), at=clock.now(),
                on_progress=lambda done: exports.advance_export(export, done),
            )  # fmt: skip
        except Exception:
            exports.fail_export(export, reason=exports.NOT_DONE, at=clock.now())
            raise
        stream.seek(0)
        exports.finish_export(export, stream=stream, rows=rows, at=clock.now())


def order(export) -> bool:
    """False while the broker is away: the timetable hands the export over later."""
    return hand_over(write_export, export_id=export.pk)


@shared_task
def resume_stranded_exports(**_later_arguments):
    now = clock.now()
    exports.give_up_hopeless(at=now)
    for export in queries.stranded_exports(now):
        order(export)


@shared_task
def recount_provisional_days(**_later_arguments):
    """Every hour; there is something to do once a year, when its days off have been entered or came with an update."""
    days = calendar()
    recount_all(queries.provisional(days.final_until(clock.today())), calendar=days, at=clock.now())


@shared_task
def remove_old_exports(**_later_arguments):
    exports.remove_old_exports(at=clock.now())
