"""Sites by template and by lists made elsewhere."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.imports.actions import table_undoing
from apps.inspections.actions import sites as site_actions
from apps.inspections.models import Site, SiteEvent
from tests.cast import HUILONG, JILONG, WUPING, WUPING_VILLAGE, XINGLONG
from tests.imports.tables import TODAY, csv_of, errors, four, fresh, imported, received, sheet
from tests.inspections import setting

HEADINGS = ["序号", "点位名称", "点位类型", "所属乡镇", "所属村（社区）", "责任主体", "责任人", "点位编号"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def sites():
    return Site.objects.everywhere("test").order_by("pk")


def sixty_four():
    """As the patrol team keeps it: two title rows, a header in two rows, groups, totals and a note."""
    rows = [
        ["暨龙镇生态环境保护巡查专班重点点位清单"],
        ["填报单位：暨龙镇人民政府", None, None, None, None, None, "填报时间：2026年3月"],
        ["序号", "点位情况", None, "所在位置", None, "责任落实", None],
        [None, "名称", "类别", "乡镇", "村（社区）", "业主", "巡查责任人"],
    ]
    for number in range(1, 65):
        kind = "污水排放点" if number <= 40 else "畜禽养殖污染点"
        village = "兴龙村" if number % 2 else "回龙村"
        rows.append(
            [number, f"{kind}{number}号", kind, "暨龙镇", village, f"业主{number}", "网格员甲" if number == 1 else ""]
        )
    rows += [["合计", None, None, None, None, "64处", None], ["备注：每月更新。"]]
    merges = ["A1:G1", "A3:A4", "B3:C3", "D3:E3", "F3:G3"]
    return sheet(*rows, title="点位清单", merges=merges)


def test_the_list_of_64_sites_with_a_header_in_two_rows(county, noon):
    table = imported(county.township_staff, "sites", content=sixty_four(), name="巡查专班64个点位.xlsx", at=noon)

    assert four(table.promise) == four(table.counts) == (64, 0, 0, 0)
    assert sites().count() == 64
    assert sites().filter(kind__key="outfall").count() == 40
    assert sites().filter(kind__key="livestock_farm").count() == 24
    assert sites().filter(division_code=XINGLONG).count() == sites().filter(division_code=HUILONG).count() == 32
    first = sites().first()
    assert (first.name, first.owner, first.origin["table"]) == ("污水排放点1号", "业主1", table.pk)
    assert (first.keepers.get().person, first.placings.get().division_code) == (county.grid_member, XINGLONG)


def test_the_same_list_again_brings_nothing_new(county, noon):
    imported(county.township_staff, "sites", content=sixty_four(), at=noon)

    table = received(county.township_staff, "sites", content=sixty_four(), at=noon)

    assert four(table.promise) == (0, 0, 64, 0)


def test_a_list_in_sections_says_kind_and_township_in_its_headings(county, noon):
    rows = [
        ["序号", "点位名称", "所属村", "业主"],
        ["一、畜禽养殖场（2个）"],
        [1, "甲场", "兴龙村", "甲"],
        [2, "乙场", "坝周村", "乙"],
        ["二、入河排污口（1个）"],
        [1, "丙口", "回龙村", "丙"],
    ]

    table = imported(county.county_staff, "sites", content=sheet(*rows, title="暨龙镇"), at=noon)

    assert four(table.counts) == (2, 0, 0, 1)
    assert [(site.name, site.kind.key) for site in sites()] == [("甲场", "livestock_farm"), ("丙口", "outfall")]
    assert errors(table) == [(4, "C", "“坝周村”不在暨龙镇的村（社区）里，请写全称。")]


def test_every_column_of_the_template_arrives(county, noon):
    grid = setting.grid(XINGLONG + "001")
    table = imported(
        county.township_staff, "sites",
        [*HEADINGS, "网格", "风险等级", "地址", "经度", "纬度", "坐标系", "投用日期", "污染源普查编号", "备注", "畜种", "实际存栏（头（只））"],
        [1, "甲场", "畜禽养殖场", "", "兴龙村", "某公司", "王家河长", "JL-01", "第一网格", "重点", "2组", "107.7308", 29.8635, "百度", "2020年5月1日",
         "500230123456789012", "水沟边", "生猪", "120"],
        at=noon,
    )  # fmt: skip

    assert four(table.counts) == (1, 0, 0, 0)
    site = sites().get()
    assert (site.division_code, site.risk, site.address, site.number) == (grid.code, "high", "2组", "JL-01")
    assert (site.datum, site.given_position["longitude"]) == ("BD09", "107.730800")
    assert site.longitude != Decimal("107.7308")
    assert (site.opened_on, site.census_number) == (dt.date(2020, 5, 1), "500230123456789012")
    assert site.attributes == {"species": "生猪", "stock": 120}
    assert site.keepers.get().name == "王家河长"


def test_what_is_wrong_is_said_at_its_cell(county, noon):
    table = received(
        county.township_staff, "sites",
        [*HEADINGS, "经度", "纬度", "畜种"],
        [1, "甲场", "畜禽养殖场", "武平镇", "坝周村"],
        [2, "乙场", "飞机场", "暨龙镇", "兴龙村"],
        [3, "丙场", "畜禽养殖场", "暨龙镇", "没有村"],
        [4, "丁场", "畜禽养殖场", "暨龙镇", "兴龙村", "", "", 500230123201500230, "", "", ""],
        [5, "戊场", "畜禽养殖场", "暨龙镇", "兴龙村", "", "", "", "107.7", "", ""],
        [6, "己场", "畜禽养殖场", "暨龙镇", "兴龙村", "", "", "", "", "", "恐龙"],
        [7, "庚口", "入河排污口", "暨龙镇", "兴龙村", "", "", "", "", "", "生猪"],
        [8, "", "畜禽养殖场", "暨龙镇", "", "", "", "", "", "", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.promise) == (0, 0, 0, 8)
    assert [(row, column) for row, column, _ in errors(table)] == [
        (2, "D"), (3, "C"), (4, "E"), (5, "H"), (6, "J"), (7, "K"), (8, "K"), (9, "B"), (9, "E"),
    ]  # fmt: skip
    messages = [message for _, _, message in errors(table)]
    assert messages[0] == "“武平镇”不在您的工作范围（暨龙镇）内，请由该乡镇或县生态环境局导入。"
    assert "15 位以后的数字已经丢失" in messages[3]


def test_the_neighbours_site_is_neither_found_nor_changed(county, noon):
    theirs = setting.site(WUPING_VILLAGE, name="邻镇场", number="JL-01")

    table = received(
        county.township_staff, "sites", HEADINGS, [1, "甲场", "畜禽养殖场", "", "兴龙村", "", "", "JL-01"], at=noon
    )

    assert four(table.promise) == (0, 0, 0, 1)
    assert errors(table)[0][2] == "点位编号“JL-01”已经用过，请核对。"
    assert sites().get() == theirs


def test_old_and_new_stand_side_by_side_and_the_file_of_the_site_keeps_both(county, noon):
    site = setting.site(XINGLONG, name="甲场", number="JL-01", owner="老业主", keeper=county.grid_member)

    table = imported(
        county.township_staff,
        "sites",
        HEADINGS,
        [1, "甲场", "畜禽养殖场", "", "回龙村", "新业主", "村主任甲", "JL-01"],
        at=noon,
    )

    assert table.rows.get().changes == {
        "所属村（社区）": ["兴龙村", "回龙村"], "责任主体": ["老业主", "新业主"], "责任人": ["网格员甲", "村主任甲"],
    }  # fmt: skip
    site = sites().get(pk=site.pk)
    assert (site.owner, site.division_code, site.keepers.open().get().person) == (
        "新业主",
        HUILONG,
        county.village_leader,
    )
    assert [event.step for event in site.events.order_by("pk")] == ["correct", "place", "keeper"]


def test_undoing_takes_new_sites_with_their_file_and_puts_old_ones_back(county, noon):
    site = setting.site(XINGLONG, name="甲场", number="JL-01", owner="老业主")
    table = imported(
        county.township_staff, "sites", [*HEADINGS, "经度", "纬度"],
        [1, "甲场", "畜禽养殖场", "", "回龙村", "新业主", "村主任甲", "JL-01", "107.7", "29.8"],
        [2, "乙场", "畜禽养殖场", "", "兴龙村", "业主", "网格员甲", "JL-02", "", ""],
        at=noon,
    )  # fmt: skip

    done = table_undoing.undo(table, by=county.township_staff, at=noon + dt.timedelta(hours=1), today=TODAY)

    assert (done.removed, done.restored, done.kept) == (1, 1, [])
    site = sites().get()
    assert (site.name, site.owner, site.division_code, site.latitude) == ("甲场", "老业主", XINGLONG, None)
    assert not site.keepers.open().exists()
    assert SiteEvent.objects.exclude(site=site).count() == 0


def test_a_site_that_somebody_has_worked_on_stays(county, noon):
    table = imported(
        county.township_staff, "sites", HEADINGS, [1, "甲场", "畜禽养殖场", "", "兴龙村"], [2, "乙场", "畜禽养殖场", "", "兴龙村"],
        [3, "丙场", "畜禽养殖场", "", "兴龙村"], at=noon,
    )  # fmt: skip
    later = noon + dt.timedelta(hours=1)
    corrected, stopped = sites().get(name="甲场"), sites().get(name="乙场")
    site_actions.correct_site(corrected, by=county.village_leader, at=later, address="2组")
    site_actions.stop_site(stopped, kind="paused", on=TODAY, by=county.village_leader, at=later)

    refused = table_undoing.undo(table, by=county.township_staff, at=later, today=TODAY)
    assert sites().count() == 3
    assert {row.label: row.kept for row in refused.kept} == {
        "甲场（暨龙镇兴龙村）": "导入以后有人改过地址。",
        "乙场（暨龙镇兴龙村）": "“乙场”已经有巡查、任务或其他记录，不能删除。",
    }

    done = table_undoing.undo(fresh(table), by=county.township_staff, at=later, today=TODAY, rest=True)
    assert (done.removed, sorted(site.name for site in sites())) == (1, ["乙场", "甲场"])


def test_a_csv_in_the_encoding_of_chinese_offices(county, noon):
    content = csv_of(HEADINGS, [1, "甲场", "畜禽养殖场", "暨龙镇", "兴龙村", "", "", ""], encoding="gb18030")

    table = imported(county.county_staff, "sites", content=content, name="点位.csv", at=noon)

    assert four(table.counts) == (1, 0, 0, 0)
    assert sites().get().division_code.startswith(JILONG)
    assert not sites().get().division_code.startswith(WUPING)
