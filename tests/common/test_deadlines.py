"""How deadlines are said in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.deadlines import DeadlineLabel, deadline_label

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("deadline", "words", "tone"),
    [
        (date(2026, 11, 17), "超期5天", "late"),
        (date(2026, 11, 21), "超期1天", "late"),
        (date(2026, 11, 22), "今天到期", "soon"),
        (date(2026, 11, 23), "剩1天", "soon"),
        (date(2026, 11, 25), "剩3天", "soon"),
        (date(2026, 11, 26), "剩4天", "calm"),
        (date(2027, 11, 22), "剩365天", "calm"),
    ],
)
def test_open_deadline_counts_days_from_today(deadline, words, tone):
    assert deadline_label(deadline, TODAY) == DeadlineLabel(words, tone, deadline)


def test_record_without_a_date_says_which_kind_it_is():
    assert str(deadline_label(None, TODAY)) == "无时限"
    assert str(deadline_label(None, TODAY, kind="immediate")) == "立行立改"
    assert str(deadline_label(None, TODAY, kind="long_term")) == "长期坚持"


def test_immediate_rectification_with_a_date_is_late_like_any_other():
    assert deadline_label(date(2026, 11, 20), TODAY, kind="immediate").words == "超期2天"
    assert deadline_label(date(2026, 12, 20), TODAY, kind="immediate").words == "立行立改"


def test_finished_record_says_whether_it_was_in_time():
    deadline = date(2026, 11, 10)

    assert deadline_label(deadline, TODAY, True).words == "已办结"
    assert deadline_label(deadline, TODAY, True, finished_on=date(2026, 11, 10)).words == "按期办结"
    assert deadline_label(deadline, TODAY, True, finished_on=date(2026, 11, 13)).words == "超期3天办结"
    assert deadline_label(None, TODAY, True).words == "已办结"
    assert deadline_label(None, TODAY, True, kind="long_term").words == "长期坚持"


@given(days=st.integers(-4000, 4000), kind=st.sampled_from(["dated", "immediate", "long_term"]))
def test_finished_record_is_never_late_nor_soon(days, kind):
    label = deadline_label(TODAY + timedelta(days=days), TODAY, True, kind=kind, finished_on=TODAY)

    assert label.tone == "done"


@given(days=st.integers(-4000, 4000), kind=st.sampled_from(["dated", "immediate", "long_term"]))
def test_late_is_exactly_what_lies_before_today(days, kind):
    label = deadline_label(TODAY + timedelta(days=days), TODAY, kind=kind)

    assert (label.tone == "late") == (days < 0)
    assert (label.tone == "soon") == (0 <= days <= 3)
