"""Units and people in one cell, with labels, brackets and telephone numbers."""

import pytest

from apps.imports.reading.units import combine, of_cell, people, split
from tests.imports.lists import only, read_record


def _units(lead=None, support=None):
    return combine(of_cell(lead) if lead else None, of_cell(support, supporting=True) if support else None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "县水利局、县城管局，县公安局,甲;乙；丙/丁\n戊",
            ["县水利局", "县城管局", "县公安局", "甲", "乙", "丙", "丁", "戊"],
        ),
        ("各乡镇（街道、园区），县水利局", ["各乡镇（街道、园区）", "县水利局"]),
        ("县 水利局。", ["县水利局"]),
        ("甲局（大气科（一组、二组）、水科），乙局", ["甲局（大气科（一组、二组）、水科）", "乙局"]),
        ("、，", []),
    ],
)
def test_units_are_split_outside_brackets(text, names):
    assert split(text) == names


@pytest.mark.parametrize(
    ("lead", "support", "found"),
    [
        ("甲局", None, ("甲局", [])),
        ("甲局、乙局、丙局", "丁局、乙局、甲局", ("甲局", ["乙局", "丙局", "丁局"])),
        (None, "乙局", (None, ["乙局"])),
        ("牵头：甲局 配合：乙局、丙局", None, ("甲局", ["乙局", "丙局"])),
        ("主责单位:甲局；协助单位:乙局", "丁局", ("甲局", ["乙局", "丁局"])),
        ("责任部门：甲局、戊局\n参与：乙局", None, ("甲局", ["戊局", "乙局"])),
        ("甲局（牵头）、乙局（配合）、丙局（配合单位）", None, ("甲局", ["乙局", "丙局"])),
        ("乙局（配合）、甲局（牵头）", None, ("甲局", ["乙局"])),
        ("甲局牵头，乙局、丙局配合", None, ("甲局", ["乙局", "丙局"])),
        ("甲局牵头，乙局、丙局", None, ("甲局", ["乙局", "丙局"])),
        ("甲局、（牵头）", "乙局\n（配合）", ("甲局", ["乙局"])),
        ("（牵头）", "（配合单位）", (None, [])),
        ("配合：乙局", None, (None, ["乙局"])),
        ("牵头责任单位：甲局；责任配合单位：乙局", None, ("甲局", ["乙局"])),
        ("甲局、甲局", "甲局", ("甲局", [])),
    ],
)
def test_lead_and_supporting_units(lead, support, found):
    assert _units(lead, support) == found


def test_a_supervisor_by_label_counts_only_when_the_column_is_empty():
    assert only(read_record({"责任单位": "牵头：甲局；督导：张三"})).supervisor == "张三"
    assert only(read_record({"责任单位": "牵头：甲局；督导：张三", "督导领导": "李四"})).supervisor == "李四"


def test_a_supervisor_by_label_is_read_like_any_other_person():
    row = only(read_record({"责任单位": "牵头：甲局；督导：王某某（13800000001）、张　三"}))

    assert (row.supervisor, row.lead_unit) == ("王某某、张三", "甲局")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("陈某强 13800000001", "陈某强"),
        ("熊某13800000002", "熊某"),
        ("沈某 138-0000-0012", "沈某"),
        ("沈某 138 0000 0012", "沈某"),
        ("沈某（13800000003）", "沈某"),
        ("王某（电话：13900000013）", "王某"),
        ("王某 联系电话:023-70000000", "王某"),
        ("王某电话70000000", "王某"),
        ("王某 Tel：0551-6000000", "王某"),
        ("张　三", "张三"),
        # “two single characters with white space between”, whichever space that is.
        ("张\u2003三、李\u2002四", "张三、李四"),
        ("张 三、李 四", "张三、李四"),
        ("张三（镇长）", "张三（镇长）"),
        ("张三（镇长，13800000001）", "张三（镇长）"),
        ("谭某，余某；何某/周某\n杨某", "谭某、余某、何某、周某、杨某"),
        ("张三丰 李四", "张三丰 李四"),
        ("12345678", "12345678"),
        ("13800000001", None),
    ],
)
def test_people_without_their_telephone_numbers(text, name):
    assert people(text.replace("\u3000", " ")) == name
