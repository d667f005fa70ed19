"""The ledger as a workbook: at once for a short list, by a worker with a progress page for a long one."""

import tempfile

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.handing_over import BROKER_IS_AWAY
from apps.common.scoping import get_or_404
from apps.problems import queries
from apps.problems.actions import exports
from apps.problems.exporting import AT_ONCE, EXPORTERS, write_ledger
from apps.problems.forms.filters import LedgerFilter, tidy
from apps.problems.models import ProblemExport
from apps.problems.tasks import order

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@open_to(EXPORTERS)
def export_problems(request):
    """A POST: an export leaves a line in the audit trail, and no link shall cause one."""
    chosen = LedgerFilter(QueryDict(tidy(request.POST.get("query", ""))), user=request.user, today=clock.today())
    rows = queries.ledger(request.user, chosen.conditions()).count()
    if rows > AT_ONCE:
        return _by_worker(request, chosen, rows)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with transaction.atomic():
        write_ledger(stream, by=request.user, chosen=chosen, today=clock.today(), at=clock.now())
    stream.seek(0)
    return _file(stream, f"问题台账_{clock.today():%Y%m%d}.xlsx")


def _by_worker(request, chosen, rows):
    export = exports.ask_for_export(by=request.user, at=clock.now(), query=chosen.data.urlencode(), rows=rows)
    if not order(export):
        messages.warning(request, BROKER_IS_AWAY)
    return redirect("problem_export", export.pk)


@require_safe
@open_to(EXPORTERS)
def problem_export(request, pk):
    export = get_or_404(ProblemExport.objects.filter(owner=request.user), pk=pk)
    context = {
        "export": export,
        "waits_long": queries.is_waiting_long(export, clock.now()),
        "kept_days": exports.KEPT_DAYS,
        "status_url": reverse("problem_export", args=[pk]),
        "back_url": f"{reverse('problems')}?{export.query}",
        "file_url": reverse("problem_export_file", args=[pk]),
    }
    return render(request, f"problems/{'_export' if request.htmx else 'export'}.html", context)


@require_safe
@open_to(EXPORTERS)
def problem_export_file(request, pk):
    export = get_or_404(ProblemExport.objects.filter(owner=request.user), pk=pk)
    try:
        return _file(export.file.open(), export.file_name)
    except (ValueError, FileNotFoundError):  # not made yet, or just being cleared away
        raise Http404("文件还没有做好，或者已经过期删除。") from None


def _file(stream, name):
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX, headers=headers)
