"""Grids: codes as paths, levels, people of three kinds, dated hand-over."""

import datetime as dt

import pytest

from apps.common.verdicts import Refused
from apps.inspections.actions import grids as actions
from apps.inspections.models import Grid, GridMember, Site, SitePlacing
from apps.inspections.queries import grids as queries
from apps.inspections.words import Duty, Side
from apps.territory.models import Division
from tests.cast import HUILONG, JILONG, WUPING, WUPING_VILLAGE, XINGLONG
from tests.inspections import setting

TODAY = dt.date(2026, 11, 4)
DAY = dt.timedelta(days=1)


def founded(county, noon, parent=XINGLONG, name="第一网格"):
    return actions.found_grid(parent=parent, name=name, since=TODAY, by=county.township_staff, at=noon)


def led(county, noon, grid, person, since=TODAY):
    return actions.assign(
        grid, duty=Duty.LEADER, side=Side.GOVERNMENT, person=person, since=since, by=county.township_staff, at=noon
    )


def test_grids_are_numbered_below_their_village_and_are_places_of_the_national_tree(county, noon):
    codes = [founded(county, noon, name=f"第{number}网格").code for number in range(3)]

    assert codes == [XINGLONG + "001", XINGLONG + "002", XINGLONG + "003"]
    assert list(Division.objects.filter(level="group").values_list("code", "name")) == [
        (code, f"第{number}网格") for number, code in enumerate(codes)
    ]  # fmt: skip


def test_a_number_once_used_is_never_given_again(county, noon):
    first = founded(county, noon)
    actions.close_grid(first, on=TODAY, by=county.township_staff, at=noon)

    assert founded(county, noon).code == XINGLONG + "002"


def test_a_fourth_level_can_be_on_for_one_township_only(county, noon):
    here, there = founded(county, noon), founded_by_neighbour(county, noon)
    actions.switch_level_on(division_code=JILONG, depth=3, label="院落网格", by=county.county_staff, at=noon)

    courtyard = founded(county, noon, parent=here.code, name="桂花院")
    with pytest.raises(Refused, match="没有启用这一级"):
        actions.found_grid(parent=there.code, name="院落", since=TODAY, by=county.neighbour_staff, at=noon)

    assert courtyard.code == here.code + "001"
    assert queries.levels_of(JILONG) == {1: "村级网格", 2: "组级网格", 3: "院落网格"}
    assert queries.levels_of(WUPING) == {1: "村级网格", 2: "组级网格"}


def founded_by_neighbour(county, noon):
    return actions.found_grid(parent=WUPING_VILLAGE, name="一组", since=TODAY, by=county.neighbour_staff, at=noon)


def test_scope_is_a_prefix_at_any_depth(county, noon):
    actions.switch_level_on(division_code=JILONG, depth=3, label="院落", by=county.county_staff, at=noon)
    here = founded(county, noon)
    inner, other = founded(county, noon, parent=here.code), founded(county, noon, parent=HUILONG)

    seen = {
        person.full_name: set(Grid.objects.visible_to(person).values_list("code", flat=True))
        for person in (county.grid_member, county.township_staff, county.neighbour_staff)
    }

    assert seen == {
        "网格员甲": {here.code, inner.code}, "环保岗甲": {here.code, inner.code, other.code}, "邻镇甲": set(),
    }  # fmt: skip


def test_the_neighbour_cannot_found_a_grid_here(county, noon):
    with pytest.raises(Refused):
        actions.found_grid(parent=XINGLONG, name="网格", since=TODAY, by=county.neighbour_staff, at=noon)


def test_members_come_from_government_enterprises_and_households(county, noon):
    grid = founded(county, noon)
    led(county, noon, grid, county.grid_member)
    for side, name in ((Side.ENTERPRISE, "丰都某肉牛公司"), (Side.HOUSEHOLD, "张三户"), (Side.HOUSEHOLD, "李四户")):
        actions.assign(grid, duty=Duty.MEMBER, side=side, name=name, since=TODAY, by=county.township_staff, at=noon)

    row = queries.listed(county.township_staff, on=TODAY).get()
    assert (row.leaders, row.from_government, row.from_enterprise, row.from_household) == (1, 1, 1, 2)


def test_a_second_leader_is_refused_with_the_way_out(county, noon):
    grid = founded(county, noon)
    led(county, noon, grid, county.grid_member)

    with pytest.raises(Refused, match="交接"):
        led(county, noon, grid, county.village_leader)


def test_hand_over_moves_the_sites_from_that_day_and_leaves_history(county, noon):
    grid = founded(county, noon)
    member = led(county, noon, grid, county.grid_member, since=TODAY - 100 * DAY)
    kept = setting.site(grid.code, keeper=county.grid_member)
    elsewhere = setting.site(HUILONG, keeper=county.grid_member)

    actions.hand_over(member, person=county.village_leader, on=TODAY, by=county.township_staff, at=noon)

    def keepers(site):
        return list(site.keepers.order_by("since", "pk").values_list("name", "until"))

    assert keepers(kept) == [("网格员甲", TODAY), ("村主任甲", None)]
    assert keepers(elsewhere) == [("网格员甲", None)]
    assert list(grid.members.in_force(TODAY - DAY).values_list("name", flat=True)) == ["网格员甲"]
    assert list(grid.members.in_force(TODAY).values_list("name", flat=True)) == ["村主任甲"]
    assert GridMember.objects.get(name="网格员甲").handed_to.name == "村主任甲"


def test_a_moved_grid_counts_at_its_new_place_from_that_day_only(county, noon):
    grid = founded(county, noon)
    led(county, noon, grid, county.grid_member, since=TODAY - 10 * DAY)
    site = setting.site(grid.code)

    moved = actions.move_grid(grid, parent=HUILONG, on=TODAY, by=county.township_staff, at=noon)

    assert moved.code == HUILONG + "001"
    assert list(SitePlacing.objects.filter(site=site).values_list("division_code", "until")) == [
        (grid.code, TODAY), (moved.code, None),
    ]  # fmt: skip
    assert Site.objects.everywhere("test").get().division_code == moved.code
    assert [member.name for member in moved.members.in_force(TODAY)] == ["网格员甲"]
    old = Grid.objects.everywhere("test").get(pk=grid.pk)
    assert (old.until, old.successor) == (TODAY, moved)


def test_a_grid_with_sites_is_closed_only_into_another(county, noon):
    grid, other = founded(county, noon), founded(county, noon, name="第二网格")
    site = setting.site(grid.code)

    with pytest.raises(Refused, match="并入"):
        actions.close_grid(grid, on=TODAY, by=county.township_staff, at=noon)
    actions.close_grid(grid, on=TODAY, by=county.township_staff, at=noon, successor=other)

    site.refresh_from_db(from_queryset=Site.objects.everywhere("test"))
    assert site.division_code == other.code


def test_vacant_grids_are_those_whose_leader_left_or_holds_no_post(county, noon):
    empty, held, gone = (founded(county, noon, name=name) for name in ("空", "有", "走"))
    led(county, noon, held, county.grid_member)
    led(county, noon, gone, county.village_leader)
    county.village_leader.posts.update(valid_until=TODAY)

    vacant = queries.vacant(Grid.objects.within(JILONG), on=TODAY)

    assert {grid.code for grid in vacant} == {empty.code, gone.code}


def test_places_are_said_as_people_say_them(county, noon):
    actions.switch_level_on(division_code=JILONG, depth=3, label="院落", by=county.county_staff, at=noon)
    courtyard = founded(county, noon, parent=founded(county, noon).code, name="桂花院")

    assert queries.places_of([courtyard.code, XINGLONG, JILONG]) == {
        courtyard.code: "暨龙镇兴龙村第一网格桂花院", XINGLONG: "暨龙镇兴龙村", JILONG: "暨龙镇",
    }  # fmt: skip
