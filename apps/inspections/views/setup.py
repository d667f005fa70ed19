"""What a county sets up: kinds of sites with attributes and checklists, powers. And leave, which everybody registers."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER, Role
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.inspections.actions import people as people_actions
from apps.inspections.actions import sites as actions
from apps.inspections.forms import people as people_forms
from apps.inspections.forms import sites as forms
from apps.inspections.forms.base import PlaceFilter
from apps.inspections.models import Leave, Power, PowerGrant, SiteAttribute
from apps.inspections.queries import gaps as radar
from apps.inspections.queries import sites as queries
from apps.inspections.views.pages import form_page
from apps.inspections.views.sites import own_kind
from apps.territory.queries import townships

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(LEDGER)
def gaps(request):
    today = clock.today()
    places = PlaceFilter(request.GET, user=request.user, on=today)
    found = radar.gaps(request.user, on=today, place=places.chosen)
    return render(request, "inspections/gaps.html", {"gaps": found, "places": places})


# --- Leave ---


@_FORM
@open_to(LEDGER)
def new_leave(request):
    form = people_forms.LeaveForm(request.POST or None, user=request.user, today=clock.today())
    return form_page(
        request, form, act=partial(people_actions.register_leave, by=request.user, at=clock.now()), title="登记请假",
        done=lambda leave: f"已登记，{leave.until} 回来。{'' if leave.deputy else '还没有代班人。'}",
        then=lambda _: ("gaps",), back=reverse("gaps"),
    )  # fmt: skip


@_FORM
@open_to(LEDGER)
def change_leave(request, pk):
    leave = get_or_404(Leave.objects.visible_to(request.user).select_related("person"), pk=pk)
    form = people_forms.LeaveForm(request.POST or None, user=request.user, today=clock.today(), leave=leave)
    return form_page(
        request, form, act=partial(people_actions.change_leave, leave, by=request.user, at=clock.now()),
        title=f"{leave.person}的请假", done=lambda _: "已保存。", then=lambda _: ("gaps",), back=reverse("gaps"),
    )  # fmt: skip


# --- Kinds of sites ---


@require_safe
@open_to(LEDGER)
def site_kinds(request):
    kinds = queries.kinds().prefetch_related("checklists")
    return render(
        request, "inspections/kinds.html", {"kinds": kinds, "may_set": Role.COUNTY_STAFF in request.user.roles}
    )


@_FORM
@open_to(Role.COUNTY_STAFF)
def new_attribute(request, key):
    kind = own_kind(key)
    form = forms.AttributeForm(request.POST or None)
    return form_page(
        request, form, act=partial(actions.add_attribute, kind, by=request.user, at=clock.now()), title=f"{kind}添加属性",
        submit="添加", done=lambda row: f"已添加“{row.label}”，以后建档时会问。", then=lambda _: ("site_kinds",), back=reverse("site_kinds"),
        intro="新的栏目会多占填写人的时间，只加确实要用的。",
    )  # fmt: skip


@require_POST
@open_to(Role.COUNTY_STAFF)
def retire_attribute(request, pk):
    attribute = get_or_404(SiteAttribute.objects.select_related("kind"), pk=pk)
    return form_page(
        request, forms.forms.Form(request.POST), title="停用属性",
        act=partial(actions.retire_attribute, attribute, by=request.user, at=clock.now()),
        done=lambda row: f"已停用“{row.label}”，填过的内容还看得到。", then=lambda _: ("site_kinds",), back=reverse("site_kinds"),
    )  # fmt: skip


@_FORM
@open_to(Role.COUNTY_STAFF)
def new_checklist(request, key):
    kind = own_kind(key)
    present = kind.checklists.first()
    known = "\n".join(item["label"] for item in present.items) if present else ""
    form = forms.ChecklistForm(
        request.POST or None, initial={"labels": known, "standard": present.standard if present else ""}
    )
    return form_page(
        request, form, act=partial(actions.publish_checklist, kind, by=request.user, at=clock.now()),
        title=f"{kind}的检查清单", submit="发布新版本", done=lambda row: f"已发布第{row.version}版。手机上次带走的旧版仍然有效。",
        then=lambda _: ("site_kinds",), back=reverse("site_kinds"),
    )  # fmt: skip


# --- Powers ---


@require_safe
@open_to(LEDGER)
def powers(request):
    today, county = clock.today(), request.user.county_code
    places = dict(townships(county, on=today).values_list("code", "name"))
    grants = (
        PowerGrant.objects.within(county).filter(until__isnull=True).select_related("power").order_by("division_code")
    )
    held: dict[int, list] = {}
    for grant in grants:
        held.setdefault(grant.power_id, []).append((grant, places.get(grant.division_code, "")))
    rows = [(power, held.get(power.pk, [])) for power in Power.objects.filter(retired=False)]
    return render(
        request, "inspections/powers.html", {"rows": rows, "may_set": Role.COUNTY_STAFF in request.user.roles}
    )


@_FORM
@open_to(Role.COUNTY_STAFF)
def new_power(request):
    form = people_forms.PowerForm(request.POST or None)
    return form_page(
        request, form, act=partial(people_actions.add_power, by=request.user, at=clock.now()), title="添加权力事项", submit="添加",
        done=lambda power: f"已添加“{power}”。", then=lambda _: ("powers",), back=reverse("powers"),
    )  # fmt: skip


@_FORM
@open_to(Role.COUNTY_STAFF)
def grant_power(request, pk):
    power, today = get_or_404(Power.objects.filter(retired=False), pk=pk), clock.today()
    places = list(townships(request.user.county_code, on=today).values_list("code", "name"))
    form = people_forms.GrantForm(request.POST or None, townships=places, today=today)
    return form_page(
        request, form, act=partial(people_actions.grant_power, power, by=request.user, at=clock.now()), title=f"赋权：{power}",
        submit="赋权", done=lambda _: "已赋权。", then=lambda _: ("powers",), back=reverse("powers"),
    )  # fmt: skip


@require_POST
@open_to(Role.COUNTY_STAFF)
def withdraw_power(request, pk):
    grant = get_or_404(PowerGrant.objects.within(request.user.county_code).select_related("power"), pk=pk)
    return form_page(
        request, forms.forms.Form(request.POST), title="收回权力",
        act=partial(people_actions.withdraw_power, grant, on=clock.today(), by=request.user, at=clock.now()),
        done=lambda _: "已收回。", then=lambda _: ("powers",), back=reverse("powers"),
    )  # fmt: skip
