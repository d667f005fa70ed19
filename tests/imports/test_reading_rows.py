"""Which rows are problems, why the others are not, and what section headings say."""

import pytest

from tests.imports.lists import codes, ignored, only, read_rows

_HEAD = ["序号", "乡镇", "存在问题", "整改措施", "备注"]
_ROW = [1, "暨龙镇", "污水直排。", "截污。", None]


def _reasons(*rows, merges=(), head=_HEAD):
    return ignored(read_rows([head, *rows], merges=merges))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["序号", "乡 镇", "存在问题", None, None], "repeated_header"),
        ([1, 2, 3, 4, 5], "column_numbers"),
        (["①", "②", "③", None, None], "column_numbers"),
        (["(1)", "（2）", "(3)", "(4)", None], "column_numbers"),
        (["合 计", None, "3个", None, None], "total"),
        ([None, "小计：", "3个", None, None], "total"),
        (["备注：以上", None, None, None, None], "note"),
        (["填表说明 一", None, "二", None, None], "note"),
        (["审核人：", None, "制表人：", None, None], "note"),
        (["（盖章）", None, None, None, None], "note"),
        (["一、暨龙镇", None, None, None, None], "section_heading"),
        ([None, "暨龙镇", None, None, None], "section_heading"),
        ([12, None, None, None, None], "empty_row"),
        ([12, None, "/", "无", "—"], "empty_row"),
        ([None, "/", "/", None, None], "empty_row"),
    ],
)
def test_rows_that_are_no_problems(row, reason):
    assert _reasons(_ROW, row) == [(3, reason)]


@pytest.mark.parametrize(
    "row",
    [
        [None, None, "只有问题描述", None, None],
        [None, None, "备注：问题写在描述列", "截污。", None],
        [1, "暨龙镇", "2", "3", None],
        [None, None, None, "截污。", "另"],
        [2, None, None, None, "附加"],
    ],
)
def test_rows_that_are_read_even_when_they_fail(row):
    assert _reasons(_ROW, row) == []


def test_column_numbers_need_three_in_order():
    assert _reasons([1, 2, None, None, None], _ROW) == []
    assert _reasons([1, 2, 4, None, None], _ROW) == []


def test_after_a_note_a_row_with_one_cell_is_a_note_too():
    lines = [
        ["注：", None, None, None, None],
        [None, None, "2.请及时填报", None, None],
        _ROW,
        [None, "3.其他", None, None, None],
    ]

    assert _reasons(_ROW, *lines) == [(3, "note"), (4, "note"), (6, "note")]


def test_a_note_beside_a_label_that_is_merged_down_has_one_cell():
    """“A value filled down from a merge above” counts as a non-empty cell in tests 5 and 6 only, so not for a note."""
    notes = [["备注：", "1.每月报送。", None, None, None], [None, "2.写全称。", None, None, None]]

    assert _reasons(_ROW, *notes, merges=["A3:A4", "B3:E3", "B4:E4"]) == [(3, "note"), (4, "note")]


def test_a_note_merged_over_several_rows_is_one_note():
    notes = [["填表说明：写全称。", None, None, None, None], [None, None, None, None, None]]

    assert _reasons(_ROW, *notes, merges=["A3:E4"]) == [(3, "note"), (4, "note")]


def test_a_note_merged_over_the_description_is_a_note():
    head = ["存在问题", "乡镇", "整改措施"]
    rows = [["污水。", "暨龙镇", "截污。"], ["说明：本表每月报送", None, None], ["说明：井盖缺失", "暨龙镇", "补齐。"]]

    assert _reasons(*rows, head=head, merges=["A3:C3"]) == [(3, "note")]


def test_a_heading_merged_across_three_columns_may_stand_in_the_description_column():
    head = ["存在问题", "乡镇", "整改措施"]

    assert _reasons(["水污染防治", None, None], ["污水。", "暨龙镇", "截污。"], head=head, merges=["A2:C2"]) == [
        (2, "section_heading")
    ]
    assert _reasons(["水污染防治", None, None], head=head) == []


def test_the_second_row_of_a_repeated_header_repeats_too():
    rows = [
        ["序号", "乡镇", "存在问题", "责任分工", None],
        [None, None, None, "牵头单位", "配合单位"],
        [1, "暨龙镇", "污水。", "县水利局", None],
        ["序号", "乡镇", "存在问题", "责任分工", None],
        [None, None, None, "牵头单位", "配合单位"],
        [2, "暨龙镇", "垃圾。", "县城管局", None],
    ]

    result = read_rows(rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:E1"])

    assert ignored(result) == [(4, "repeated_header"), (5, "repeated_header")]
    assert [row.source_row for row in result.rows] == [3, 6]


def test_a_value_filled_down_counts_as_a_value_but_never_as_the_first_cell():
    rows = [
        [*_HEAD, "类别"],
        [*_ROW, "合计"],
        [2, "高家镇", "垃圾。", None, None, None],
        [3, None, None, None, None, None],
    ]
    rows[1:1] = [["合计问题", None, None, None, None, None]]

    result = read_rows(rows, merges=["F3:F5"])

    assert ignored(result) == [(2, "total")]
    assert [row.category for row in result.rows] == ["other", "other"]
    assert codes(result) == [(5, "B", "missing_township"), (5, "C", "missing_description")]


def test_values_are_filled_down_only_where_cells_are_merged_and_never_across():
    rows = [_HEAD, [1, "暨龙镇", "污水。", "截污。", None], [2, "高家镇", "垃圾。", None, None]]

    result = read_rows(rows, merges=["D2:E2"])

    assert [(row.measures, row.remarks) for row in result.rows] == [("截污。", None), (None, None)]


def test_a_block_merge_is_filled_down_in_its_leftmost_column_only():
    rows = [_HEAD, [1, "暨龙镇", "污水。", "截污。", None], [2, "高家镇", "垃圾。", None, None]]

    result = read_rows(rows, merges=["D2:E3"])

    assert [(row.measures, row.remarks) for row in result.rows] == [("截污。", None), ("截污。", None)]


def test_headings_give_township_category_and_source_until_the_next_top_level():
    head = ["序号", "存在问题", "整改措施", "备注"]
    rows = [
        head,
        ["一、暨龙镇（2个）"],
        ["（一）大气污染方面"],
        [1, "扬起灰尘。", "洒水。"],
        ["（二）群众信访"],
        [2, "灰尘。", "洒水。"],
        ["二、高家"],
        [3, "污水。", "截污。"],
    ]

    result = read_rows(rows)

    assert [(row.township, row.category, row.source) for row in result.rows] == [
        ("暨龙镇", "air", "other"),
        ("暨龙镇", "air", "petition"),
        ("高家镇", "water", "other"),
    ]
    assert [reason for _, reason in ignored(result)] == ["section_heading"] * 4


def test_too_long_texts_are_cut_with_a_warning():
    rows = [[*_HEAD, "责任人"], [1, "暨龙镇", "污" * 5001, "截" * 5000, None, "张" * 101]]

    result = read_rows(rows)

    row = only(result)
    assert (len(row.description), len(row.measures), len(row.responsible_person)) == (5000, 5000, 100)
    assert [(found.column, found.code) for found in result.warnings] == [
        ("C", "text_truncated"),
        ("F", "text_truncated"),
    ]


def test_what_stands_for_a_missing_value_is_shown_as_it_is():
    result = read_rows([_HEAD, [1, "/", "无", "截污。", None], [2, None, None, "截污。", None]])

    assert [(found.row, found.column, found.value) for found in result.errors] == [
        (2, "B", "/"),
        (2, "C", "无"),
        (3, "B", None),
        (3, "C", None),
    ]


def test_the_warning_of_a_cut_text_shows_the_clean_text_of_its_cell():
    rows = [[*_HEAD, "责任人"], [1, "暨龙镇", "污水。", None, None, "张" * 101 + "　13800000001"]]

    (warning,) = read_rows(rows).warnings

    assert warning.value == "张" * 101 + " 13800000001"


def test_the_warning_of_a_cut_text_stands_at_the_cell_that_holds_it():
    head = ["所属乡镇", "行政村", "存在问题", "责任单位", "整改措施"]
    rows = [head, ["暨龙镇", "乌羊村" + "长" * 200, "污水。", "县水利局、" + "长" * 101, "截污。"]]

    result = read_rows(rows)

    assert [(found.column, found.code) for found in result.warnings] == [
        ("B", "text_truncated"),
        ("D", "text_truncated"),
    ]
    assert [len(name) for name in only(result).supporting_units] == [100]


def test_a_formula_error_is_the_only_error_of_its_cell_and_only_in_mapped_columns():
    rows = [
        [*_HEAD, "进度"],
        [1, "#REF!", "#N/A", "=A1", "#VALUE!", "#DIV/0!"],
        [2, "暨龙镇", "污水。", None, None, "#DIV/0!"],
    ]

    result = read_rows(rows)

    assert codes(result) == [(2, letter, "formula_error") for letter in "BCDE"]
    assert result.rows[0].extra == {"进度": "#DIV/0!"}
