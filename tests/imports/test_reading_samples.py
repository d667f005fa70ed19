"""The ten published lists and the broken files: what is read is exactly what their expected files say."""

import datetime as dt
import json
import re

import pytest

from tests.imports.lists import SAMPLES, fengdu, read_bytes

_CHINESE = re.compile("[一-鿿]")


def _cases(folder):
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return [pytest.param(folder / name, said["context"], id=name) for name, said in files.items()]


@pytest.mark.parametrize(("path", "context"), [*_cases(SAMPLES), *_cases(SAMPLES / "files")])
def test_a_sample_is_read_as_expected(path, context):
    result = read_bytes(
        path.read_bytes(),
        path.name,
        today=dt.date.fromisoformat(context["today"]),
        user_township=context["user_township"],
    )

    produced = result.to_json()
    expected = json.loads((path.parent / f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    for complaint in [*produced["errors"], *produced["warnings"]]:
        assert _CHINESE.search(complaint["message"])
    assert json.dumps(_without_messages(produced), ensure_ascii=False) == json.dumps(
        _without_messages(expected), ensure_ascii=False
    )


def _without_messages(result):
    for complaint in [*result["errors"], *result["warnings"]]:
        complaint["message"] = ""
    return result


def test_a_row_also_carries_its_codes_and_everything_that_stood_in_it():
    path = SAMPLES / "01_丰都县生态环境问题整改台账.xlsx"

    row = read_bytes(path.read_bytes(), path.name).rows[0]

    assert (row.township_code, row.village_code) == (fengdu().codes["暨龙镇"], "500230123203")
    assert row.raw["责任人"] == "陈某强 13800000001"
    assert row.raw["责任分工>配合单位"] == "县生态环境局、暨龙镇人民政府"
    assert row.raw["序号"] == "1"
    assert row.raw["发现时间"] == "2026-01-12"


def test_the_suggestion_of_an_unknown_township_begins_like_it():
    path = SAMPLES / "01_丰都县生态环境问题整改台账.xlsx"

    messages = [complaint.message for complaint in read_bytes(path.read_bytes(), path.name).errors]

    assert messages[0] == "“暨龙乡”不在丰都县乡镇（街道）名录中，请写全称，如“暨龙镇”。"
    assert messages[1] == "“乌羊村”在暨龙镇，不在江池镇，请核对乡镇和村（社区）。"
    assert messages[2] == "“2026年2月30日”不是有效日期，请写成 2026-02-28 或 2026年2月底前。"


def test_a_broken_file_has_nothing_but_its_one_error():
    result = read_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "照片.xlsx").to_json()

    (error,) = result["errors"]
    assert error == {
        "sheet": None,
        "row": None,
        "column": None,
        "header": None,
        "value": None,
        "code": "unreadable_file",
        "message": error["message"],
    }
    assert (result["sheets"], result["rows"], result["warnings"]) == ([], [], [])
