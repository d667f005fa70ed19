"""Units and divisions by template, counted by hand."""

import datetime as dt

from apps.accounts.models import Post
from apps.common.models import AuditEntry
from apps.imports.actions import table_undoing
from apps.territory.models import Division, Organisation
from tests import cast
from tests.cast import COUNTY, JILONG, XINGLONG
from tests.imports.tables import TODAY, csv_of, errors, four, imported, received

UNITS = ["序号", "单位名称", "类型", "所在地", "上级单位", "别名"]
PLACES = ["代码", "名称", "级别", "启用日期", "停用日期", "并入（代码）", "常住人口"]


def unit(name):
    return Organisation.objects.get(name=name)


def names_of(name):
    return sorted(unit(name).aliases.values_list("name", flat=True))


def test_units_are_new_changed_unchanged_and_unreadable(county, noon):
    table = imported(
        county.administrator, "organisations", UNITS,
        [1, "暨龙镇农业服务中心", "镇属机构", "暨龙镇", "", "农服中心、农业中心"],
        [2, "丰都县林业局", "县级部门", "", "", ""],
        [3, "镇规划环保岗", "镇属机构", "暨龙镇", "", "规环岗"],
        [4, "丰都县水利局", "县级部门", "丰都县", "", ""],
        [5, "某某办", "镇属机构", "无此镇", "", ""],
        [6, "", "镇属机构", "暨龙镇", "", ""],
        [7, "某某科", "处室", "", "", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.promise) == four(table.counts) == (2, 1, 1, 3)
    assert (unit("暨龙镇农业服务中心").parent, unit("暨龙镇农业服务中心").division_id) == (county.government, JILONG)
    assert (unit("丰都县林业局").parent, unit("丰都县林业局").division_id) == (None, COUNTY)
    assert names_of("暨龙镇农业服务中心") == ["农业中心", "农服中心"]
    assert table.rows.get(outcome="updated").changes == {"别名": ["", "规环岗"]}
    assert [(row, column) for row, column, _ in errors(table)] == [(6, "D"), (7, "B"), (8, "C")]
    assert errors(table)[1][2] == "请填写“单位名称”。"


def test_a_unit_may_name_one_of_the_same_file_as_its_superior(county, noon):
    table = imported(
        county.administrator, "organisations", UNITS[1:],
        ["丰都县生态园区", "园区", "", "", ""],
        ["示范企业", "企业", "", "丰都县生态园区", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.counts) == (2, 0, 0, 0)
    assert unit("示范企业").parent == unit("丰都县生态园区")


def test_a_list_that_knows_one_more_name_takes_none_away(county, noon):
    before = names_of("暨龙镇人民政府")
    table = imported(
        county.administrator, "organisations", UNITS[1:], ["暨龙镇人民政府", "政府", "暨龙镇", "", "镇政府"], at=noon
    )

    assert names_of("暨龙镇人民政府") == sorted([*before, "镇政府"])
    table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY)
    assert names_of("暨龙镇人民政府") == before


def test_no_unit_is_made_twice_under_its_other_name_nor_at_a_place_where_its_kind_is_not(county, noon):
    table = received(
        county.administrator, "organisations", UNITS[1:],
        ["暨龙镇政府", "政府", "暨龙镇", "", ""], ["某某村委会", "村委会", "", "", ""], ["某某岗", "镇属机构", "", "", ""],
        at=noon,
    )  # fmt: skip

    assert errors(table) == [
        (2, "A", "“暨龙镇政府”是“暨龙镇人民政府”的别名，请写全称；要另立单位，请先去掉别名。"),
        (3, "C", "村（居）民委员会要写明所在的村（社区），要连乡镇一起写。"),
        (4, "C", "镇属机构要写明所在的乡镇（街道）。"),
    ]


def test_an_empty_cell_leaves_what_is_there(county, noon):
    imported(
        county.administrator, "organisations", UNITS[1:], ["镇规划环保岗", "镇属机构", "暨龙镇", "", "规环岗"], at=noon
    )

    table = received(
        county.administrator, "organisations", ["单位名称", "类型", "别名"], ["镇规划环保岗", "镇属机构", ""], at=noon
    )

    assert four(table.promise) == (0, 0, 1, 0)


def test_the_same_row_twice_is_said_with_its_first_line(county, noon):
    row = ["丰都县林业局", "县级部门", "", "", ""]

    table = received(county.administrator, "organisations", UNITS[1:], row, row, at=noon)

    assert four(table.promise) == (1, 0, 0, 1)
    assert errors(table) == [(3, None, "和第 2 行写的是同一个单位，请删掉一行。")]


def test_undoing_removes_what_is_new_and_puts_back_what_was_changed(county, noon):
    table = imported(
        county.administrator, "organisations", UNITS[1:],
        ["丰都县林业局", "县级部门", "", "", ""], ["镇规划环保岗", "镇属机构", "暨龙镇", "", "规环岗"],
        at=noon,
    )  # fmt: skip

    done = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY)

    assert (done.removed, done.restored, done.kept) == (1, 1, [])
    assert not Organisation.objects.filter(name="丰都县林业局").exists()
    assert names_of("镇规划环保岗") == []
    assert AuditEntry.objects.filter(action="撤销模板导入").count() == 1


def test_undoing_says_which_units_are_in_use_and_takes_back_the_rest(county, noon):
    table = imported(
        county.administrator, "organisations", UNITS[1:],
        ["丰都县林业局", "县级部门", "", "", ""], ["丰都县住建委", "县级部门", "", "", ""],
        ["镇规划环保岗", "镇属机构", "暨龙镇", "", "规环岗"],
        at=noon,
    )  # fmt: skip
    cast.person("department_staff", COUNTY, unit("丰都县林业局"))
    unit("镇规划环保岗").aliases.create(name="环保岗")

    refused = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY)
    assert {row.label: row.kept for row in refused.kept} == {
        "丰都县林业局（丰都县）": "“丰都县林业局”已经有人员、问题或其他记录，不能删除。",
        "镇规划环保岗（暨龙镇）": "导入以后有人改过别名。",
    }
    assert Organisation.objects.filter(name="丰都县住建委").exists()

    done = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY, rest=True)
    assert (done.removed, done.restored, len(done.kept)) == (1, 0, 2)
    assert not Organisation.objects.filter(name="丰都县住建委").exists()
    assert Post.objects.filter(organisation__name="丰都县林业局").count() == 1


def test_divisions_are_founded_renamed_and_merged(county, noon):
    table = imported(
        county.administrator, "divisions", PLACES,
        ["500230123206", "新建村村民委员会", "", "2026-01-01", "", "", "1,200"],
        [500230123201, "兴龙社区居民委员会", "", "", "", "", ""],
        ["500230123205", "回龙村村民委员会", "村级", "", "2026年10月1日", "500230123206", ""],
        ["500230114000", "武平镇", "", "", "", "", ""],
        ["500231101", "邻县某镇", "", "", "", "", ""],
        ["500230199201", "无镇之村", "", "", "", "", ""],
        ["50023012", "坏代码", "", "", "", "", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.promise) == four(table.counts) == (1, 2, 1, 3)
    new, merged = Division.objects.get(pk="500230123206"), Division.objects.get(pk="500230123205")
    assert (new.level, new.population, new.valid_from) == ("village", 1200, dt.date(2026, 1, 1))
    assert (merged.successor, merged.valid_until) == (new, dt.date(2026, 10, 1))
    assert Organisation.objects.get(division=new).parent == county.government
    assert Organisation.objects.get(division_id=XINGLONG).name == "兴龙社区居民委员会"
    assert [(row, column) for row, column, _ in errors(table)] == [(6, "A"), (7, "A"), (8, "A")]


def test_the_file_of_the_command_is_understood_too(county, noon):
    content = csv_of(["code", "name", "level"], ["500230124", "都督乡", "township"], ["50", "重庆市", "province"])

    table = received(county.administrator, "divisions", content=content, name="divisions.csv", at=noon)

    assert four(table.promise) == (1, 0, 1, 0)


def test_undoing_divisions_takes_their_committee_along_unless_something_lies_there(county, noon):
    table = imported(
        county.administrator, "divisions", PLACES[:2], ["500230123206", "新建村村民委员会"], ["500230123207", "新民村村民委员会"],
        ["500230123201", "兴龙社区居民委员会"], at=noon,
    )  # fmt: skip
    cast.problem("500230123207")

    refused = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY)
    assert [(row.label, row.kept) for row in refused.kept] == [
        ("新民村村民委员会（500230123207）", "“新民村村民委员会”里已经有问题，不能删除。")
    ]
    done = table_undoing.undo(table, by=county.administrator, at=noon, today=TODAY, rest=True)

    assert (done.removed, done.restored) == (1, 1)
    assert not Organisation.objects.filter(name="新建村村民委员会").exists()
    assert Division.objects.get(pk=XINGLONG).name == "兴龙村村民委员会"
