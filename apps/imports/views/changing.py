"""What people do with one import: say how it is read, put cells right, import, undo."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.imports import actions, queries, tasks
from apps.imports.actions.undoing import LISTS
from apps.imports.forms.cells import CellsForm, Places
from apps.imports.forms.columns import ColumnsForm
from apps.imports.forms.sides import SidesForm
from apps.imports.views.batches import QUEUE_AWAY
from apps.imports.words import Outcome, Status


@require_POST
@open_to(queries.IMPORTERS)
def columns(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    sheet = next((one for one in batch.sheets if one["name"] == request.POST.get("sheet")), None)
    form = ColumnsForm(sheet, request.POST) if sheet else None
    if form is None or not form.is_valid():
        messages.error(request, "表头或栏目没有选对，请重新选择。")
        return redirect("import_batch", pk)
    said = {"header_row": form.cleaned_data["header_row"], "columns": form.columns()}
    try:
        actions.choose_columns(batch, sheet=sheet["name"], by=request.user, at=clock.now(), **said)
        messages.success(request, "已按您选的栏目重新读取；本县以后再收到同样表头的表，也会这样读。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("import_batch", pk)


@require_POST
@open_to(queries.IMPORTERS)
def cells(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    failed = batch.rows.filter(outcome=Outcome.FAILED)
    row = get_or_404(failed, position=request.POST.get("position", ""))
    form = CellsForm(row, batch, Places(queries.gazetteer_of(batch), of=batch.division_code), request.POST)
    if not form.is_valid():
        messages.error(request, f"第 {row.row} 行还没有改好：{_first_error(form)}")
    else:
        _correct(request, batch, row, form.cells())
    return HttpResponseRedirect(reverse("import_batch", args=[pk]) + f"?group={Outcome.FAILED}#rows")


def _first_error(form) -> str:
    return next(iter(form.errors.values()))[0]


def _correct(request, batch, row, cells):
    where = {"sheet": row.sheet, "row": row.row}
    try:
        actions.correct_cells(batch, cells=cells, by=request.user, at=clock.now(), **where)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    after = batch.rows.get(**where)
    if after.outcome == Outcome.FAILED:
        messages.warning(request, f"第 {row.row} 行还有：{after.errors[0]['message']}")
    else:
        messages.success(request, f"第 {row.row} 行改好了：{after.get_outcome_display()}。")


@require_POST
@open_to(queries.IMPORTERS)
def sides(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    form = SidesForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请先选定以哪一边为准。")
    else:
        try:
            actions.choose_sides(batch, by=request.user, at=clock.now(), **form.chosen())
            messages.success(request, "已按您选的处理，正式导入以后生效。")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("import_batch", args=[pk]) + f"?group={Outcome.CONFLICT}#rows")


@require_POST
@open_to(queries.IMPORTERS)
def commit(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    try:
        batch = actions.request_commit(batch, by=request.user, at=clock.now())
        if batch.status == Status.COMMITTING and not tasks.order(batch):
            messages.warning(request, QUEUE_AWAY)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("import_batch", pk)


@require_POST
@open_to(queries.IMPORTERS)
def drop(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    try:
        actions.drop(batch, by=request.user, at=clock.now())
        messages.success(request, f"“{batch.file_name}”不导入了，台账没有改动。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("imports")


@require_POST
@open_to(queries.IMPORTERS)
def undo(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    try:
        done = actions.request_undo(batch, by=request.user, at=clock.now(), rest=bool(request.POST.get("rest")))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_batch", pk)
    if done is None:
        batch = get_or_404(queries.batches_of(request.user), pk=pk)
        if not tasks.order(batch):
            messages.warning(request, QUEUE_AWAY)
    elif not done.is_whole and not request.POST.get("rest"):
        messages.warning(request, LISTS.in_the_way(done))
    else:
        messages.success(request, f"已撤销：{LISTS.in_words(done.removed, done.restored)}。")
    return redirect("import_batch", pk)
