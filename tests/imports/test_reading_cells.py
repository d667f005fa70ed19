"""The two normal forms, placeholders, numbers and error values of single cells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.reading.cells import (
    ERROR,
    clean,
    date_cell,
    is_blank,
    key,
    label,
    number_text,
    text_cell,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("顺\u200b达", "顺达"),
        ("\ufeffa\u00adb\u2060c", "abc"),
        ("一_x000D_\n二", "一\n二"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("Ｃ区\u3000５号\u00a0仓库", "C区 5号 仓库"),
        ("“全角”，（标点）：；％。不变！", "“全角”，（标点）：；％。不变！"),
        ("  多   个\t\t空格  ", "多 个 空格"),
        ("第一行  \n\n   \n  第二行", "第一行\n第二行"),
        ("\x07铃\x00声\x7f", "铃声"),
        ("＿ｘ０００Ｄ_", "＿x000D_"),
        ("_ｘ０００Ｄ_", ""),
        (" \u3000\u200b ", ""),
    ],
)
def test_clean_text(written, stored):
    assert clean(written) == stored


@given(st.text(alphabet=st.characters() | st.sampled_from(" \t\r\n\u3000\u00a0\u200b_x0D０Ａ"), max_size=40))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=40))
def test_a_key_has_no_white_space_and_does_not_see_any(text):
    assert not any(character.isspace() for character in key(text))
    assert key(f" {text}\u3000") == key(text)


def test_a_key_is_compatible_and_without_white_space():
    assert key("（一）　甲\n乙％①") == "(一)甲乙%1"


def test_a_label_keeps_what_was_written():
    assert label("整治\n进度 （％）\u200b") == "整治进度（％）"
    assert label("ＣＯＤ 浓度") == "ＣＯＤ浓度"


@pytest.mark.parametrize("text", ["/", "＼", "\\", "-", "－", "--", "—", "——", "无", "暂 无", "空", "N/A", "ＮＡ"])
def test_placeholders_are_empty(text):
    assert is_blank(text_cell(text))


@pytest.mark.parametrize("text", ["无。", "n/a", "0", "...", "空白"])
def test_what_only_resembles_a_placeholder_is_a_value(text):
    assert not is_blank(text_cell(text))


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "＃REF！"])
def test_error_values_typed_as_text_are_errors(text):
    assert text_cell(text).kind == ERROR


@pytest.mark.parametrize(
    ("number", "text"),
    [(3.0, "3"), (-2.0, "-2"), (0.1, "0.1"), (12.50, "12.5"), (13800000021.0, "13800000021"), (1e20, "1" + "0" * 20)],
)
def test_numbers_are_written_in_their_shortest_form(number, text):
    assert number_text(number) == text


def test_dates_are_written_as_iso():
    assert date_cell(dt.datetime.fromisoformat("2026-01-09")).text == "2026-01-09"
    assert date_cell(dt.datetime.fromisoformat("2026-01-09T18:40:00")).text == "2026-01-09T18:40:00"
    assert date_cell(dt.datetime.fromisoformat("2026-01-09T18:40:00")).day == dt.date(2026, 1, 9)
