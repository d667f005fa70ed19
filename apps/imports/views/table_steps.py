"""What people do with one import by template: put cells right, import, drop, undo; and the files handed out."""

import io
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.imports import table_exporting, tasks
from apps.imports.actions import table_passwords, table_undoing
from apps.imports.actions import tables as actions
from apps.imports.actions.table_undoing import TABLES
from apps.imports.forms.tables import cells_form
from apps.imports.returning import MEDIA_TYPE
from apps.imports.tables import queries
from apps.imports.tables.register import IMPORTERS, KINDS
from apps.imports.tables.template import template
from apps.imports.views.batches import QUEUE_AWAY
from apps.imports.views.files import KEEP_NOTHING
from apps.imports.views.tables import kind_or_404, table_or_404
from apps.imports.words import Outcome, Status


@require_POST
@open_to(IMPORTERS)
def table_cells(request, kind, pk):
    table = table_or_404(request, kind, pk)
    row = get_or_404(table.rows.filter(outcome=Outcome.FAILED), position=request.POST.get("position", ""))
    setting = queries.setting_of_table(table, by=request.user, at=clock.now(), today=table.today)
    form = cells_form(row, table, KINDS[table.kind](setting), request.POST)
    if form.is_valid():
        _correct(request, table, row, form.cells())
    else:
        messages.error(request, f"第 {row.row} 行还没有改好：{next(iter(form.errors.values()))[0]}")
    return HttpResponseRedirect(reverse("table", args=[kind, pk]) + f"?group={Outcome.FAILED}#rows")


def _correct(request, table, row, cells):
    where = {"sheet": row.sheet, "row": row.row}
    try:
        actions.correct_cells(table, cells=cells, by=request.user, at=clock.now(), **where)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    after = table.rows.filter(**where).first()
    if after and after.outcome == Outcome.FAILED:
        messages.warning(request, f"第 {row.row} 行还有：{after.errors[0]['message']}")
    else:
        messages.success(request, f"第 {row.row} 行改好了。")


@require_POST
@open_to(IMPORTERS)
def table_commit(request, kind, pk):
    table = table_or_404(request, kind, pk)
    try:
        table = actions.request_commit(table, by=request.user, at=clock.now())
        if table.status == Status.COMMITTING and not tasks.order_table(table):
            messages.warning(request, QUEUE_AWAY)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("table", kind, pk)


@require_POST
@open_to(IMPORTERS)
def table_drop(request, kind, pk):
    table = table_or_404(request, kind, pk)
    try:
        actions.drop(table, by=request.user, at=clock.now())
        messages.success(request, f"“{table.file_name}”不导入了，什么都没有改动。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("tables", kind)


@require_POST
@open_to(IMPORTERS)
def table_undo(request, kind, pk):
    table, rest = table_or_404(request, kind, pk), bool(request.POST.get("rest"))
    try:
        done = table_undoing.request_undo(table, by=request.user, at=clock.now(), today=clock.today(), rest=rest)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("table", kind, pk)
    if done is None:
        _order_undo(request, kind, pk)
    elif not done.is_whole and not rest:
        messages.warning(request, TABLES.in_the_way(done))
    else:
        messages.success(request, f"已撤销：{TABLES.in_words(done.removed, done.restored)}。")
    return redirect("table", kind, pk)


def _order_undo(request, kind, pk):
    if not tasks.order_table(table_or_404(request, kind, pk)):
        messages.warning(request, QUEUE_AWAY)


@require_POST
@open_to(IMPORTERS)
def table_passwords_sheet(request, kind, pk):
    table = table_or_404(request, kind, pk)
    try:
        given = table_passwords.hand_out(
            table, anew=bool(request.POST.get("anew")), by=request.user, at=clock.now()
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("table", kind, pk)
    return _workbook(table_exporting.passwords_sheet(given, at=clock.now()), "一次性初始密码表.xlsx")


@require_safe
@open_to(IMPORTERS)
def table_template(request, kind):
    kind, variant = kind_or_404(request, kind), request.GET.get("variant", "")
    resource = kind(queries.setting_of(request.user, kind, at=clock.now(), today=clock.today()))
    label = dict(resource.variants()).get(variant, "")
    name = f"{kind.title}导入模板（{label}）.xlsx" if variant and label else f"{kind.title}导入模板.xlsx"
    return _workbook(template(resource, variant if label else ""), name)


@require_safe
@open_to(IMPORTERS)
def table_file(request, kind, pk):
    table = table_or_404(request, kind, pk)
    try:
        file = table.file.open()
    except FileNotFoundError:
        raise Http404("文件不见了，请联系系统管理员。") from None
    octets = "application/octet-stream"
    return FileResponse(
        file, as_attachment=True, filename=table.file_name, content_type=octets, headers=KEEP_NOTHING
    )  # fmt: skip


@require_safe
@open_to(IMPORTERS)
def table_returned(request, kind, pk):
    table = table_or_404(request, kind, pk)
    try:
        content = table_exporting.returned_workbook(table)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("table", kind, pk)
    return _workbook(content, f"{PurePath(table.file_name).stem}（标好错误）.xlsx")


def _workbook(content, name):
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type=MEDIA_TYPE, headers=KEEP_NOTHING
    )  # fmt: skip
