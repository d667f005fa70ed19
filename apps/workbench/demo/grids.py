"""Grids of the example county: every village one, the newcomer's township with finer ones, and a few gaps to find."""

import datetime as dt

from apps.inspections.actions import grids as actions
from apps.inspections.actions import people as people_actions
from apps.inspections.models import Grid, GridMember, PowerGrant
from apps.inspections.words import Depth, Duty, Side
from apps.problems.words import Category
from apps.workbench.demo import people
from apps.workbench.demo.posts import Posts

# The newcomer's own grid, and the one that waits for a leader.
OWN_GRID, VACANT_GRID = f"{people.VILLAGE}001", f"{people.VILLAGE}003"
SEAT = f"{people.TOWNSHIP}001"
AWAY = f"{people.TOWNSHIP}204"
POWERS = (
    ("对露天焚烧秸秆、落叶等行为的处罚", "《中华人民共和国大气污染防治法》第一百一十九条", Category.AIR),
    ("对随意倾倒、抛撒、堆放或者焚烧生活垃圾行为的处罚", "《中华人民共和国固体废物污染环境防治法》第一百一十一条", Category.SOLID_WASTE),
)  # fmt: skip
WITHOUT_POWERS = 2


def build(posts: Posts, *, since: dt.date, today: dt.date, at: dt.datetime) -> None:
    """`at` is the moment of founding, early on the day `since`."""
    _village_grids(posts, since)
    _finer_grids(posts, since, at)
    _gaps(posts, today)
    _grant_powers(posts, since, at)


def _village_grids(posts, since):
    grids = Grid.objects.bulk_create(Grid(code=code, name=posts.names[code], since=since) for code in posts.villages)
    GridMember.objects.bulk_create(
        _member(grid, duty, actor.user, since)
        for grid in grids
        for duty, actor in ((Duty.LEADER, posts.leader_of(grid.code)), (Duty.MEMBER, posts.member_of(grid.code)))
        # The grid member of the newcomer's village has a grid of his own below.
        if grid.code != people.VILLAGE or duty == Duty.LEADER
    )


def _member(grid, duty, user, since):
    return GridMember(
        grid=grid, duty=duty, side=Side.GOVERNMENT, person=user, name=user.full_name, since=since
    )  # fmt: skip


def _finer_grids(posts, since, at):
    """By the actions themselves, as the township would: numbers, groups of the tree and the audit trail with them."""
    staff = posts.staff_of(people.TOWNSHIP).user
    given = {"since": since, "by": staff, "at": at}
    for village in posts.villages_of(people.TOWNSHIP):
        leader, member = posts.leader_of(village).user, posts.member_of(village).user
        for number in range(1, 4 if village == people.VILLAGE else 3):
            name = f"第{'一二三'[number - 1]}网格"
            grid = actions.found_grid(parent=village, name=name, area=_area(number), **given)
            if grid.code == VACANT_GRID:
                continue
            actions.assign(grid, duty=Duty.LEADER, side=Side.GOVERNMENT, person=leader, **given)
            if number == 1:
                actions.assign(grid, duty=Duty.MEMBER, side=Side.GOVERNMENT, person=member, **given)
            actions.assign(
                grid, duty=Duty.MEMBER, side=Side.HOUSEHOLD, name=f"{2 * number - 1}组农户代表", **given
            )  # fmt: skip
    enterprise = Grid.objects.everywhere("the command makes it").get(code=f"{SEAT}001")
    actions.assign(enterprise, duty=Duty.MEMBER, side=Side.ENTERPRISE, name="场镇农贸市场", **given)
    _fourth_level(posts, enterprise, since, at)


def _area(number) -> str:
    return f"{2 * number - 1}组、{2 * number}组，山脊以{'东' if number % 2 else '西'}"


def _fourth_level(posts, grid, since, at):
    """院落 below 组, in one township only: other townships' pages do not change."""
    bureau, staff = posts.bureau().user, posts.staff_of(grid.code).user
    actions.switch_level_on(
        division_code=people.TOWNSHIP, depth=Depth.COURTYARD, label="院落（楼栋）网格", by=bureau, at=at
    )  # fmt: skip
    given = {"since": since, "by": staff, "at": at}
    for name in ("农贸市场院落", "卫生院院落"):
        courtyard = actions.found_grid(parent=grid.code, name=name, **given)
        actions.assign(
            courtyard, duty=Duty.LEADER, side=Side.HOUSEHOLD, name=f"{name.removesuffix('院落')}楼栋长", **given
        )  # fmt: skip


def _gaps(posts, today):
    """Somebody is away and nobody stands in."""
    away, since = posts.member_of(AWAY).user, today - dt.timedelta(days=2)
    at = dt.datetime.combine(since, dt.time(8, 20), dt.UTC) - dt.timedelta(hours=24)
    people_actions.register_leave(person=away, since=since, until=today + dt.timedelta(days=6), by=away, at=at)


def _grant_powers(posts, since, at):
    """Most townships hold both; the last two of the list hold none yet."""
    bureau = posts.bureau().user
    for name, basis, category in POWERS:
        power = people_actions.add_power(name=name, basis=basis, category=category, by=bureau, at=at)
        PowerGrant.objects.bulk_create(
            PowerGrant(division_code=code, power=power, since=since) for code in posts.townships[:-WITHOUT_POWERS]
        )
