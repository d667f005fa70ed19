"""地图 and 到点次数: where the sites and open problems are, and who was at which site in which week."""

import json

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.inspections import features
from apps.inspections.charts import ROWS, charts_of_visits
from apps.inspections.codes import code_asked
from apps.inspections.forms.maps import SHOWN, MapFilter, VisitsFilter
from apps.inspections.permissions import SITE_KEEPERS
from apps.inspections.queries import on_map, visits
from apps.inspections.queries.sites import kinds

# Rows of a table that shows two kinds of things one below the other.
FIRST = 20


@require_safe
@open_to(LEDGER)
def map_page(request):
    """The map is an enhancement: the same things stand in tables below it, which are all there is without a script."""
    today, user = clock.today(), request.user
    folded = MapFilter(request.GET, kinds=kinds(), user=user, on=today)
    asked = folded.asked(on=today)
    layers = [_layer(request, asked, layer) for layer in asked.layers]
    left_out, nowhere = on_map.unplaced(user, asked), on_map.unplaced_problems(user, asked)
    context = {
        "folded": folded, "asked": asked, "shown": SHOWN, "layers": layers, "today": today, "note": settings.MAP_TILES_NOTE,
        "nowhere": nowhere.count() if on_map.PROBLEMS in asked.layers else 0, "tiles": json.dumps(settings.MAP_TILES_URL), "points": json.dumps([layer["url"] for layer in layers]), "unplaced": left_out.count(), "may_keep": bool(user.roles & SITE_KEEPERS),
    }  # fmt: skip
    if asked.show == "unplaced":
        context["left_out"] = page_of(left_out, key="-pk", cursor=request.GET.get("cursor", ""))
        on_map.name_areas(context["left_out"].rows)
    return render(request, "inspections/map.html", context)


def _layer(request, asked, layer) -> dict:
    found = getattr(on_map, layer)(request.user, asked)
    alone = len(asked.layers) == 1
    page = page_of(found, key="-pk", cursor=request.GET.get("cursor", "") if alone else "", size=50 if alone else FIRST)
    on_map.name_areas(page.rows)
    for row in page if layer == on_map.SITES else ():
        row.said = features.visit_words(row, asked.on)
    return {"name": layer, "page": page, "total": found.count(), "alone": alone, "url": _points_url(request, layer)}


def _points_url(request, layer, **more) -> str:
    query = request.GET.copy()
    for name in ("cursor", "after"):
        query.pop(name, None)
    query.update(more)
    return f"{reverse('map_points', args=[layer])}?{query.urlencode()}"


@require_safe
@open_to(LEDGER)
def map_points(request, layer):
    today, user, after = clock.today(), request.user, request.GET.get("after", "")
    told = {on_map.SITES: features.site_feature, on_map.PROBLEMS: features.problem_feature}.get(layer)
    if told is None:
        raise Http404("没有这一类点。")
    asked = MapFilter(request.GET, kinds=kinds(), user=user, on=today).asked(on=today)
    rows = on_map.points(user, asked, layer, after=int(after) if after.isascii() and after.isdecimal() else 0)
    following = _points_url(request, layer, after=rows[-1].pk) if len(rows) == on_map.MOST else ""
    drawn = [told(row, tiles=settings.MAP_TILES_DATUM, on=today) for row in rows]
    answer = JsonResponse(features.collection(drawn, following=following), json_dumps_params={"ensure_ascii": False})
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
@open_to(LEDGER)
def site_visits(request):
    today, user = clock.today(), request.user
    folded = VisitsFilter(request.GET, kinds=kinds(), user=user, on=today)
    weeks = [week for week in folded.weeks if week[0] <= today]
    found = visits.sites(user, on=today, grid=code_asked(request.GET.get("grid", "")), **folded.site_facts)
    page = page_of(found, key="division_code", cursor=request.GET.get("cursor", ""), size=2 * ROWS)
    on_map.name_areas(page.rows)
    cells = visits.by_week(user, page, weeks, on=today)
    context = {
        "page": page, "total": found.count(), "folded": folded, "charts": charts_of_visits(page, weeks, cells),
        "period": f"{weeks[0][0]} 至 {weeks[-1][1] - weeks[-1][1].resolution}，左边是最近的一周",
    }  # fmt: skip
    return render(request, "inspections/visits.html", context)
