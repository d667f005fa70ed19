"""Sites: the file, dated places and keepers, stops, completeness, the gap radar."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.common.verdicts import Refused
from apps.inspections.actions import people, sites
from apps.inspections.coordinates import read_coordinates
from apps.inspections.datums import metres_between, to_wgs84, wgs84_to_gcj02
from apps.inspections.models import Power, Site
from apps.inspections.queries import gaps as radar
from apps.inspections.queries import sites as queries
from tests import cast
from tests.cast import HUILONG, JILONG, XINGLONG
from tests.inspections import setting

TODAY = dt.date(2026, 11, 4)
DAY = dt.timedelta(days=1)


def registered(county, noon, **facts):
    facts = {"kind": setting.kind(), "division_code": XINGLONG, "name": "兴龙养殖场", "since": TODAY} | facts
    return sites.register_site(**facts, by=county.village_leader, at=noon)


def test_the_same_form_twice_is_one_site(county, noon):
    key = uuid4()

    assert registered(county, noon, form_key=key) == registered(county, noon, form_key=key)
    assert Site.objects.everywhere("test").count() == 1


def test_a_number_is_used_once_in_a_county(county, noon):
    registered(county, noon, number="500230A01")

    with pytest.raises(Refused, match="500230A01"):
        registered(county, noon, number="500230A01", name="另一个")


def test_a_position_from_another_map_is_kept_as_given_and_stored_in_wgs84(county, noon):
    site = registered(county, noon, position={"latitude": "29.657202", "longitude": "107.954244", "datum": "GCJ02"})

    assert metres_between(site.latitude, site.longitude, 29.66, 107.95) == 0
    assert site.given_position == {"latitude": "29.657202", "longitude": "107.954244", "datum": "GCJ02"}


def test_moving_a_site_is_dated(county, noon):
    site = registered(county, noon, since=TODAY - 30 * DAY)

    sites.move_site(site, division_code=HUILONG, on=TODAY, by=county.township_staff, at=noon)

    assert list(site.placings.values_list("division_code", "since", "until")) == [
        (XINGLONG, TODAY - 30 * DAY, TODAY), (HUILONG, TODAY, None),
    ]  # fmt: skip


def test_one_site_has_one_keeper_at_a_time(county, noon):
    site = registered(county, noon)
    for person, day in ((county.grid_member, TODAY), (county.village_leader, TODAY + DAY)):
        sites.set_keeper(site, person=person, on=day, by=county.village_leader, at=noon)

    assert list(site.keepers.values_list("name", "since", "until")) == [
        ("网格员甲", TODAY, TODAY + DAY), ("村主任甲", TODAY + DAY, None),
    ]  # fmt: skip


def test_a_stopped_site_is_working_until_that_day_only(county, noon):
    site = registered(county, noon)
    sites.stop_site(site, kind="paused", on=TODAY, by=county.village_leader, at=noon)
    sites.resume_site(site, on=TODAY + 10 * DAY, by=county.village_leader, at=noon)

    working = {
        days: Site.objects.within(JILONG).working(TODAY + days * DAY).exists() for days in (-1, 0, 9, 10)
    }  # fmt: skip

    assert working == {-1: True, 0: False, 9: False, 10: True}


def test_the_file_tells_everything_newest_first(county, noon):
    site = registered(county, noon)
    sites.set_keeper(
        site, person=county.grid_member, on=TODAY, by=county.village_leader, at=noon + dt.timedelta(hours=1)
    )
    sites.correct_site(site, owner="张三", by=county.village_leader, at=noon + dt.timedelta(hours=2))

    assert [happening.label for happening in queries.file_of(site, user=county.village_leader)] == [
        "更正资料", "变更责任人", "建档",
    ]  # fmt: skip


def test_completeness_counts_what_is_known_and_names_what_is_missing(county, noon):
    site = registered(county, noon, owner="张三", attributes={"species": "生猪"})

    file = queries.completeness_of(queries.record(county.village_leader, on=TODAY).get(pk=site.pk), on=TODAY)

    # Six facts every site has and eight attributes of a livestock farm.
    assert (file.known, file.total, file.percent) == (2, 14, 14)
    assert file.missing[:5] == ("地址", "位置", "投用日期", "责任人", "照片")


def test_a_checklist_gets_a_new_version_and_keeps_the_keys_of_what_stays(county, noon):
    kind = setting.kind()
    first = kind.checklists.first()
    kept = first.items[0]["label"]

    second = sites.publish_checklist(kind, labels=[kept, "新的一项"], by=county.county_staff, at=noon)

    assert second.version == first.version + 1
    assert second.items == [first.items[0], {"key": f"v{second.version}_2", "label": "新的一项"}]


def test_the_radar_lists_each_kind_of_gap_with_one_thing_to_do(county, noon):
    setting.grid()
    setting.site(name="没人管的养殖场")
    setting.site(keeper=county.grid_member)
    people.register_leave(
        person=county.village_leader, since=TODAY, until=TODAY + 5 * DAY, by=county.village_leader, at=noon
    )
    Power.objects.create(name="露天焚烧秸秆的处罚", basis="大气污染防治法第一百一十九条", category="air")
    cast.problem(XINGLONG, category="air")

    gaps = radar.gaps(county.township_staff, on=TODAY)

    assert {heading: [(gap.what, gap.todo) for gap in rows] for heading, rows in gaps.items()} == {
        "点位没有责任人": [("没人管的养殖场", "定责任人")],
        "网格没有网格长": [("暨龙镇兴龙村第一网格", "定网格长")],
        "请假没有代班人": [("村主任甲", "定代班人")],
        "发生过问题、乡镇没有执法权": [("暨龙镇：露天焚烧秸秆的处罚", "呼叫部门")],
    }
    assert gaps["发生过问题、乡镇没有执法权"][0].url == f"/problems/?township={JILONG}&category=air&state=open"


@pytest.mark.parametrize(
    ("wgs84", "gcj02", "apart"),
    [
        ((39.908700, 116.397400), (39.910103, 116.403644), 555),
        ((29.863500, 107.730800), (29.860855, 107.735256), 521),
        ((29.660000, 107.950000), (29.657202, 107.954244), 515),
        ((31.095500, 105.094600), (31.093352, 105.097994), 402),
        ((35.680000, 139.760000), (35.680000, 139.760000), 0),
    ],
)
def test_datums_agree_with_the_published_points(wgs84, gcj02, apart):
    shifted = wgs84_to_gcj02(*wgs84)

    assert [round(value, 6) for value in shifted] == list(gcj02)
    assert metres_between(*wgs84, *shifted) == apart
    assert to_wgs84(*shifted, "GCJ02") == tuple(Decimal(str(value)).quantize(Decimal("0.000001")) for value in wgs84)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("107.7308,29.8635", (29.8635, 107.7308)),
        ("29.8635，107.7308", (29.8635, 107.7308)),
        ("东经107°43′51″ 北纬29°51′49″", (29.8636, 107.7308)),
        ("E107.73 N29.86", (29.86, 107.73)),
        ("１０７．７３０８，２９．８６３５", (29.8635, 107.7308)),
        ("养殖场门口", None),
        ("107.7308", None),
        ("12.5, 13.5", None),
    ],
)
def test_coordinates_are_read_as_people_paste_them(text, expected):
    found = read_coordinates(text)

    assert (found and tuple(round(value, 4) for value in found)) == expected
