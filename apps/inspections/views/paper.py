"""纸质单: printed with ids given in advance, and keyed in by their code or by the QR that the phone's camera opens."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.inspections import slips
from apps.inspections.actions import paper as actions
from apps.inspections.codes import code_asked
from apps.inspections.forms.paper import PrintForm, SlipForm
from apps.inspections.permissions import PATROLLERS
from apps.inspections.queries import grids
from apps.inspections.queries import paper as queries
from apps.inspections.views.pages import form_page
from apps.inspections.words import answers_of

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(LEDGER)
def paper_sheets(request):
    typed, user = request.GET.get("code", ""), request.user
    code = slips.read_code(typed)
    if code:
        return redirect("paper_slip", code)
    if typed:
        messages.error(request, "这个编码不对，请对照单子上二维码下面的八位编码再输一遍。")
    found = queries.listed(user)
    page = page_of(found, key="-pk", cursor=request.GET.get("cursor", ""))
    spoken = grids.places_of([sheet.division_code for sheet in page])
    for sheet in page:
        sheet.place = spoken[sheet.division_code]
    context = {"page": page, "total": found.count(), "may_patrol": bool(user.roles & PATROLLERS), "typed": typed[:20]}
    return render(request, "inspections/paper_sheets.html", context)


@_FORM
@open_to(PATROLLERS)
def new_paper_sheet(request):
    known = {"division_code": code_asked(request.GET.get("grid", ""))}
    form = PrintForm(
        request.POST or None, user=request.user, today=clock.today(), most=actions.MOST_SLIPS, initial=known
    )
    return form_page(
        request, form, act=partial(actions.print_sheet, by=request.user, at=clock.now()), title="印纸质单", submit="生成",
        intro="没有手机、没有信号又等不得时用。每张单子有自己的编号，回来补录只会有一条记录。", back=reverse("paper_sheets"),
        done=lambda sheet: "已生成，请点“打印”。", then=lambda sheet: ("paper_sheet", sheet.pk),
    )  # fmt: skip


@require_safe
@open_to(LEDGER)
def paper_sheet(request, pk):
    sheet = get_or_404(queries.record(request.user), pk=pk)
    kept = list(sheet.slips.all())
    for slip in kept:
        slip.address = request.build_absolute_uri(reverse("paper_slip", args=[slip.code]))
        slip.qr = slips.qr_drawing(slip.address)
    context = {
        "sheet": sheet, "slips": kept, "place": grids.places_of([sheet.division_code])[sheet.division_code],
        "sites": queries.sites_on(sheet, on=clock.today()), "keyed": sum(slip.keyed is not None for slip in kept),
        "answers": [label for _, label in answers_of(sheet.checklist.standard if sheet.checklist else "")],
    }  # fmt: skip
    return render(request, "inspections/paper_sheet.html", context)


@_FORM
@open_to(PATROLLERS)
def paper_slip(request, code):
    slip = get_or_404(queries.slips(request.user), code=slips.read_code(code))
    there = queries.patrol_of(slip, user=request.user)
    if there is not None:
        messages.info(request, f"单子 {slip.spoken} 已经登记过，就是这一条。")
        return redirect("patrol", there.pk)
    form = SlipForm(request.POST or None, request.FILES or None, slip=slip, user=request.user, today=clock.today())
    place = grids.places_of([slip.sheet.division_code])[slip.sheet.division_code]
    return form_page(
        request, form, act=lambda **_: _key_in(request, form), title=f"补录纸质单 {slip.spoken}", submit="登记",
        intro=f"{place}，照着单子填。没有发现问题就不用写、不用拍。", done=_said, then=lambda result: ("patrol", result[0].pk),
        back=reverse("paper_sheets"), draft=f"paper-{slip.code}",
    )  # fmt: skip


def _key_in(request, form):
    now = clock.now()
    return actions.key_in(
        form.slip,
        envelope=form.envelope(at=now),
        author_id=form.author_id,
        shots=form.hashed(),
        by=request.user,
        at=now,
    )


def _said(result) -> str:
    patrol, made = result
    if made:
        return f"已登记 {patrol.reference}。"
    return f"这张单子刚才已由{patrol.brought_by or patrol.by_label}登记，就是这一条，没有重复。"
