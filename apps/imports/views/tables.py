"""Imports by template: the page of a kind with its template, and one import through all its stages."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.imports import showing, table_showing, tasks
from apps.imports.actions import table_undoing
from apps.imports.actions import tables as actions
from apps.imports.actions.table_undoing import TABLES
from apps.imports.forms.tables import TableUploadForm, cells_form
from apps.imports.queries import IMPORTERS as LIST_IMPORTERS
from apps.imports.recognising import seeming
from apps.imports.showing import TONES
from apps.imports.tables import queries
from apps.imports.tables.register import IMPORTERS, KINDS, kinds_for
from apps.imports.views.batches import PATIENCE, QUEUE_AWAY
from apps.imports.words import Outcome, Status

# Rehearsed while the person waits; larger tables, and files that take long to open, are read by a worker.
READ_AT_ONCE, ROWS_AT_ONCE = 600 * 1024, 100
ROWS_A_PAGE = 50


def kind_or_404(request, kind):
    found = KINDS.get(kind)
    if found not in kinds_for(request.user):
        raise Http404("没有这种表，或者不由您的岗位导入。")
    return found


def table_or_404(request, kind, pk):
    return get_or_404(queries.tables_of(request.user, kind_or_404(request, kind)), pk=pk)


@require_http_methods(["GET", "POST"])
@open_to(IMPORTERS)
def tables(request, kind):
    kind, sent = kind_or_404(request, kind), request.method == "POST"
    form = TableUploadForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        return _take(request, kind, form.cleaned_data["file"])
    found = queries.tables_of(request.user, kind)
    page = page_of(found, key="-pk", cursor=request.GET.get("cursor", ""), size=20)
    resource = kind(queries.setting_of(request.user, kind, at=clock.now(), today=clock.today()))
    context = {
        "kind": kind, "form": form, "page": page, "rows": [table_showing.in_a_list(one) for one in page],
        "columns": table_showing.columns_of(resource), "variants": resource.variants(), "back": reverse(kind.back),
        "kinds": kinds_for(request.user), "heading": f"导入{kind.title}", "lists": bool(request.user.roles & LIST_IMPORTERS),
    }  # fmt: skip
    return render(request, "imports/tables.html", context)


def _take(request, kind, file):
    try:
        table = actions.receive(kind=kind, file=file, by=request.user, at=clock.now(), today=clock.today())
    except Refused as refusal:
        messages.error(request, f"“{file.name}”：{refusal}")
        return redirect("tables", kind.key)
    if table.byte_size <= READ_AT_ONCE:
        actions.read_once(table, at=clock.now(), most=ROWS_AT_ONCE)
    # Whatever waits still is handed to a worker; a table that has been read is not.
    if not tasks.order_unread_table(table):
        messages.warning(request, QUEUE_AWAY)
    return redirect("table", kind.key, table.pk)


@require_safe
@open_to(IMPORTERS)
def table(request, kind, pk):
    table = table_or_404(request, kind, pk)
    outcomes = dict(table.rows.values_list("outcome").annotate(Count("pk")).order_by())
    asked = request.GET.get("group", "")
    group = asked if asked in outcomes else showing.first_group(table, outcomes)
    rows = table.rows.filter(outcome=group)
    page = page_of(rows, key="position", cursor=request.GET.get("cursor", ""), size=ROWS_A_PAGE)
    context = {
        "table": table, "kind": KINDS[table.kind], "group": group, "page": page, "job": _job(table),
        "groups": showing.groups_of(outcomes), "group_total": outcomes.get(group, 0),
        "failed_now": outcomes.get(Outcome.FAILED, 0), "twins": queries.twins_of(table, request.user),
        "sheets": table_showing.sheets_of(table), "compared": table_showing.compared(table),
        "seeming": seeming(table, request.user),
    }  # fmt: skip
    return render(request, "imports/table.html", context | _by_status(request, table, group, page))


def _by_status(request, table, group, page) -> dict:
    if group in (Outcome.FAILED, Outcome.UPDATED):
        _prepare(request, table, group, page)
    mine = table.status == Status.COMMITTED and table.asked_by_id == request.user.pk
    return {
        "counts": table.counts or table.promise,
        "has_effect": table_showing.has_effect(table),
        "summary": table_showing.sum_up(table.counts or table.promise, KINDS[table.kind].unit),
        "undone": TABLES.in_words(**table.counts) if table.status == Status.UNDONE else "",
        "kept_promise": table_showing.kept_promise(table),
        "can_undo": table_undoing.can_be_undone(table),
        "kept": table.rows.exclude(kept="").order_by("position")[:100],
        "tone": TONES[table.status],
        "waiting": queries.without_password(table).count() if mine else 0,
        "unused": queries.with_initial_password(table).count() if mine else 0,
    }


def _prepare(request, table, group, page):
    """Rows that are wrong get their forms; what was written stands in the order of the columns."""
    setting = queries.setting_of_table(table, by=request.user, at=clock.now(), today=table.today)
    resource = KINDS[table.kind](setting)
    for row in page:
        table_showing.arrange(row, table, resource)
        if table.is_open and group == Outcome.FAILED:
            row.form = cells_form(row, table, resource)


@require_safe
@open_to(IMPORTERS)
def table_progress(request, kind, pk):
    job = _job(table_or_404(request, kind, pk))
    if job["finished"]:
        return HttpResponseClientRedirect(job["next_url"])
    return render(request, "imports/progress.html", {"job": job})


def _job(table) -> dict:
    """What the progress bar says; the page is loaded anew when the work is over."""
    names = {Status.RECEIVED: "正在读取表格", Status.COMMITTING: "正在导入", Status.UNDOING: "正在撤销"}
    waiting_since = table.uploaded_at if table.status == Status.RECEIVED else table.asked_at
    late = table.stage == table.Stage.QUEUED and waiting_since and clock.now() - waiting_since > PATIENCE
    address = [table.kind, table.pk]
    return {
        "name": names.get(table.status, ""),
        "words": QUEUE_AWAY if late else "",
        "done": table.steps_done,
        "total": table.steps_total if table.status != Status.RECEIVED else 0,
        "url": reverse("table_progress", args=address),
        "next_url": reverse("table", args=address),
        "finished": table.status not in names,
    }
