"""Widgets of templates: what they read, what they refuse, and that their words read back as the same value."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.reading.cells import date_cell, number_cell, text_cell
from apps.imports.tables.columns import Choice, Code, Day, Number, Several, Text, Whole
from apps.imports.tables.running import put_back

NAMES = st.text(alphabet="甲乙丙、，/（）无-", min_size=1, max_size=6).map(str.strip).filter(bool)


def again(widget, value):
    return widget.clean(put_back({"it": widget.render(value)})["it"])


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_names_read_back_whatever_they_hold(names):
    assert again(Several(), names) == names


@given(st.decimals(min_value=-180, max_value=180, places=6), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_numbers_and_days_read_back(number, day):
    assert again(Number(), number) == number
    assert again(Day(), day) == day


@given(st.integers(0, 2_000_000_000))
def test_whole_numbers_read_back(number):
    assert again(Whole(), number) == number


@given(st.text(alphabet="甲乙 无/-1", min_size=1, max_size=8).map(lambda text: " ".join(text.split())).filter(bool))
def test_texts_read_back_even_when_they_look_like_nothing(text):
    assert again(Text(), text) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-3-5", dt.date(2026, 3, 5)), ("2026年3月5日", dt.date(2026, 3, 5)), ("2026.03.05", dt.date(2026, 3, 5)),
        ("20260305", dt.date(2026, 3, 5)), ("二〇二六年三月五日", dt.date(2026, 3, 5)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text, day):
    assert Day().clean(text_cell(text)) == day


@pytest.mark.parametrize("text", ["2026年3月", "2026年", "3月5日", "2026-02-30", "去年", "2026-01-01至2026-02-01"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=text):
        Day().clean(text_cell(text))


def test_dates_of_a_spreadsheet_are_days_whether_formatted_or_not():
    assert Day().clean(date_cell(dt.date(2026, 3, 5))) == Day().clean(number_cell(46086)) == dt.date(2026, 3, 5)


def test_a_long_number_that_the_spreadsheet_has_rounded_is_refused_and_one_written_as_text_is_not():
    with pytest.raises(ValueError, match="15 位以后的数字已经丢失"):
        Code().clean(number_cell(500230123201500230))
    assert Code().clean(text_cell("500230123201500231")) == "500230123201500231"
    assert Code().clean(number_cell(500230123201)) == "500230123201"


@pytest.mark.parametrize(
    ("text", "said"), [("十二", "不是数字"), ("200", "不在合理的范围内"), ("NaN", "不在合理的范围内")]
)
def test_numbers_out_of_bounds_are_refused(text, said):
    with pytest.raises(ValueError, match=said):
        Number(least=73, most=136).clean(text_cell(text))


def test_numbers_keep_their_digits():
    assert Number().clean(text_cell("107.7308")) == Decimal("107.7308")
    assert Number().render(Decimal("107.730800")) == "107.7308"


def test_a_choice_takes_its_labels_and_other_words_for_them():
    choice = Choice([("high", "重点"), ("low", "较低")], {"高": "high"})

    assert [choice.clean(text_cell(text)) for text in ("重点", "高", " 较 低 ")] == ["high", "high", "low"]
    with pytest.raises(ValueError, match="请写“重点”“较低”中的一个"):
        choice.clean(text_cell("中"))
    assert choice.clean(text_cell("/")) is None
