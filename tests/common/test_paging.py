"""Keyset paging: every row once, in order, forwards and backwards; a cursor that cannot be read is page one."""

import base64
import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.models import AuditEntry, WorkdayOverride
from apps.common.paging import page_of
from apps.problems.models import Problem
from tests import cast

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
slow_fixtures = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def entries(minutes) -> list[AuditEntry]:
    """One entry for each number, so many minutes after noon: equal numbers are equal moments."""
    run = AuditEntry.objects.count()
    rows = [AuditEntry(at=NOON + dt.timedelta(minutes=minute), action=f"第{run}次") for minute in minutes]
    return AuditEntry.objects.bulk_create(rows)


def own(rows):
    return AuditEntry.objects.filter(pk__in=[row.pk for row in rows])


def cursor_of(*parts) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@slow_fixtures
@given(minutes=st.lists(st.integers(0, 5), max_size=14), size=st.integers(1, 6), key=st.sampled_from(["at", "-at"]))
def test_walking_forward_gives_every_row_once_in_order_and_walking_back_the_same_pages(db, minutes, size, key):
    rows = entries(minutes)
    wanted = sorted(((row.at, row.pk) for row in rows), reverse=key == "-at")

    pages = [page_of(own(rows), key=key, size=size)]
    while pages[-1].next_cursor:
        pages.append(page_of(own(rows), key=key, cursor=pages[-1].next_cursor, size=size))
    back = [pages[-1]]
    while back[-1].previous_cursor:
        back.append(page_of(own(rows), key=key, cursor=back[-1].previous_cursor, size=size))

    assert [(row.at, row.pk) for page in pages for row in page] == wanted
    assert [page.rows for page in reversed(back)] == [page.rows for page in pages]


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (49, 1), (50, 1), (51, 2), (101, 3)])
def test_a_page_holds_fifty_rows(rows, pages):
    own_rows = entries(range(rows))
    page, walked = page_of(own(own_rows), key="-pk"), 1
    while page.next_cursor:
        page, walked = page_of(own(own_rows), key="-pk", cursor=page.next_cursor), walked + 1

    assert (walked, len(page)) == (pages, rows - 50 * (pages - 1))


def test_rows_added_meanwhile_are_neither_skipped_nor_shown_twice():
    old = entries([10, 20, 30, 40])
    first = page_of(AuditEntry.objects.all(), key="-at", size=2)
    entries([50, 60])

    second = page_of(AuditEntry.objects.all(), key="-at", cursor=first.next_cursor, size=2)

    assert [row.at for row in [*first, *second]] == [row.at for row in reversed(old)]


def test_when_the_rows_behind_a_cursor_are_gone_page_one_is_shown():
    days = [dt.date(2026, 10, day) for day in (1, 2, 3)]
    WorkdayOverride.objects.bulk_create([WorkdayOverride(day=day, is_workday=False) for day in days])
    first = page_of(WorkdayOverride.objects.all(), key="day", size=2)
    WorkdayOverride.objects.filter(day=days[2]).delete()

    page = page_of(WorkdayOverride.objects.all(), key="day", cursor=first.next_cursor, size=2)

    assert [row.day for row in page] == days[:2]


BROKEN = {
    "not base64": "%%%",
    "not ASCII": "下一页",
    "not JSON": base64.urlsafe_b64encode(b"{").decode(),
    "too few parts": cursor_of("2026-11-04", 1),
    "not a list": base64.urlsafe_b64encode(b"5").decode(),
    "not a time": cursor_of("yesterday", 1, 0),
    "no time": cursor_of(None, 1, 0),
    "no key": cursor_of(str(NOON), None, 0),
    "infinite key": base64.urlsafe_b64encode(b'["2026-11-04 04:00:00+00:00", Infinity, 0]').decode(),
    "month 13": cursor_of("2026-13-04 04:00:00+00:00", 1, 0),
    "deep nesting": base64.urlsafe_b64encode(b"[" * 3000).decode(),
}


@pytest.mark.parametrize("cursor", BROKEN.values(), ids=BROKEN)
def test_a_cursor_that_cannot_be_read_gives_page_one(cursor):
    rows = entries([1, 2, 3])

    page = page_of(own(rows), key="-at", cursor=cursor, size=2)

    assert [row.pk for row in page] == [rows[2].pk, rows[1].pk]


def test_a_null_byte_in_a_cursor_gives_page_one():
    rows = entries([1, 2])

    page = page_of(own(rows), key="action", cursor=cursor_of("a\0b", 1, 0), size=1)

    assert [row.pk for row in page] == [rows[0].pk]


def test_a_key_beyond_the_column_gives_no_error():
    rows = entries([1, 2])

    page = page_of(own(rows), key="pk", cursor=cursor_of(10**30, 10**30, 0), size=1)

    assert [row.pk for row in page] == [rows[0].pk]


@slow_fixtures
@given(text=st.text(max_size=60))
def test_no_text_as_a_cursor_is_an_error(db, text):
    rows = entries([1, 2])

    assert len(page_of(own(rows), key="-at", cursor=text, size=1)) == 1


@pytest.mark.parametrize("key", ["due_key", "township_code"])
def test_a_cursor_that_a_generated_column_cannot_hold_gives_the_first_page(county, key):
    problem = cast.problem()

    page = page_of(Problem.objects.within(cast.COUNTY), key=key, cursor=cursor_of({"x": 1}, str(problem.pk), 0))

    assert page.rows == [problem]
