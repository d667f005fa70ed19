"""Charts: the numbers they show, and that nothing unsafe gets into them."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common import charts
from apps.common.charts import Part, RankedRow


def drawing(markup):
    return ElementTree.fromstring(markup)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), (0, "0"), (7, "7"), (92.5, "92.5"), (93.25, "93.25"), (100.0, "100"), (1.005, "1")],
)
def test_numbers_are_written_as_people_write_them(value, words):
    assert charts.number(value) == words


@pytest.mark.parametrize(
    ("place", "last_place", "words"),
    [
        (1, 3, "上月第3，升2位"),
        (5, 4, "上月第4，降1位"),
        (2, 2, "上月第2，持平"),
        (2, None, "上月未排名"),
        (None, 2, "不参与排名"),
    ],
)
def test_change_of_place_is_said_in_words(place, last_place, words):
    assert charts.place_change(place, last_place) == words


def test_sparkline_spans_its_height_from_lowest_to_highest():
    svg = drawing(charts.sparkline([10, 20, 15], title="走势", width=106, height=26))

    assert svg.find("polyline").get("points") == "3.0,23.0 53.0,3.0 103.0,13.0"
    assert (svg.find("circle").get("cx"), svg.find("circle").get("cy")) == ("103.0", "13.0")
    assert svg.find("title").text == "走势"
    assert svg.find("desc").text == "10，20，15"


def test_sparkline_breaks_where_a_value_is_missing():
    svg = drawing(charts.sparkline([1, 2, None, 2], title="走势", width=96, height=26))

    assert [line.get("points") for line in svg.findall("polyline")] == ["3.0,23.0 33.0,3.0", "93.0,3.0"]


def test_sparkline_of_nothing_is_nothing_and_of_equal_values_a_level_line():
    assert charts.sparkline([], title="走势") == ""
    assert charts.sparkline([None, None], title="走势") == ""
    assert (
        drawing(charts.sparkline([4, 4], title="走势", height=32)).find("polyline").get("points")
        == "3.0,16.0 117.0,16.0"
    )


def test_ranking_bars_are_as_long_as_their_values():
    rows = [RankedRow("暨龙镇", 80, 1, 2), RankedRow("社坛镇", 20, 2, 1), RankedRow("水天坪园区", None, None)]

    svg = drawing(charts.ranking_bars(rows, title="排名", full=100))

    assert [bar.get("width") for bar in svg.iter("rect") if bar.get("class") == "bar"] == ["80%", "20%", "0%"]
    assert svg.find("desc").text == "暨龙镇80分；社坛镇20分；水天坪园区—"
    assert svg.get("role") == "img"


def test_ranking_with_links_is_a_group_so_that_the_links_keep_their_meaning():
    svg = drawing(charts.ranking_bars([RankedRow("暨龙镇", 5, 1, url="/units/1/")], title="排名"))

    assert svg.get("role") == "group"
    assert svg.find("a").get("href") == "/units/1/"


def test_ranking_of_nobody_is_drawn():
    assert drawing(charts.ranking_bars([], title="排名")).get("height") == "0"


@pytest.mark.parametrize(
    ("value", "top", "expected"),
    [
        (None, 10, "heat-none"),
        (0, 10, "heat-0"),
        (1, 10, "heat-1"),
        (2, 10, "heat-1"),
        (3, 10, "heat-2"),
        (8, 10, "heat-4"),
        (10, 10, "heat-5"),
        (0, 0, "heat-0"),
    ],
)
def test_heat_grows_in_five_equal_steps(value, top, expected):
    assert charts.heat_class(value, top) == expected


def test_heat_map_tells_no_record_from_nought():
    svg = drawing(charts.heat_map(["暨龙镇"], ["1月", "2月", "3月"], [[None, 0, 6]], title="每月新增"))

    assert [cell.find("title").text for cell in svg.findall("g")] == [
        "暨龙镇1月：无记录",
        "暨龙镇2月：0件",
        "暨龙镇3月：6件",
    ]
    assert [cell.find("text").text for cell in svg.findall("g")] == ["—", "0", "6"]
    assert svg.find("desc").text == "1个单位、3个时段，最高6件"


def test_heat_map_cells_open_their_records():
    svg = drawing(
        charts.heat_map(["暨龙镇"], ["1月", "2月"], [[None, 3]], title="每月新增", urls=[["", "/problems/?month=2"]])
    )

    assert [link.get("href") for link in svg.findall("a")] == ["/problems/?month=2"]


def test_stacked_bar_shares_add_up_and_empty_parts_are_left_out():
    parts = [Part("未到期", 6), Part("3天内到期", 0, "soon"), Part("已超期", 2, "late")]

    svg = drawing(charts.stacked_bar(parts, title="期限"))

    assert [(bar.get("x"), bar.get("width")) for bar in svg.findall("rect")] == [("0%", "75%"), ("75%", "25%")]
    assert svg.find("desc").text == "未到期6件；已超期2件"


def test_stacked_bar_of_nothing_says_so():
    assert drawing(charts.stacked_bar([], title="期限")).find("desc").text == "没有记录"


def test_names_are_escaped():
    evil = '<script>"&'

    for markup in (
        charts.ranking_bars([RankedRow(evil, 1, 1)], title=evil),
        charts.heat_map([evil], [evil], [[1]], title=evil),
        charts.stacked_bar([Part(evil, 1)], title=evil),
        charts.sparkline([1, 2], title=evil, desc=evil),
    ):
        assert drawing(markup).find("title").text == evil


@given(st.lists(st.integers(0, 10**6), max_size=12))
def test_sections_of_a_stacked_bar_fill_it_exactly(values):
    bars = drawing(charts.stacked_bar([Part("段", value) for value in values], title="期限")).findall("rect")

    total = sum(float(bar.get("width").rstrip("%")) for bar in bars)
    assert math.isclose(total, 100 if any(values) else 0, abs_tol=0.01)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30))
def test_sparkline_stays_inside_its_frame(values):
    markup = charts.sparkline(values, title="走势", width=120, height=32)

    points = [
        point.split(",")
        for line in (drawing(markup).findall("polyline") if markup else [])
        for point in line.get("points").split()
    ]
    assert all(0 <= float(x) <= 120 and 0 <= float(y) <= 32 for x, y in points)
    assert len(points) == sum(value is not None for value in values)


def test_heat_map_rows_may_have_a_second_line_and_lead_somewhere():
    svg = drawing(
        charts.heat_map(
            ["兴龙养殖场"], ["11-2"], [[2]], title="到点次数", details=["养殖场 · 11月4日去过"], row_urls=["/sites/1/"]
        )
    )

    link = svg.find("a")
    assert (link.get("href"), [text.text for text in link.findall("text")]) == (
        "/sites/1/", ["兴龙养殖场", "养殖场 · 11月4日去过"],
    )  # fmt: skip
    assert (svg.get("role"), svg.get("height")) == ("group", "72")


def test_heat_maps_that_are_read_together_share_their_darkest_step():
    svg = drawing(charts.heat_map(["甲"], ["1月"], [[2]], title="到点次数", top=10))

    assert svg.find("g").get("class") == "heat-cell heat-1"
    assert svg.find("desc").text == "1个单位、1个时段，最高2件"
