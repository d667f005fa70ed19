"""Text into values: what people write in cells and forms."""

from decimal import Decimal

import pytest

from apps.monitoring.rules.readings import Measured, NotAValue, doubt, read_value, refusal
from apps.monitoring.words import Indicator, written


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("35", Measured(Decimal(35))),
        (" 0.12 ", Measured(Decimal("0.12"))),
        ("３５．５", Measured(Decimal("35.5"))),
        ("0.01L", Measured(Decimal("0.01"), True)),
        ("＜0.05", Measured(Decimal("0.05"), True)),
        ("< 0.05", Measured(Decimal("0.05"), True)),
        ("-3", Measured(Decimal(-3))),
        ("0", Measured(Decimal(0))),
        ("33.33333333333334", Measured(Decimal("33.33333"))),
    ],
)
def test_numbers_are_read_as_laboratories_write_them(text, measured):
    assert read_value(text) == measured


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "/", "无", "断流", "缺测", "未采样"])
def test_what_was_not_measured_stays_missing_and_is_never_nought(text):
    assert read_value(text) is None


@pytest.mark.parametrize(
    ("text", "said"), [("三十五", "不是数字"), ("35ug", "不是数字"), ("1e9", "不是数字"), ("未检出", "检出限"), ("12345678", "太大了"),
                       ("99999999", "太大了"), ("1,2", "不是数字")],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_words(text, said):
    with pytest.raises(NotAValue, match=said):
        read_value(text)


def test_impossible_values_are_refused_and_unusual_ones_doubted():
    assert refusal(Indicator.PM25, Decimal(-1)) == "PM2.5不能是负数。"
    assert refusal(Indicator.PH, Decimal("14.1")) == "pH应在 0 到 14 之间。"
    assert refusal(Indicator.TEMPERATURE, Decimal(-2)) == ""
    assert doubt(Indicator.PM25, Measured(Decimal(501))) == (
        "PM2.5 501 μg/m³不在常见范围（1～500）内，请核对单位和小数点。"
    )
    assert doubt(Indicator.PM25, Measured(Decimal(500))) == ""


def test_a_value_below_the_detection_limit_is_never_too_low():
    assert doubt(Indicator.OIL, Measured(Decimal("0.0005"), True)) == ""
    assert doubt(Indicator.OIL, Measured(Decimal("0.0005"))) != ""


@pytest.mark.parametrize(
    ("value", "words"),
    [("35.00000", "35"), ("0.12000", "0.12"), ("100", "100"), ("0.00000", "0"), ("1E+2", "100"), ("-0.50", "-0.5")],
)
def test_values_are_written_without_trailing_noughts(value, words):
    assert written(Decimal(value)) == words


def test_the_detection_limit_is_written_with_its_l():
    assert written(Decimal("0.0100"), below_limit=True) == "0.01L"
    assert written(None) == "—"
