"""网格: the list, one grid with its people and history, and everything that changes them."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER, Role
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.inspections.actions import grids as actions
from apps.inspections.forms import grids as forms
from apps.inspections.forms.base import PlaceFilter
from apps.inspections.models import Grid, GridLevel, GridMember, Site
from apps.inspections.permissions import KEEPERS, may_keep_grids
from apps.inspections.queries import grids as queries
from apps.inspections.views.pages import form_page
from apps.inspections.words import Duty
from apps.territory.queries import townships

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(LEDGER)
def grids(request):
    today, user = clock.today(), request.user
    places = PlaceFilter(request.GET, user=user, on=today)
    found = queries.listed(user, on=today, place=places.chosen)
    if request.GET.get("vacant"):
        found = queries.vacant(found, on=today)
    page = page_of(found, key="code", cursor=request.GET.get("cursor", ""))
    spoken, labels = queries.places_of([grid.code for grid in page]), queries.level_labels(user.county_code)
    counts = queries.site_counts(page, on=today)
    for grid in page:
        grid.place, grid.label, grid.sites_here = (
            spoken[grid.code],
            queries.label_of(grid.code, labels),
            counts[grid.code],
        )
        grid.leader = next((member for member in grid.people if member.duty == Duty.LEADER), None)
    context = {"page": page, "total": found.count(), "places": places, "may_keep": bool(user.roles & KEEPERS)}
    return render(request, "inspections/grids.html", context)


@require_safe
@open_to(LEDGER)
def grid(request, code):
    today = clock.today()
    grid = get_or_404(Grid.objects.visible_to(request.user).select_related("successor"), code=code)
    labels = queries.level_labels(grid.code[:6])
    context = {
        "grid": grid,
        "place": queries.places_of([grid.code])[grid.code],
        "label": queries.label_of(grid.code, labels),
        "people": grid.members.in_force(today).select_related("person"),
        "history": queries.history_of(grid),
        "children": Grid.objects.visible_to(request.user).in_force(today).within(grid.code).of_depth(grid.depth + 1),
        "sites": Site.objects.visible_to(request.user).working(today).within(grid.code).select_related("kind")[:50],
        "may_keep": may_keep_grids(request.user, grid.code) and grid.until is None,
    }
    return render(request, "inspections/grid.html", context)


@_FORM
@open_to(*KEEPERS)
def new_grid(request):
    form = forms.GridForm(request.POST or None, user=request.user, today=clock.today())
    return form_page(
        request, form, act=partial(actions.found_grid, by=request.user, at=clock.now()), title="建立网格", submit="建立网格",
        done=lambda grid: f"已建立{grid.name}，编码 {grid.code}。接下来请添加网格长。",
        then=lambda grid: ("grid", grid.code), back=reverse("grids"),
    )  # fmt: skip


def _page(request, grid, form, act, done, **texts):
    """A form page about one grid that leads back to it."""
    return form_page(
        request, form, act=partial(act, by=request.user, at=clock.now()), done=done,
        then=lambda result: ("grid", getattr(result, "code", grid.code)), back=reverse("grid", args=[grid.code]), **texts,
    )  # fmt: skip


def _grid(request, code) -> Grid:
    return get_or_404(Grid.objects.visible_to(request.user), code=code)


@_FORM
@open_to(*KEEPERS)
def change_grid(request, code):
    grid = _grid(request, code)
    form = forms.ChangeGridForm(request.POST or None, record=grid, initial={"name": grid.name, "area": grid.area})
    return _page(request, grid, form, partial(actions.change_grid, grid), lambda grid: "已保存。", title="修改网格")


@_FORM
@open_to(*KEEPERS)
def close_grid(request, code):
    grid = _grid(request, code)
    form = forms.CloseGridForm(request.POST or None, grid=grid, user=request.user, today=clock.today())

    def act(*, on, successor, **who):
        into = _grid(request, successor) if successor else None
        return actions.close_grid(grid, on=on, successor=into, **who)

    return _page(
        request, grid, form, act, lambda grid: f"{grid.name}已停用，以前的记录都留着。", title=f"停用{grid.name}", submit="停用"
    )  # fmt: skip


@_FORM
@open_to(*KEEPERS)
def move_grid(request, code):
    grid = _grid(request, code)
    form = forms.MoveGridForm(request.POST or None, grid=grid, user=request.user, today=clock.today())
    return _page(
        request, grid, form, partial(actions.move_grid, grid), lambda moved: f"已移过去，新编码 {moved.code}。以前的记录留在原来的地方。",
        title=f"把{grid.name}移到别处", submit="移动",
    )  # fmt: skip


@_FORM
@open_to(*KEEPERS)
def assign_member(request, code):
    grid = _grid(request, code)
    form = forms.MemberForm(request.POST or None, code=grid.code, today=clock.today())
    return _page(
        request, grid, form, partial(actions.assign, grid), lambda member: f"{member.name}已加入{grid.name}。",
        title=f"{grid.name}添加人员", submit="添加",
    )  # fmt: skip


@_FORM
@open_to(*KEEPERS)
def hand_over(request, code, member):
    grid = _grid(request, code)
    member = get_or_404(GridMember.objects.filter(grid=grid), pk=member)
    form = forms.HandOverForm(request.POST or None, code=grid.code, today=clock.today())
    return _page(
        request, grid, form, partial(actions.hand_over, member),
        lambda successor: f"{successor.since:%m月%d日}起由{successor.name}接手，没办完的任务和负责的点位一并移交。",
        title=f"{member.name}的{member.get_duty_display()}交接", submit="交接",
        intro="以前的巡查和问题仍记在原来的人名下。",
    )  # fmt: skip


@_FORM
@open_to(*KEEPERS)
def relieve_member(request, code, member):
    grid = _grid(request, code)
    member = get_or_404(GridMember.objects.filter(grid=grid), pk=member)
    form = forms.RelieveForm(request.POST or None, today=clock.today())
    return _page(
        request, grid, form, partial(actions.relieve, member), lambda member: f"{member.name}已离开{grid.name}。",
        title=f"{member.name}离开{grid.name}", submit="确定", intro="有人接手的，请用“交接”。",
    )  # fmt: skip


@_FORM
@open_to(Role.COUNTY_STAFF)
def grid_levels(request):
    county, today = request.user.county_code, clock.today()
    places = list(townships(county, on=today).values_list("code", "name"))
    form = forms.LevelForm(request.POST or None, townships=places, county=county)
    names = dict(places) | {county: "全县"}
    levels = [(level, names.get(level.division_code, "")) for level in GridLevel.objects.within(county)]
    return form_page(
        request, form, act=partial(actions.switch_level_on, by=request.user, at=clock.now()), title="网格层级", submit="启用",
        done=lambda level: f"已启用“{level.label}”。", then=lambda level: ("grid_levels",), back=reverse("grids"),
        intro="村级、组级网格一直可用。更细的层级可以只给一个乡镇启用，其他乡镇的页面不变。", levels=levels,
    )  # fmt: skip


@require_http_methods(["POST"])
@open_to(Role.COUNTY_STAFF)
def switch_level_off(request, pk):
    level = get_or_404(GridLevel.objects.within(request.user.county_code), pk=pk)
    form = forms.forms.Form(request.POST)
    return form_page(
        request, form, act=partial(actions.switch_level_off, level, on=clock.today(), by=request.user, at=clock.now()),
        title="停用网格层级", done=lambda _: "已停用这一级。", then=lambda _: ("grid_levels",), back=reverse("grid_levels"),
    )  # fmt: skip
