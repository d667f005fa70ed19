"""Columns over time: what they show, and that a gap is never a nought."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from apps.common.column_chart import columns

LABELS = ["11月1日", "11月2日", "11月3日"]


def test_every_slot_says_its_value_or_that_there_is_none():
    drawn = ElementTree.fromstring(columns([35, None, 0], labels=LABELS, title="PM2.5", unit="μg"))

    said = [group.find("title").text for group in drawn.findall("g")]
    assert said == ["11月1日：35μg", "11月2日：无数据", "11月3日：0μg"]
    assert drawn.find("desc").text == "2个数值，最高35μg，最低0μg，1处无数据"


def test_columns_stand_on_the_floor_and_the_limit_fits_above_them():
    drawn = ElementTree.fromstring(columns([50, 100], labels=LABELS, title="t", limit=200, limit_label="上限"))

    boxes = [group.find("rect") for group in drawn.findall("g")]
    assert [round(float(box.get("y")) + float(box.get("height")), 1) for box in boxes] == [122, 122]
    assert [box.get("height") for box in boxes] == ["23.8", "47.6"]  # 50 and 100 of 210, in 100 px
    assert drawn.find("line").get("y1") == "26.8"


def test_nothing_measured_is_nothing_drawn():
    assert columns([None, None], labels=LABELS, title="t") == ""


def test_words_from_outside_cannot_become_markup():
    assert "<b>" not in columns([1], labels=["<b>"], title="<b>", unit="<b>", limit=2, limit_label="<b>")


def _span_of(text, width) -> tuple[float, float]:
    """From where to where a label reaches in a drawing of that many pixels, 12 px high: a digit takes 7 of them."""
    long = sum(7 if letter.isdigit() else 12 for letter in text.text)
    x = float(text.get("x").rstrip("%")) * width / 100
    return {"start": (x, x + long), "middle": (x - long / 2, x + long / 2), "end": (x - long, x)}[
        text.get("text-anchor")
    ]


@pytest.mark.parametrize("labels", [
    *([f"12月{day}日" for day in range(1, days + 1)] for days in (28, 29, 30, 31)),
    [f"{month}月" for month in range(1, 13)],
    [f"{hour}时" for hour in range(24)],
])  # fmt: skip
def test_labels_keep_apart_and_inside_on_the_narrowest_phone(labels):
    drawn = ElementTree.fromstring(columns([1] * len(labels), labels=labels, title="t"))
    named = [text for text in drawn.findall("text") if text.text in labels]

    spans = [_span_of(text, 270) for text in named]

    assert len(spans) >= 4
    assert min(after[0] - before[1] for before, after in pairwise(spans)) >= 4
    assert (spans[0][0] >= 0, spans[-1][1] <= 270) == (True, True)
