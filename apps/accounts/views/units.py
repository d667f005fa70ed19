"""系统管理: units with the names lists give them, and the county's working days."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import queries
from apps.accounts.access import open_to
from apps.accounts.forms import OverrideForm, UnitForm, YearForm
from apps.accounts.roles import Role
from apps.common import actions as common_actions
from apps.common import clock
from apps.common.models import WorkdayOverride
from apps.common.queries import calendar as working_days
from apps.common.scoping import get_or_404
from apps.common.searching import typed
from apps.common.verdicts import Refused
from apps.territory import actions as territory_actions


@require_safe
@open_to(Role.ADMINISTRATOR)
def units(request):
    words = typed(request)
    found = list(queries.search_units(request.user.county_code, words))
    return render(request, "accounts/units.html", {"units": found, "words": words})


@open_to(Role.ADMINISTRATOR)
def new_unit(request):
    form = UnitForm(request.POST or None, county_code=request.user.county_code)
    if request.method == "POST" and form.is_valid():
        try:
            unit = territory_actions.add_unit(
                **form.cleaned_data, county_code=request.user.county_code, by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已添加单位“{unit}”。")
            return redirect("units")
    return render(request, "accounts/unit.html", {"form": form})


@open_to(Role.ADMINISTRATOR)
def unit(request, pk):
    unit = get_or_404(queries.units_of(request.user.county_code), pk=pk)
    known = {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent_id,
        "aliases": "\n".join(unit.aliases.order_by("pk").values_list("name", flat=True)),
    }
    form = UnitForm(request.POST or None, county_code=request.user.county_code, record=unit, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            territory_actions.change_unit(unit, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.ask_again(refusal)
        else:
            messages.success(request, f"已保存“{unit.name}”。")
            return redirect("units")
    return render(request, "accounts/unit.html", {"form": form, "unit": unit})


@open_to(Role.ADMINISTRATOR)
def calendar(request):
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        common_actions.override_day(**form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "已保存。以后计算工作日时按这一天的安排。")
        return redirect("calendar")
    overrides, known = WorkdayOverride.objects.order_by("-day"), working_days().final_until(clock.today())
    return render(request, "accounts/calendar.html", {"form": form, "overrides": overrides, "known_until": known})


@open_to(Role.ADMINISTRATOR)
def calendar_year(request):
    form = YearForm(request.POST or None, today=clock.today())
    looked = []
    if request.method == "POST" and form.is_valid():
        if form.is_looked_at:
            facts = {name: form.cleaned_data[name] for name in ("year", "notice", "note")}
            settled = common_actions.settle_year(**facts, by=request.user, at=clock.now())
            messages.success(
                request, f"已录入{settled}。暂按法定节假日推算的期限，一小时内按它重新推算，并写进办理经过。"
            )
            return redirect("calendar")
        looked = form.look()
    return render(request, "accounts/calendar_year.html", {"form": form, "looked": looked})


@require_POST
@open_to(Role.ADMINISTRATOR)
def remove_override(request, day):
    override = get_or_404(WorkdayOverride.objects.all(), day=day)
    common_actions.remove_override(override, by=request.user, at=clock.now())
    messages.success(request, f"已删除 {override.day} 的特别安排。")
    return redirect("calendar")
