"""Classes of GB 3838: vectors worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.monitoring.rules import water
from apps.monitoring.words import Indicator, WaterClass

_SIX = (Indicator.DO, Indicator.CODMN, Indicator.COD, Indicator.BOD5, Indicator.NH3N, Indicator.TP)


def sample(*values):
    return {indicator: Decimal(value) for indicator, value in zip(_SIX, values)}


@pytest.mark.parametrize(
    ("indicator", "value", "grade"),
    [
        (Indicator.PH, "6", 1), (Indicator.PH, "9", 1), (Indicator.PH, "5.9", 6), (Indicator.PH, "9.1", 6),
        (Indicator.DO, "7.5", 1), (Indicator.DO, "7.4", 2), (Indicator.DO, "5", 3), (Indicator.DO, "4.9", 4), (Indicator.DO, "2", 5),
        (Indicator.DO, "1.9", 6),
        (Indicator.NH3N, "0.15", 1), (Indicator.NH3N, "0.151", 2), (Indicator.NH3N, "1.0", 3), (Indicator.NH3N, "2.01", 6),
        (Indicator.COD, "15", 1), (Indicator.COD, "15.1", 3), (Indicator.OIL, "0.05", 1), (Indicator.OIL, "0.06", 4),
        (Indicator.PHENOL, "0.0003", 1), (Indicator.TN, "9", None), (Indicator.TEMPERATURE, "20", None),
    ],
)  # fmt: skip
def test_limits_still_belong_to_their_class(indicator, value, grade):
    assert water.class_of(indicator, Decimal(value)) == grade


def test_the_worst_single_indicator_makes_the_class():
    judged = water.judge_sample(sample("6.4", "3.9", "16", "2.8", "0.62", "0.12"))

    assert judged == water.WaterSample(WaterClass.III, (Indicator.COD, Indicator.NH3N, Indicator.TP), 6)


def test_a_sample_exactly_at_the_limits_of_three_is_three():
    assert water.judge_sample(sample("5.0", "6.0", "20", "4", "1.0", "0.2")).grade == WaterClass.III


def test_one_indicator_beyond_five_makes_it_worse_than_five():
    judged = water.judge_sample(sample("4.9", "5.2", "18", "3.1", "2.01", "0.35"))

    assert (judged.grade.label, judged.worst) == ("劣Ⅴ类", (Indicator.NH3N,))


def test_phosphorus_of_a_lake_has_its_own_limits():
    values = sample("8", "1", "10", "1", "0.1", "0.06")

    assert water.judge_sample(values, lake=True).grade == WaterClass.IV
    assert water.judge_sample(values).grade == WaterClass.II


def test_a_missing_sample_is_no_pass():
    nothing = water.judge_sample({Indicator.TN: Decimal(1)})

    assert (nothing.grade, nothing.reaches(3)) == (None, None)


@pytest.mark.parametrize(("target", "reached"), [(2, False), (3, True), (4, True), (None, None)])
def test_a_target_is_reached_by_its_class_and_better_ones(target, reached):
    assert water.WaterSample(WaterClass.III).reaches(target) is reached


def test_the_limit_of_a_target_is_that_of_its_class():
    assert water.limit_of(Indicator.NH3N, 3) == 1
    assert water.limit_of(Indicator.DO, 2) == 6
    assert water.limit_of(Indicator.TP, 3, lake=True) == Decimal("0.05")
    assert water.limit_of(Indicator.PH, 3) is None


@given(st.dictionaries(st.sampled_from(water.JUDGED), st.decimals(0, 50, places=3), min_size=1))
def test_a_further_indicator_never_betters_the_class(values):
    whole = water.judge_sample(values).grade

    assert all(water.judge_sample({one: value}).grade <= whole for one, value in values.items())
