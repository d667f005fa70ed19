"""Work on the ledger outside a request."""

import tempfile

from celery import shared_task
from django.http import QueryDict

from apps.common import clock
from apps.problems.actions import exports
from apps.problems.exporting import write_ledger
from apps.problems.forms.filters import LedgerFilter
from apps.problems.models import ProblemExport


@shared_task
def write_export(*, export_id, **_later_arguments):
    export = ProblemExport.objects.select_related("owner").get(pk=export_id)
    if not exports.begin_export(export, at=clock.now()):
        return
    chosen = LedgerFilter(QueryDict(export.query), user=export.owner, today=clock.today())
    with tempfile.TemporaryFile() as stream:
        try:
            rows = write_ledger(
                stream, by=export.owner, chosen=chosen, today=clock.today(), at=clock.now(),
                on_progress=lambda done: exports.advance_export(export, done),
            )  # fmt: skip
        except Exception:
            exports.fail_export(export, reason="导出没有完成，请重新导出；再不行请联系系统管理员。", at=clock.now())
            raise
        stream.seek(0)
        exports.finish_export(export, stream=stream, rows=rows, at=clock.now())


@shared_task
def remove_old_exports(**_later_arguments):
    exports.remove_old_exports(at=clock.now())
