"""The list of imports with the place to drop files, and the page of one import through all its stages."""

import datetime as dt

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.imports import actions, queries, showing, tasks
from apps.imports.actions.undoing import LISTS
from apps.imports.forms.cells import CellsForm, Places
from apps.imports.forms.columns import ColumnsForm
from apps.imports.forms.uploads import UploadForm
from apps.imports.recognising import seeming
from apps.imports.tables.register import kinds_for
from apps.imports.words import Outcome, Status

# Read while the person waits (some 5,000 rows take two seconds); larger files are read by a worker.
READ_AT_ONCE = 600 * 1024
ROWS_A_PAGE = 50
PATIENCE = dt.timedelta(seconds=15)
QUEUE_AWAY = "后台暂时没有接上，您的操作已经记下，一般一分钟内会自动开始，不用再点，也可以离开这个页面。"

_NAMES = {Status.RECEIVED: "正在读取表格", Status.COMMITTING: "正在导入", Status.UNDOING: "正在撤销"}


@require_http_methods(["GET", "POST"])
@open_to(queries.IMPORTERS)
def imports(request):
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        return _take(request, form.cleaned_data["files"])
    page = page_of(queries.batches_of(request.user), key="-pk", cursor=request.GET.get("cursor", ""), size=20)
    rows = [{"batch": one, "tone": showing.TONES[one.status], "words": _in_short(one)} for one in page]
    context = {"form": form, "page": page, "rows": rows, "kinds": kinds_for(request.user), "lists": True}
    return render(request, "imports/imports.html", context)


def _take(request, files):
    taken = []
    for file in files:
        try:
            taken.append(actions.receive_from(request.user, file=file, at=clock.now(), today=clock.today()))
        except Refused as refusal:
            messages.error(request, f"“{file.name}”：{refusal}")
    for batch in taken:
        _read(request, batch)
    if len(taken) == 1:
        return redirect("import_batch", taken[0].pk)
    messages.success(request, f"收到 {len(taken)} 个文件，请逐个查看后导入。")
    return redirect("imports")


def _read(request, batch):
    if batch.byte_size <= READ_AT_ONCE:
        actions.read_once(batch, by=request.user)
    elif not tasks.order(batch):
        messages.warning(request, QUEUE_AWAY)


def _in_short(batch) -> str:
    if batch.status == Status.UNREADABLE:
        return batch.complaints[0]["message"] if batch.complaints else "没有读出任何内容。"
    return showing.sum_up(batch.counts or batch.promise) if batch.sheets else ""


@require_safe
@open_to(queries.IMPORTERS)
def batch(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    outcomes = dict(batch.rows.values_list("outcome").annotate(Count("pk")).order_by())
    group = request.GET.get("group") if request.GET.get("group") in outcomes else showing.first_group(batch, outcomes)
    rows = batch.rows.filter(outcome=group).select_related("target__problem")
    page = page_of(rows, key="position", cursor=request.GET.get("cursor", ""), size=ROWS_A_PAGE)
    context = {
        "batch": batch,
        "group": group,
        "groups": showing.groups_of(outcomes),
        "page": page,
        "rows": showing.shown_rows(page.rows, batch.sheets, queries.pictures_beside(batch, page.rows)),
        "group_total": outcomes.get(group, 0),
        "failed_now": outcomes.get(Outcome.FAILED, 0),
        "sheets": [sheet | {"form": ColumnsForm(sheet)} for sheet in showing.sheets_of(batch)],
        "totals": showing.totals_of(batch),
        "twins": queries.twins_of(batch, request.user),
        "seeming": seeming(batch, request.user),
    }
    return render(request, "imports/batch.html", context | _by_status(request, batch, context["rows"], group))


def _by_status(request, batch, rows, group) -> dict:
    more = {
        "has_effect": showing.has_effect(batch.counts or batch.promise),
        "summary": showing.sum_up(batch.counts or batch.promise),
        "undone": LISTS.in_words(**batch.counts) if batch.status == Status.UNDONE else "",
        "compared": showing.compared(batch),
        "kept_promise": showing.kept_promise(batch),
        "can_undo": actions.can_be_undone(batch),
        "worked_on": queries.worked_on(batch)[:100] if batch.status == Status.COMMITTED else [],
        "tone": showing.TONES[batch.status],
        "job": _job(batch),
        "too_long": actions.is_too_long_to_correct(batch),
    }
    if batch.is_open and group == Outcome.FAILED and not more["too_long"]:
        places = Places(queries.gazetteer_of(batch), of=batch.division_code)
        for row in rows:
            row["form"] = CellsForm(row["row"], batch, places)
    return more


@require_safe
@open_to(queries.IMPORTERS)
def progress(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    job = _job(batch)
    if job["finished"]:
        return HttpResponseClientRedirect(job["next_url"])
    return render(request, "imports/progress.html", {"job": job})


def _job(batch) -> dict:
    """What the progress bar says; the page is loaded anew when the work is over."""
    reading = batch.status == Status.RECEIVED
    waiting_since = batch.uploaded_at if reading else batch.asked_at
    late = batch.stage == batch.Stage.QUEUED and waiting_since and clock.now() - waiting_since > PATIENCE
    return {
        "name": _NAMES.get(batch.status, ""),
        "words": QUEUE_AWAY if late else "",
        "done": batch.steps_done,
        "total": 0 if reading else batch.steps_total,
        "unit": "步" if batch.status == Status.UNDOING else "行",
        "url": reverse("import_progress", args=[batch.pk]),
        "next_url": reverse("import_batch", args=[batch.pk]),
        "finished": batch.status not in _NAMES,
    }
