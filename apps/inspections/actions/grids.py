"""Grids are founded, moved and closed; their people come, go and hand over. Nothing that was is changed."""

from django.db import transaction

from apps.common import audit
from apps.common.seen import audited, stop_surprise
from apps.common.verdicts import Refused
from apps.inspections import codes
from apps.inspections.models import Grid, GridLevel, GridMember, Site, SiteKeeper, SitePlacing
from apps.inspections.permissions import may_keep_grids, may_set_county
from apps.inspections.queries.grids import levels_of
from apps.inspections.words import Duty, Side
from apps.territory.actions import found_group
from apps.territory.models import Division


@transaction.atomic
def found_grid(*, parent: str, name: str, since, by, at, area: str = "") -> Grid:
    """A grid below a village or below another grid (`parent` is the code of either); it gets the next free number."""
    may_keep_grids(by, parent).or_raise()
    depth = codes.depth_of(parent) + 1
    _check_level(parent, depth)
    village = Division.objects.select_for_update().filter(pk=parent[: codes.VILLAGE]).first()
    if village is None or len(parent) < codes.VILLAGE:
        raise Refused("请先选择这个网格属于哪个村。")
    if len(parent) > codes.VILLAGE and not Grid.objects.within(parent).in_force(since).filter(code=parent).exists():
        raise Refused("上级网格不存在或者已经停用，请另选。")
    code = _next_code(parent)
    grid = Grid.objects.create(code=code, name=name.strip(), area=area.strip(), since=since)
    if len(code) == codes.GROUP:
        found_group(code=code, name=grid.name)
    audit.record("建立网格", at=at, by=by, about=grid, code=code)
    return grid


@transaction.atomic
def found_village_grid(*, village: str, since, by, at) -> Grid:
    """The grid that is the village itself. Made once: asked again it is the one there is."""
    may_keep_grids(by, village).or_raise()
    division = Division.objects.filter(pk=village).first()
    if division is None or len(village) != codes.VILLAGE:
        raise Refused("没有这个村，请重新选择。")
    name = division.name
    grid, created = Grid.objects.within(village).get_or_create(code=village, defaults={"name": name, "since": since})
    if created:
        audit.record("建立网格", at=at, by=by, about=grid, code=village)
    return grid


def _check_level(parent, depth):
    if depth > codes.DEEPEST:
        raise Refused("网格已经是最细一级，不能再往下分。")
    if depth not in levels_of(parent[: codes.TOWNSHIP]):
        raise Refused("本乡镇没有启用这一级网格。如果需要，请县生态环境局在“网格层级”里启用。")


def _next_code(parent) -> str:
    """The number after the highest ever used here, also by groups of the national tree."""
    length = len(parent) + codes.STEP
    used = list(Grid.objects.within(parent).values_list("code", flat=True))
    used += list(Division.objects.filter(code__startswith=parent).values_list("code", flat=True))
    numbers = [int(code[len(parent) : length]) for code in used if len(code) >= length]
    number = max(numbers, default=0) + 1
    if number > 999:
        raise Refused("这里的编号已经用完，请把网格建在另一个上级网格下面。")
    return codes.numbered_below(parent, number)


@transaction.atomic
def change_grid(grid, *, name: str, area: str, by, at, seen_version=None) -> Grid:
    grid = _locked(grid, by)
    stop_surprise(seen_version, grid, acts=audited(grid, "修改网格"))
    before = {"name": grid.name, "area": grid.area}
    grid.name, grid.area, grid.version = name.strip(), area.strip(), grid.version + 1
    grid.save(update_fields=["name", "area", "version"])
    audit.record("修改网格", at=at, by=by, about=grid, before=before, after={"name": grid.name, "area": grid.area})
    return grid


@transaction.atomic
def close_grid(grid, *, on, by, at, successor=None) -> Grid:
    """From that day on the grid is no more; its sites go to the successor, its people's time ends, its past stays."""
    grid = _locked(grid, by)
    if Grid.objects.within(grid.code).in_force(on).exclude(pk=grid.pk).exists():
        raise Refused("下面还有在用的网格，请先停用下级网格。")
    sites = Site.objects.within(grid.code)
    if successor is None and sites.working(on).exists():
        raise Refused("网格里还有点位，请选择并入哪个网格，点位会一起过去。")
    if successor is not None:
        if successor.pk == grid.pk or not successor.code.startswith(grid.code[: codes.TOWNSHIP]):
            raise Refused("只能并入本乡镇的另一个网格。")
        for site in sites:
            place_site(site, successor.code, on=on)
    grid.members.open().update(until=on)
    grid.until, grid.successor, grid.version = on, successor, grid.version + 1
    grid.save(update_fields=["until", "successor", "version"])
    audit.record("停用网格", at=at, by=by, about=grid, on=on, successor=successor.code if successor else None)
    return grid


@transaction.atomic
def move_grid(grid, *, parent: str, on, by, at) -> Grid:
    """To another village or grid: a new code from that day on. Records until then keep the old one."""
    grid = _locked(grid, by)
    if parent.startswith(grid.code):
        raise Refused("网格不能移到它自己下面。")
    moved = found_grid(parent=parent, name=grid.name, area=grid.area, since=on, by=by, at=at)
    for child in Grid.objects.within(grid.code).in_force(on).of_depth(grid.depth + 1):
        move_grid(child, parent=moved.code, on=on, by=by, at=at)
    for member in list(grid.members.open()):
        member.until = on
        member.save(update_fields=["until"])
        moved.members.create(duty=member.duty, side=member.side, person_id=member.person_id, name=member.name, since=on)
    close_grid(grid, on=on, by=by, at=at, successor=moved)
    return moved


def place_site(site, code: str, *, on) -> SitePlacing:
    """A site lies in exactly one grid at a time; the change is dated."""
    present = site.placings.open().first()
    if present is not None:
        if present.division_code == code:
            return present
        if on < present.since:
            raise Refused(f"点位从 {present.since} 起才在现在的网格，调整日期不能更早。")
        present.until = on
        present.save(update_fields=["until"])
    placing = site.placings.create(division_code=code, since=on)
    site.division_code, site.version = code, site.version + 1
    site.save(update_fields=["division_code", "version"])
    return placing


# --- People ---


@transaction.atomic
def assign(grid, *, duty: str, side: str, since, by, at, person=None, name: str = "") -> GridMember:
    """Somebody leads or joins. A household or an enterprise needs no account, only a name."""
    grid = _locked(grid, by)
    name = person.full_name if person else name.strip()
    if not name:
        raise Refused("请选择人员，或者写下姓名、户名、企业名。")
    present = grid.members.open()
    if duty == Duty.LEADER and present.filter(duty=duty).exists():
        raise Refused("这个网格已有网格长。换人请用“交接”，没办完的事会一起移交。")
    if person and present.filter(person=person, duty=duty).exists():
        raise Refused(f"{name}已经在这个网格里，不用重复添加。")
    member = grid.members.create(duty=duty, side=side, person=person, name=name, since=since)
    audit.record("网格人员到岗", at=at, by=by, about=grid, name=name, duty=duty, since=since)
    return member


@transaction.atomic
def hand_over(member, *, on, by, at, person=None, name: str = "", side: str = Side.GOVERNMENT) -> GridMember:
    """From that day on another one has the place and the sites kept by the first; what was done stays with who did it.

    Open tasks belong to the grid, so they are the new one's without being touched.
    """
    grid = _locked(member.grid, by)
    member = grid.members.select_for_update(of=("self",)).get(pk=member.pk)
    name = person.full_name if person else name.strip()
    if member.until is not None:
        raise Refused(f"{member.name}已在 {member.until} 交出，请刷新页面。")
    if on < member.since:
        raise Refused(f"{member.name}从 {member.since} 起在岗，交接日期不能更早。")
    if not name or (person and person.pk == member.person_id):
        raise Refused("请选择接手的人。")
    member.until = on
    member.save(update_fields=["until"])
    successor = grid.members.create(duty=member.duty, side=side, person=person, name=name, since=on)
    member.handed_to = successor
    member.save(update_fields=["handed_to"])
    moved = _hand_over_sites(grid, member, successor, on)
    audit.record("网格交接", at=at, by=by, about=grid, before=member.name, after=name, on=on, sites=moved)
    return successor


def _hand_over_sites(grid, member, successor, on) -> int:
    if member.person_id is None:
        return 0
    sites = Site.objects.within(grid.code)
    kept = SiteKeeper.objects.open().filter(site__in=sites, person_id=member.person_id, since__lte=on)
    rows = list(kept.select_for_update(of=("self",)))
    SiteKeeper.objects.filter(pk__in=[row.pk for row in rows]).update(until=on)
    SiteKeeper.objects.bulk_create(
        SiteKeeper(site_id=row.site_id, person_id=successor.person_id, name=successor.name, since=on) for row in rows
    )
    return len(rows)


@transaction.atomic
def relieve(member, *, on, by, at) -> GridMember:
    """Somebody leaves and nobody follows yet; the gap radar shows it."""
    grid = _locked(member.grid, by)
    member = grid.members.select_for_update(of=("self",)).get(pk=member.pk)
    if member.until is not None:
        raise Refused(f"{member.name}已在 {member.until} 离开，请刷新页面。")
    member.until = max(on, member.since)
    member.save(update_fields=["until"])
    audit.record("网格人员离岗", at=at, by=by, about=grid, name=member.name, on=on)
    return member


def _locked(grid, by) -> Grid:
    grid = Grid.objects.visible_to(by).select_for_update(of=("self",)).get(pk=grid.pk)
    may_keep_grids(by, grid.code).or_raise()
    if grid.until is not None:
        raise Refused(f"这个网格已在 {grid.until} 停用。")
    return grid


# --- Levels ---


@transaction.atomic
def switch_level_on(*, division_code: str, depth: int, label: str, by, at) -> GridLevel:
    """A deeper level for a county or for one township only; other townships' pages do not change."""
    may_set_county(by, division_code).or_raise()
    if depth != max(levels_of(division_code)) + 1 and depth not in levels_of(division_code):
        raise Refused("请先启用上一级网格。")
    level, _ = GridLevel.objects.within(division_code).update_or_create(
        division_code=division_code, depth=depth, defaults={"label": label.strip()}
    )
    audit.record("启用网格层级", at=at, by=by, about=level, label=level.label, depth=depth)
    return level


@transaction.atomic
def switch_level_off(level, *, on, by, at):
    may_set_county(by, level.division_code).or_raise()
    if Grid.objects.within(level.division_code).in_force(on).at_least(level.depth).exists():
        raise Refused("这一级还有在用的网格，请先停用这些网格。")
    audit.record("停用网格层级", at=at, by=by, about=level, label=level.label, depth=level.depth)
    GridLevel.objects.within(level.division_code).filter(pk=level.pk).delete()
