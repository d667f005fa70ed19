"""Where the header is, what its columns hold, and what they are called."""

import pytest

from apps.imports.reading.header import normalised
from apps.imports.reading.result import Mapping, SheetMapping
from tests.imports.lists import codes, ignored, only, read_bytes, read_rows, warned

_DATA = ["暨龙镇", "污水直排。", "截污。"]


def _fields(headers, **context):
    """{header: field} of a one-row header beside township and description."""
    result = read_rows(
        [["乡镇", "存在问题", *headers], [*_DATA[:2], *(f"第{place}列" for place in range(len(headers)))]], **context
    )
    found = {letter: field for letter, (_, field) in result.sheets[0].headers.items()}
    return [found[letter] for letter in "CDEFGH"[: len(headers)]]


@pytest.mark.parametrize(
    ("written", "compared", "year"),
    [
        ("乡镇（街道）", "乡镇", None),
        ("*整改 时限\n(必填)", "整改时限", None),
        ("★问题描述：", "问题描述", None),
        ("乡镇/街道", "乡镇街道", None),
        ("（备注）", "备注", None),
        ("【备注】", "备注", None),
        ("2026年整改措施", "整改措施", 2026),
        ("整改时限（2025年）", "整改时限", 2025),
        ("村、社区", "村社区", None),
        ("№", "No", None),
        ("“问题”来源", "问题来源", None),
        ("负责人（姓名（电话））", "负责人", None),
    ],
)
def test_headers_are_compared_without_brackets_and_marks(written, compared, year):
    assert normalised(written) == (compared, year)


def test_a_header_names_three_fields_and_the_problem():
    assert codes(read_rows([["乡镇", "存在问题"], _DATA[:2]])) == [(None, None, "no_header_found")]
    assert codes(read_rows([["乡镇", "整改措施", "备注"], ["暨龙镇", "截污。", "无"]])) == [
        (None, None, "no_header_found")
    ]
    assert codes(read_rows([["序号", "乡镇", "存在问题"], [1, *_DATA[:2]]])) == [(None, None, "no_header_found")]


def test_the_header_is_looked_for_in_the_first_thirty_rows():
    table = [["乡镇", "存在问题", "整改措施"], _DATA]

    assert only(read_rows([["题"]] * 29 + table)).source_row == 31
    assert codes(read_rows([["题"]] * 30 + table)) == [(None, None, "no_header_found")]


def test_without_a_problem_column_the_title_is_the_description():
    row = only(read_rows([["乡镇", "企业名称", "整改措施"], ["暨龙镇", "某砖厂", "停产。"]]))

    assert (row.title, row.description) == (None, "某砖厂")


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["整改时限", "完成时间"], ["deadline", "completed_on"]),
        (["完成时间", "整改时限"], ["completed_on", "deadline"]),
        (["完成时间", "整改措施"], ["deadline", "measures"]),
        (["完成时间", "完成日期"], ["deadline", "completed_on"]),
        (["整改时限", "实际完成时间", "完成时间"], ["deadline", "completed_on", None]),
        (["完成情况", "整改措施"], ["progress", "measures"]),
        (["整改情况", "完成情况"], ["progress", "state"]),
        (["整改情况", "完成情况", "是否完成"], ["progress", None, "state"]),
        (["责任单位", "整改措施"], ["lead_unit", "measures"]),
        (["责任单位", "牵头单位"], ["supporting_units", "lead_unit"]),
        (["责任单位", "牵头单位", "配合单位"], [None, "lead_unit", "supporting_units"]),
        (["主办单位", "责任单位"], ["lead_unit", None]),
        (["整改措施", "具体措施"], ["measures", None]),
        (["No.", "编号", "整改目标"], [None, "external_no", "goal"]),
        (["整改措施清单", "责任人"], [None, "responsible_person"]),
    ],
)
def test_fields_of_columns(headers, fields):
    assert _fields(headers) == fields


def test_a_block_reaches_as_far_as_the_merges_of_its_first_row():
    rows = [
        ["名单"],
        ["序号", "乡镇", "存在问题", "责任", None, "其他情况", None],
        [None, None, None, "责任人", "责任单位", "甲", "乙"],
        [1, *_DATA[:2], "张三", "县水利局", "一", "二"],
    ]

    result = read_rows(rows, merges=["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"])

    row = only(result)
    assert (result.sheets[0].header_row, row.responsible_person, row.lead_unit) == (3, "张三", "县水利局")
    assert row.extra == {"其他情况>甲": "一", "其他情况>乙": "二"}
    assert [found.header for found in result.warnings] == ["其他情况>甲", "其他情况>乙"]


def test_group_and_leaf_together_may_be_a_name():
    rows = [["乡镇", "存在问题", "责任领导", None], [None, None, "姓名", "职务"], [*_DATA[:2], "李四", "副县长"]]

    row = only(read_rows(rows, merges=["A1:A2", "B1:B2", "C1:D1"]))

    assert (row.supervisor, row.extra) == ("李四", {"责任领导>职务": "副县长"})


def test_a_group_without_down_merges_extends_only_when_that_names_more():
    with_group = [
        ["乡镇", "存在问题", "责任分工", None],
        [None, None, "牵头单位", "配合单位"],
        [*_DATA[:2], "县水利局", "县城管局"],
    ]
    without = [["乡镇", "存在问题", "整改措施", None], [*_DATA, "其余"]]

    assert read_rows(with_group, merges=["C1:D1"]).sheets[0].header_row == 2
    assert read_rows(without, merges=["C1:D1"]).sheets[0].header_row == 1


def test_text_files_have_groups_by_their_empty_cells():
    text = "某县清单,,,\n乡镇,存在问题,责任分工,\n,,牵头单位,配合单位\n暨龙镇,污水直排。,县水利局,县城管局\n"

    result = read_bytes(text.encode())

    assert (result.sheets[0].header_row, only(result).supporting_units) == (3, ["县城管局"])
    assert result.sheets[0].headers["D"] == ("责任分工>配合单位", "supporting_units")


def test_a_title_merged_across_the_table_is_no_group():
    rows = [["问题", None, None], ["乡镇", "存在问题", "整改措施"], _DATA]

    result = read_rows(rows, merges=["A1:C1"])

    assert (result.sheets[0].header_row, ignored(result)) == (2, [(1, "title")])


def test_unknown_columns_keep_their_values_under_labels_of_their_own():
    rows = [
        ["乡镇", "存在问题", "整改措施", "进 度（％）", "进度（％）", "空列", None],
        [*_DATA, 0.5, 1, "/", "尾"],
        [*_DATA, 2],
    ]

    result = read_rows(rows)

    assert [row.extra for row in result.rows] == [
        {"进度（％）": "0.5", "进度（％）_2": "1", "列G": "尾"},
        {"进度（％）": "2"},
    ]
    assert warned(result)[:3] == [
        (1, "D", "unknown_column_kept"),
        (1, "E", "unknown_column_kept"),
        (1, "G", "unknown_column_kept"),
    ]
    assert result.rows[0].raw["空列"] == "/"


def test_a_person_may_say_which_row_and_which_columns():
    rows = [["清单"], ["位置说明", "情况甲", "办法", "存在问题"], ["暨龙镇", "污水直排。", "截污。", "另"]]
    said = Mapping({"清单": SheetMapping(2, {"A": "township", "B": "description", "C": "measures", "D": None})})

    result = read_rows(rows, mapping=Mapping.from_json(said.to_json()))

    row = only(result)
    assert (row.township, row.description, row.measures, row.extra) == (
        "暨龙镇",
        "污水直排。",
        "截污。",
        {"存在问题": "另"},
    )
    assert result.sheets[0].header_row == 2
