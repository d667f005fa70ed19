"""One problem over several merged rows, and when two rows are the same problem."""

import json

from apps.imports.reading.identity import identity_of
from tests.imports.lists import SAMPLES, codes, ignored, only, read_bytes, read_record, read_rows, warned

_HEAD = [
    "序号",
    "乡镇",
    "存在问题",
    "整改措施",
    "责任单位",
    "配合单位",
    "责任人",
    "整改时限",
    "整改状态",
    "备注",
    "批次",
]


def _merged(*rows, columns="ABC", **context):
    """Rows below the header with the given columns merged down over all of them."""
    merges = [f"{letter}2:{letter}{len(rows) + 1}" for letter in columns]
    return read_rows([_HEAD, *rows], merges=merges, **context)


def test_a_record_over_three_rows_is_put_together():
    result = _merged(
        [1, "暨龙镇", "污水直排。", "一、截污。", "甲局、乙局", "丙局", "张三", "2026年3月底前", None, None, None],
        [None, None, None, "二、清淤。", "丁局", "丙局", "李四、张三", "2026年9月底前", "整改中", "注意", "二批"],
        [None, None, None, "一、截污。", "甲局", None, None, "长期坚持", "已销号", None, "三批"],
    )

    row = only(result)
    assert ignored(result) == [(3, "continuation"), (4, "continuation")]
    assert (row.source_row, row.measures, row.remarks) == (2, "一、截污。\n二、清淤。", "注意")
    assert (row.lead_unit, row.supporting_units) == ("甲局", ["乙局", "丙局", "丁局"])
    assert (row.responsible_person, row.deadline, row.state) == ("张三、李四", "2026-09-30", "rectifying")
    assert row.extra == {"批次": "二批"}
    assert (result.sheets[0].rows_read, row.raw["整改措施"]) == (1, "一、截污。\n二、清淤。\n一、截污。")


def test_without_a_date_the_first_kind_of_deadline_counts():
    first = [1, "暨龙镇", "污水。", "甲", None, None, None, None, None, None, None]
    others = [[None] * 3 + ["乙", None, None, None, "长期坚持"], [None] * 3 + ["丙", None, None, None, "立行立改"]]

    assert only(_merged(first, *others)).deadline_kind == "long_term"


def test_errors_of_further_rows_stand_there_and_fail_the_record_once():
    result = _merged(
        [1, "暨龙镇", "污水。", "甲", None, None, None, "2026-06-30", "整改中", None, None],
        [None, None, None, "#REF!", None, None, None, "尽快", "看情况", None, None],
    )

    assert codes(result) == [(3, "D", "formula_error"), (3, "H", "bad_date"), (3, "I", "unknown_status")]
    assert (result.sheets[0].rows_read, result.sheets[0].rows_failed) == (1, 1)


def test_a_cell_merged_over_the_rows_of_one_record_counts_once():
    result = _merged(
        [1, "暨龙镇", "污水。", "甲", None, None, None, "尽快", None, None, None],
        [None, None, None, "乙", None, None, None, None, None, None, None],
        columns="ABCH",
    )

    assert codes(result) == [(2, "H", "bad_date")]


def test_units_of_all_rows_are_evidence_for_the_township():
    first = [1, None, "污水。", "甲", "县水利局", None, None, None, None, None, None]
    second = [None, None, None, "乙", "暨龙镇人民政府", None, None, None, None, None, None]
    third = [None, None, None, "丙", "高家镇人民政府", None, None, None, None, None, None]

    assert only(_merged(first, second, columns="ABC")).township == "暨龙镇"
    assert codes(_merged(first, second, third, columns="ABC")) == [(2, "E", "ambiguous_township")]


def test_a_merged_empty_description_is_one_failed_record():
    result = _merged([1, "暨龙镇", None, "甲"], [None, None, None, "乙"])

    assert (codes(result), ignored(result)) == ([(2, "C", "missing_description")], [(3, "continuation")])


def test_year_is_inferred_in_each_row_a_merged_date_is_filled_down_to():
    rows = [["乡镇", "存在问题", "整改时限"], ["暨龙镇", "一", "6月底"], ["暨龙镇", "二", None]]

    result = read_rows(rows, merges=["C2:C3"])

    assert warned(result) == [(2, "C", "year_inferred"), (3, "C", "year_inferred")]


def test_identity_is_the_lists_own_number_within_its_source():
    one = only(read_record({"编号": "A-1", "存在问题": "甲"}))
    same = only(read_record({"编号": "Ａ- 1", "存在问题": "乙"}))

    assert identity_of(one) == identity_of(same) == ("other", "A-1")


def test_identity_without_a_number_is_place_day_and_words_without_punctuation():
    one = only(read_record({"存在问题": "污水，直排 。", "发现时间": "2026-03-01"}))
    same = only(read_record({"存在问题": "污水直排", "发现时间": "2026.3.1", "整改措施": "别的"}))
    other = only(read_record({"存在问题": "污水直排", "发现时间": "2026-03-02"}))

    assert identity_of(one) == identity_of(same)
    assert identity_of(one) != identity_of(other)


def test_the_second_of_two_equal_rows_is_a_duplicate_and_stays():
    row = ["暨龙镇", "污水。", "截污。"]
    failed = ["暨龙乡", "污水。", "截污。"]

    result = read_rows([["乡镇", "存在问题", "整改措施"], failed, row, row])

    assert (warned(result), len(result.rows)) == ([(4, None, "duplicate_in_file")], 2)


def test_the_sequences_of_the_samples_count_as_expected():
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    for sequence in manifest["sequences"]:
        known = set()
        for step in sequence["steps"]:
            rows = read_bytes((SAMPLES / step["file"]).read_bytes(), step["file"]).rows
            found = {identity_of(row) for row in rows}
            assert len(found - known) == step["created"]
            assert len(rows) - len(found) == step["duplicates"]
            known |= found
