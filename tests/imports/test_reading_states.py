"""States, sources and categories by their words."""

import pytest

from apps.imports.reading.cells import key
from apps.imports.reading.states import UNKNOWN, of_cell, of_progress
from apps.imports.reading.words import category_agreed, category_in_text, category_of_cell, source_named
from tests.imports.lists import codes, only, read_record, read_rows


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("阶段性办结", "rectifying"),
        ("基本完成", "rectifying"),
        ("未完成但达到序时进度", "rectifying"),
        ("已完成80％", "rectifying"),
        ("100%", "submitted"),
        ("未整改", "dispatched"),
        ("未启动", "dispatched"),
        ("已下发整改通知", "dispatched"),
        ("未按期办结", "rectifying"),
        ("没有全部完成", "rectifying"),
        ("尚未整改到位", "rectifying"),
        ("完成整改待验收", "submitted"),
        ("已完成，未销号", "submitted"),
        ("正在销号", "submitted"),
        ("正在办理", "rectifying"),
        ("整改中", "rectifying"),
        ("未销号", None),
        ("未销号（资料不全）", None),
        ("未通过验收", UNKNOWN),
        ("已销号", "closed"),
        ("办结", "closed"),
        ("通过县级验收合格", "closed"),
        ("已完成整改", "submitted"),
        ("是", "submitted"),
        ("√", "submitted"),
        ("持续推进", "rectifying"),
        ("在办", "rectifying"),
        ("否", "rectifying"),
        ("×", "rectifying"),
        ("待研究", UNKNOWN),
    ],
)
def test_words_of_a_state_column(written, state):
    assert of_cell(key(written), "整改状态") == state


def test_a_bare_yes_or_no_means_what_the_column_asks():
    assert [of_cell("是", column) for column in ("是否完成", "是否办结", "是否销号", "销号情况")] == [
        "submitted",
        "closed",
        "closed",
        "submitted",
    ]
    assert [of_cell("否", column) for column in ("是否完成", "是否办结", "是否销号", "销号情况")] == [
        "rectifying",
        "rectifying",
        None,
        "rectifying",
    ]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("基本完成清理", "rectifying"),
        ("补植完成70%", "rectifying"),
        ("完成率达99.5%", "rectifying"),
        ("占比60%", "rectifying"),
        ("未按期完成", "rectifying"),
        ("已完成，待验收", "submitted"),
        ("已销号", "closed"),
        ("整改到位。", "submitted"),
        ("管网已完成", "submitted"),
        ("已完成溯源", "rectifying"),
        ("正在砌筑", "rectifying"),
    ],
)
def test_progress_told_in_words(told, state):
    assert of_progress(key(told)) == state


def test_dates_and_progress_decide_when_no_column_does():
    def state(**given):
        return only(read_record(given)).state

    assert state(整改情况="/") == "dispatched"
    assert state(整改情况="正在整改", 整改完成时间="2026-03-01") == "submitted"
    assert state(整改情况="正在整改", 整改完成时间="2026-03-01", 销号时间="2026-03-02") == "closed"
    assert state(是否销号="否", 整改情况="已销号") == "closed"
    assert state(整改状态="整改中", 销号时间="2026-03-02") == "rectifying"


def test_of_two_state_columns_the_more_advanced_counts_and_both_are_checked():
    rows = [
        ["乡镇", "存在问题", "是否完成", "是否销号"],
        ["暨龙镇", "一", "是", "否"],
        ["暨龙镇", "二", "否", "已销号"],
        ["暨龙镇", "三", "看情况", "也看情况"],
    ]

    result = read_rows(rows)

    assert [row.state for row in result.rows] == ["submitted", "closed"]
    assert codes(result) == [(4, "C", "unknown_status"), (4, "D", "unknown_status")]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("第三轮中央生态环境保护督察", "central_inspection"),
        ("中央督察组转办信访", "central_inspection"),
        ("省级生态环境保护督察", "provincial_inspection"),
        ("市生态环境局暗访", "city_inspection"),
        ("县级专项检查", "county_inspection"),
        ("区生态环境局抽查", "county_inspection"),
        ("12345热线投诉", "hotline"),
        ("群众来信", "petition"),
        ("电视问政", "media"),
        ("县纪委移交", "transfer"),
        ("网格员日常巡查", "patrol"),
        ("镇村摸排", "self_check"),
        ("县政协委员提案", None),
    ],
)
def test_sources(text, source):
    assert source_named(text) == source


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("水", "water"),
        ("大气类", "air"),
        ("水、大气", "water"),
        ("其他/噪声", "other"),
        ("综合、噪声", "noise"),
        ("固废污染问题", "solid_waste"),
        ("生态", "ecology"),
        ("农业污染", "livestock"),
        ("VOCs治理", "air"),
        ("固体\n废物", "solid_waste"),
        ("水\n气", "water"),
        ("综合", "other"),
    ],
)
def test_category_cells(cell, category):
    assert category_of_cell(cell) == category


def test_category_of_texts():
    assert category_in_text("水产养殖尾水") == "water"
    assert category_in_text("渣土车撒漏") == "air"
    assert category_in_text("渣土乱倒") == "solid_waste"
    assert category_agreed("污水与管网") == "water"
    assert category_agreed("污水与垃圾") is None


def test_source_and_category_come_from_the_column_then_from_around():
    rows = [
        ["噪声污染排查清单"],
        ["乡镇", "存在问题", "问题来源", "问题类型"],
        ["暨龙镇", "污水。", "提案", None],
        ["暨龙镇", "污水。", None, "杂"],
    ]

    result = read_rows(rows, name="县级检查.xlsx")

    assert [(row.source, row.category) for row in result.rows] == [("other", "noise"), ("self_check", "other")]
