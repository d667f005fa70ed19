from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.workdays import Calendar, DueDay, published_until

CALENDAR = Calendar()
DAYS = st.dates(date(2003, 1, 1), date(2029, 12, 31))
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=30)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2023, 9, 28), 5, date(2023, 10, 11)),
        (date(2023, 9, 28), 10, date(2023, 10, 18)),
        (date(2024, 2, 8), 5, date(2024, 2, 21)),
        (date(2025, 1, 20), 10, date(2025, 2, 8)),
        (date(2025, 9, 30), 7, date(2025, 10, 16)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 13), 10, date(2026, 3, 5)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 9, 24), 10, date(2026, 10, 15)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 12, 28), 3, date(2026, 12, 31)),
    ],
)
def test_a_limit_in_published_years_ends_on_the_announced_working_day(start, days, due):
    assert CALENDAR.add_workdays(start, days) == DueDay(due, provisional=False)


def test_a_limit_that_crosses_into_an_unpublished_year_is_provisional():
    # 29, 30, 31 December; 1 January is a holiday, 2 and 3 a weekend; then 4 and 5 January.
    due = CALENDAR.add_workdays(date(2026, 12, 28), 5)

    assert due == DueDay(date(2027, 1, 5), provisional=True)


def test_the_provisional_rest_days_of_2027_are_weekends_and_the_thirteen_statutory_days():
    year = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]

    holidays = [day for day in year if day.weekday() < 5 and not CALENDAR.is_workday(day)]

    assert holidays == [
        date(2027, 1, 1),
        date(2027, 2, 5),
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    ]
    assert [day for day in year if day.weekday() >= 5 and CALENDAR.is_workday(day)] == []


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_published_years_have_the_known_number_of_working_days(year, count):
    assert CALENDAR.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_make_up_weekends_are_worked_and_bridged_weekdays_are_not():
    assert CALENDAR.is_workday(date(2026, 2, 14)) is True
    assert CALENDAR.is_workday(date(2026, 2, 16)) is False


def test_a_day_is_final_when_its_year_is_published_or_the_day_was_decided():
    calendar = Calendar({date(2027, 2, 9): False})

    assert calendar.is_final(date(2026, 12, 31)) is True
    assert calendar.is_final(date(2027, 1, 4)) is False
    assert calendar.is_final(date(2027, 2, 9)) is True
    assert calendar.is_final(date(2003, 12, 31)) is False
    assert published_until() == date(2026, 12, 31)


def test_overrides_move_a_due_day_and_make_it_final():
    decided = {date(2027, 1, day): day in (2, 4, 5) for day in range(1, 6)}

    due = Calendar(decided).add_workdays(date(2026, 12, 28), 5)

    assert due == DueDay(date(2027, 1, 4), provisional=False)


def test_one_undecided_day_on_the_way_keeps_a_due_day_provisional():
    decided = {date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 4): True}

    due = Calendar(decided).add_workdays(date(2026, 12, 31), 1)

    assert due == DueDay(date(2027, 1, 4), provisional=True)


def test_the_start_counts_only_when_asked_and_only_when_it_is_worked():
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)

    assert CALENDAR.add_workdays(friday, 1).day == date(2026, 11, 23)
    assert CALENDAR.add_workdays(friday, 1, counting_start=True).day == friday
    assert CALENDAR.add_workdays(saturday, 1, counting_start=True).day == date(2026, 11, 23)


def test_a_limit_that_ends_on_a_day_of_rest_moves_to_the_next_working_day():
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 10, 10)) == date(2026, 10, 10)
    assert CALENDAR.add_workdays(date(2026, 10, 1), 0) == DueDay(date(2026, 10, 8), False)
    assert CALENDAR.add_workdays(date(2026, 11, 20), 0) == DueDay(date(2026, 11, 20), False)


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError):
        CALENDAR.add_workdays(date(2026, 11, 20), -1)


@pytest.mark.parametrize("year", [1, 1900, 1949, 2003, 2099, 2150, 9998])
def test_a_year_without_data_never_raises(year):
    due = CALENDAR.add_workdays(date(year, 6, 1), 10)

    assert due.provisional is True
    assert 10 <= (due.day - date(year, 6, 1)).days <= 18


def test_a_moment_is_read_as_its_day():
    assert CALENDAR.is_workday(datetime(2026, 10, 1, 9, 30)) is False  # noqa: DTZ001
    assert CALENDAR.next_workday(datetime(2026, 10, 1, 9, 30)) == date(2026, 10, 8)  # noqa: DTZ001


def test_working_days_left_are_counted_without_today_and_with_the_last_day():
    assert CALENDAR.workdays_between(date(2026, 9, 30), date(2026, 10, 13)) == 5
    assert CALENDAR.workdays_between(date(2026, 10, 13), date(2026, 9, 30)) == -5
    assert CALENDAR.workdays_between(date(2026, 10, 2), date(2026, 10, 2)) == 0


@given(start=DAYS, days=st.integers(1, 300), overrides=OVERRIDES)
def test_counting_back_gives_the_number_of_days_that_were_added(start, days, overrides):
    calendar = Calendar(overrides)

    due = calendar.add_workdays(start, days).day

    assert calendar.is_workday(due)
    assert calendar.workdays_between(start, due) == days


@given(start=DAYS, days=st.integers(0, 400), overrides=OVERRIDES)
def test_counting_between_two_days_agrees_with_looking_at_each(start, days, overrides):
    calendar = Calendar(overrides)
    walked = [start + timedelta(days=n) for n in range(1, days + 1)]

    counted = calendar.workdays_between(start, start + timedelta(days=days))

    assert counted == sum(calendar.is_workday(day) for day in walked)


@given(start=DAYS, fewer=st.integers(0, 60), more=st.integers(0, 60))
def test_a_longer_limit_never_ends_earlier(start, fewer, more):
    first = CALENDAR.add_workdays(start, fewer).day

    assert first <= CALENDAR.add_workdays(start, fewer + more).day
