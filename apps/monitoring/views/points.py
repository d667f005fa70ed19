"""监测点位: the list, and everything that changes a point."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.inspections.forms.base import PlaceFilter
from apps.inspections.queries.grids import places_of
from apps.inspections.views.pages import form_page
from apps.monitoring import forms
from apps.monitoring.actions import points as actions
from apps.monitoring.models import MonitoringPoint
from apps.monitoring.permissions import MONITORING_KEEPERS, READERS
from apps.monitoring.queries import points as queries
from apps.monitoring.words import PointKind

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(READERS)
def monitoring(request):
    today, user, asked = clock.today(), request.user, request.GET
    places = PlaceFilter(asked, user=user, on=today)
    found = queries.listed(
        user, on=today, place=places.chosen, kind=asked.get("kind", ""), state=asked.get("state", "")
    )
    page = page_of(found, key="division_code", cursor=asked.get("cursor", ""))
    spoken, standings = places_of([point.division_code for point in page]), queries.standings(page.rows)
    for point in page:
        point.place, point.standing = spoken[point.division_code], standings[point.pk]
    context = {
        "page": page, "total": found.count(), "places": places, "kinds": PointKind.choices,
        "may_keep": bool(user.roles & MONITORING_KEEPERS),
    }  # fmt: skip
    return render(request, "monitoring/points.html", context)


@_FORM
@open_to(*MONITORING_KEEPERS)
def new_point(request):
    form = forms.PointForm(request.POST or None, user=request.user, today=clock.today())
    return form_page(
        request, form, act=lambda **_: actions.register_point(by=request.user, at=clock.now(), **form.facts()),
        done=lambda point: f"已建立{point}。接下来可以录入或导入数据。", then=lambda point: ("monitoring_point", point.pk),
        title="新建监测点位", submit="建立", back=reverse("monitoring"), draft="monitoring-point",
    )  # fmt: skip


def own_point(request, pk) -> MonitoringPoint:
    return get_or_404(MonitoringPoint.objects.visible_to(request.user), pk=pk)


@_FORM
@open_to(*MONITORING_KEEPERS)
def change_point(request, pk):
    point = own_point(request, pk)
    form = forms.PointForm(request.POST or None, user=request.user, today=clock.today(), point=point)
    return form_page(
        request, form, act=lambda **_: actions.change_point(point, by=request.user, at=clock.now(), **form.facts()),
        done=lambda point: "已保存。", then=lambda point: ("monitoring_point", point.pk), title=f"修改{point}",
        back=reverse("monitoring_point", args=[pk]),
    )  # fmt: skip


@_FORM
@open_to(*MONITORING_KEEPERS)
def close_point(request, pk):
    point = own_point(request, pk)
    form = forms.ClosePointForm(request.POST or None, today=clock.today())
    return form_page(
        request, form, act=lambda **facts: actions.close_point(point, by=request.user, at=clock.now(), **facts),
        done=lambda point: f"{point}从 {point.closed_on} 起停用，以前的数据不变。",
        then=lambda point: ("monitoring_point", point.pk), title=f"停用{point}", submit="停用",
        back=reverse("monitoring_point", args=[pk]),
    )  # fmt: skip


@require_POST
@open_to(*MONITORING_KEEPERS)
def reopen_point(request, pk):
    point = own_point(request, pk)
    try:
        actions.reopen_point(point, by=request.user, at=clock.now())
        messages.success(request, f"{point}已恢复使用。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("monitoring_point", pk)
