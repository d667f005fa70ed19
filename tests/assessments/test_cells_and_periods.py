"""Rounding, words, half-open months, and the register in the docs."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from apps.assessments import periods
from apps.assessments.cells import Cell, Kind, half_up, said
from apps.assessments.management.commands.figures_table import table
from apps.assessments.metrics import MEASURES


def test_nought_of_nought_is_nothing_and_not_a_hundred_per_cent():
    assert Cell(0, 0).value(Kind.RATIO) is None
    assert said(None, "%") == "—"
    assert Cell(0, 3).value(Kind.RATIO) == 0


def test_rates_are_rounded_half_up_to_two_decimals_and_days_to_one():
    assert Cell(2, 3).value(Kind.RATIO) == Decimal("66.67")
    assert Cell(1, 8).value(Kind.RATIO) == Decimal("12.50")
    assert half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert Cell(7, 4).value(Kind.DAYS) == Decimal("1.8")


def test_values_are_said_without_trailing_noughts():
    assert [said(Decimal("90.00"), "%"), said(Decimal("12.50"), "%"), said(10, "件"), said(0, "件")] == [
        "90%", "12.5%", "10件", "0件",
    ]  # fmt: skip


def test_a_month_is_half_open_and_begins_at_local_midnight():
    october = periods.month(dt.date(2026, 10, 1))

    assert (october.first, october.until, october.cut) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1), october.until)
    assert october.starts_at == dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)
    assert october.ends_at == dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC)


def test_a_running_month_judges_deadlines_only_until_yesterday():
    running = periods.month(dt.date(2026, 10, 1), as_of=dt.date(2026, 10, 20))

    assert (running.cut, running.last_day) == (dt.date(2026, 10, 20), dt.date(2026, 10, 19))
    assert periods.month(dt.date(2026, 10, 1), as_of=dt.date(2027, 3, 1)).cut == dt.date(2026, 11, 1)


def test_months_count_over_the_turn_of_the_year():
    assert periods.months_later(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)
    assert periods.months_later(dt.date(2026, 12, 1), 1) == dt.date(2027, 1, 1)
    assert periods.same_month_last_year(periods.month(dt.date(2026, 10, 1))).first == dt.date(2025, 10, 1)


def test_the_document_lists_the_register_as_it_is():
    document = Path(settings.BASE_DIR, "docs", "figures.md").read_text(encoding="utf-8")

    assert table() in document


def test_no_measure_counts_photos_tracks_or_logins():
    banned = ("登录", "在线", "打卡", "轨迹", "照片", "点赞", "积分")

    assert [one.name for one in MEASURES.values() if any(word in one.name + one.formula for word in banned)] == []
