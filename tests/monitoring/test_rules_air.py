"""AQI: vectors worked out by hand, and the laws every index obeys."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.monitoring.rules import air
from apps.monitoring.words import AirLevel, Indicator

BEFORE, SINCE = dt.date(2026, 2, 28), dt.date(2026, 3, 1)
CLEAN = {
    Indicator.PM25: Decimal(35), Indicator.PM10: Decimal(50), Indicator.O3_8H: Decimal(100), Indicator.NO2: Decimal(40),
    Indicator.SO2: Decimal(50), Indicator.CO: Decimal(2),
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "concentration", "in_2012", "in_2026"),
    [
        (Indicator.PM25, 35, 50, 50),
        (Indicator.PM25, 50, 69, 80),
        (Indicator.PM25, 60, 82, 100),
        (Indicator.PM25, 61, 83, 101),
        (Indicator.PM25, 75, 100, 114),
        (Indicator.PM25, 76, 102, 115),
        (Indicator.PM25, 115, 150, 150),
        (Indicator.PM10, 50, 50, 50),
        (Indicator.PM10, 100, 75, 86),
        (Indicator.PM10, 120, 85, 100),
        (Indicator.PM10, 121, 86, 101),
        (Indicator.PM10, 150, 100, 112),
        (Indicator.PM10, 151, 101, 112),
    ],
)
def test_the_index_of_each_standard_is_that_of_the_vectors(indicator, concentration, in_2012, in_2026):
    value = Decimal(concentration)

    assert air.index_of(indicator, value, day=BEFORE) == in_2012
    assert air.index_of(indicator, value, day=SINCE) == in_2026


@pytest.mark.parametrize(
    ("indicator", "concentration", "index"),
    [
        (Indicator.SO2, "475", 150),
        (Indicator.NO2, "180", 150),
        (Indicator.CO, "3", 75),
        (Indicator.CO, "1.1", 28),  # 27.5 goes up
        (Indicator.O3_8H, "142", 85),  # 50 + 42 of 60 steps of 50 = 85 exactly
        (Indicator.O3_8H, "800", 300),
        (Indicator.O3_8H, "801", None),
        (Indicator.PM25, "600", 500),
        (Indicator.PM25, "0", 0),
        (Indicator.PH, "7", None),
    ],
)
def test_the_index_of_other_pollutants_and_at_the_ends_of_the_scale(indicator, concentration, index):
    assert air.index_of(indicator, Decimal(concentration), day=SINCE) == index


@pytest.mark.parametrize(
    ("index", "level"), [(0, "优"), (50, "优"), (51, "良"), (100, "良"), (101, "轻度污染"), (150, "轻度污染"),
                         (151, "中度污染"), (201, "重度污染"), (300, "重度污染"), (301, "严重污染"), (500, "严重污染")],
)  # fmt: skip
def test_levels_end_where_the_standard_says(index, level):
    assert air.level_of(index).label == level


def test_the_day_takes_the_worst_pollutant_and_names_it_above_50():
    day = air.judge_day(CLEAN | {Indicator.PM25: Decimal(61), Indicator.PM10: Decimal(121)}, day=SINCE)

    assert day == air.AirDay(101, AirLevel.LIGHT, (Indicator.PM25, Indicator.PM10))


def test_a_day_of_50_has_no_main_pollutant():
    assert air.judge_day(CLEAN, day=SINCE) == air.AirDay(50, AirLevel.GOOD)


def test_a_missing_pollutant_is_never_taken_for_clean_air():
    day = air.judge_day({key: value for key, value in CLEAN.items() if key != Indicator.O3_8H}, day=SINCE)

    assert day == air.AirDay(None, None, missing=(Indicator.O3_8H,))


def test_a_day_is_polluted_whatever_is_missing():
    day = air.judge_day({Indicator.PM25: Decimal(115)}, day=SINCE)

    assert (day.index, day.level, day.main) == (150, AirLevel.LIGHT, (Indicator.PM25,))
    assert day.missing == tuple(one for one in air.POLLUTANTS if one != Indicator.PM25)


def test_the_reported_index_speaks_only_where_nothing_else_was_sent():
    assert air.judge_day({}, day=SINCE, reported=Decimal(72)) == air.AirDay(72, AirLevel.FAIR, reported=True)
    assert air.judge_day(CLEAN, day=SINCE, reported=Decimal(72)).index == 50


def test_a_day_without_anything_is_not_judged():
    assert air.judge_day({}, day=SINCE) == air.AirDay(None, None, missing=air.POLLUTANTS)


def test_the_line_of_good_air_moves_with_the_standard():
    assert air.standard_on(BEFORE).good_until(Indicator.PM25) == 75
    assert air.standard_on(SINCE).good_until(Indicator.PM25) == 60
    assert air.standard_on(SINCE).good_until(Indicator.AQI) is None


@given(
    st.sampled_from(air.POLLUTANTS), st.decimals(0, 799, places=2), st.decimals(0, 799, places=2), st.sampled_from([BEFORE, SINCE])
)  # fmt: skip
def test_more_of_a_pollutant_never_lowers_its_index(indicator, one, other, day):
    low, high = sorted((one, other))

    assert air.index_of(indicator, low, day=day) <= air.index_of(indicator, high, day=day)
