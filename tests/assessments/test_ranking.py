"""Places, ties, small samples."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.assessments.cells import half_up
from apps.assessments.ranking import Entry, Place, Standing, monthly_scheme, rank

SCHEME = monthly_scheme(3)


def entry(code, in_time, overdue=0, relapsed=0, own=None, *, cases=5, has_records=True):
    values = {"in_time": in_time, "overdue": overdue, "relapsed": relapsed, "found_by_themselves": own}
    return Entry(code, values, cases, has_records)


def places(*entries):
    return [(one.code, one.place) for one in rank(entries, SCHEME)]


def test_the_rate_counts_first_then_overdue_then_relapses_then_own_finds():
    assert places(
        entry("a", Decimal("90.00"), overdue=0),
        entry("b", Decimal("95.00"), overdue=3),
        entry("c", Decimal("90.00"), overdue=1),
        entry("d", Decimal("90.00"), overdue=1, relapsed=1),
        entry("e", Decimal("90.00"), overdue=1, relapsed=1, own=Decimal("50.00")),
    ) == [("b", 1), ("a", 2), ("c", 3), ("e", 4), ("d", 5)]


def test_equal_units_share_a_place_and_the_next_one_is_skipped():
    assert places(entry("c", 80), entry("a", 90), entry("b", 90)) == [("a", 1), ("b", 1), ("c", 3)]


def test_places_follow_the_rounded_values():
    two_thirds, nearly = half_up(Decimal(200) / 3, 2), half_up(Decimal("66.6685"), 2)

    assert places(entry("a", two_thirds), entry("b", nearly)) == [("a", 1), ("b", 1)]


def test_small_samples_and_missing_records_are_not_ranked_and_say_why():
    entries = [
        entry("small", 100, cases=2),
        entry("big", 50, cases=3),
        entry("idle", None, cases=0),
        entry("silent", None, cases=0, has_records=False),
    ]

    assert rank(entries, SCHEME) == [
        Place("big", 1, Standing.RANKED),
        Place("idle", None, Standing.NOTHING_DUE),
        Place("silent", None, Standing.NO_RECORD),
        Place("small", None, Standing.SMALL),
    ]


def test_a_value_that_does_not_exist_is_behind_every_one_that_does():
    assert places(entry("none", 90, own=None), entry("nought", 90, own=Decimal(0))) == [("nought", 1), ("none", 2)]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=12), st.randoms())
def test_the_order_of_the_entries_does_not_matter_and_places_count_who_is_better(pairs, shuffled):
    entries = [entry(f"{number:02d}", rate, overdue) for number, (rate, overdue) in enumerate(pairs)]
    mixed = list(entries)
    shuffled.shuffle(mixed)

    ranked = rank(entries, SCHEME)

    assert rank(mixed, SCHEME) == ranked
    merit = {one.code: (-one.values["in_time"], one.values["overdue"]) for one in entries}
    for one in ranked:
        assert one.place == 1 + sum(other < merit[one.code] for other in merit.values())
