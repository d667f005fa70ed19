"""到点次数 by site and week: each number is the length of the list behind it."""

import datetime as dt
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.common import clock
from apps.inspections import weeks
from apps.inspections.actions.patrols import log_patrol, take_back
from apps.inspections.charts import drawing_of_visits, table_of_visits
from apps.inspections.queries import patrols, visits
from apps.inspections.records import read
from tests.cast import HUILONG
from tests.inspections import setting

WEDNESDAY = dt.date(2026, 11, 4)


def visited(person, site, at):
    return log_patrol(
        record=read(setting.frozen(setting.body(person, at, visits=[{"site": site.pk}]))), by=person, at=at
    )


def counted(person, on=WEDNESDAY):
    found = visits.sites(person, on=on)
    return visits.by_week(person, found, weeks.last_thirteen(on), on=on)


# --- Weeks ---


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)))
def test_thirteen_weeks_follow_each_other_and_the_last_has_today(day):
    found = weeks.last_thirteen(day)

    assert len(found) == 13
    assert all(first.weekday() == 0 and (end - first).days == 7 for first, end in found)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert found[-1][0] <= day < found[-1][1]


@given(st.integers(2020, 2035), st.integers(1, 4))
def test_the_weeks_of_a_quarter_are_exactly_the_quarter(year, number):
    found = weeks.of_quarter(f"{year}-{number}")

    assert found[0][0] == dt.date(year, 3 * number - 2, 1)
    assert found[-1][1] == (dt.date(year + 1, 1, 1) if number == 4 else dt.date(year, 3 * number + 1, 1))
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(first.weekday() == 0 for first, _ in found[1:])


def test_quarters_are_said_in_words_the_running_one_first():
    assert weeks.quarters_until(dt.date(2026, 2, 1), most=3) == [
        ("2026-1", "2026年第1季度"), ("2025-4", "2025年第4季度"), ("2025-3", "2025年第3季度"),
    ]  # fmt: skip


# --- Numbers ---


def test_visits_are_counted_by_week_and_those_taken_back_are_not(county, noon):
    site, member = setting.site(), county.grid_member
    for days in (0, 1, 8):
        visited(member, site, noon - dt.timedelta(days=days))
    take_back(visited(member, site, noon).patrol, reason="点错了", by=member, at=noon)

    assert counted(county.township_staff) == {site.pk: [0] * 11 + [1, 2]}


def test_weeks_before_the_file_began_and_weeks_to_come_are_no_record(county):
    site = setting.site(opened_on=dt.date(2026, 10, 12))

    quarter = weeks.of_quarter("2026-4")
    found = visits.by_week(county.township_staff, [site], quarter, on=WEDNESDAY)

    assert found == {site.pk: [None, None, 0, 0, 0, 0] + [None] * 8}


def test_a_number_is_the_length_of_the_list_behind_it(county, noon, signed_in):
    site, other = setting.site(), setting.site()
    for days in (0, 1):
        visited(county.grid_member, site, noon - dt.timedelta(days=days))
    visited(county.grid_member, other, noon)
    cells = counted(county.township_staff)
    _, rows = table_of_visits(_placed(county), weeks.last_thirteen(WEDNESDAY), cells)
    cell = next(row for row in rows if row[0] == site.name)[-1]

    page = signed_in(county.township_staff).get(cell["url"])

    assert (cell["words"], page.context["total"], len(page.context["page"].rows)) == ("2", 2, 2)


def test_the_page_begins_with_the_newest_week_and_shows_none_to_come(county, noon, signed_in):
    site = setting.site()
    visited(county.grid_member, site, clock.now())
    this_quarter = f"{clock.today().year}-{(clock.today().month - 1) // 3 + 1}"

    for query in ({}, {"quarter": this_quarter}):
        (chart,) = signed_in(county.township_staff).get(reverse("site_visits"), query).context["charts"]
        assert chart["rows"][0][4]["words"] == "1"
        assert {cell["words"] for cell in chart["rows"][0][5:]} <= {"0", "—"}
        monday = clock.today() - dt.timedelta(days=clock.today().weekday())
        assert chart["headers"][4].startswith(f"{monday.month}-{monday.day}至")
        assert chart["drawing"].index(f">{monday.month}-{monday.day}<") < chart["drawing"].index("heat-cell")


def _placed(county):
    found = list(visits.sites(county.township_staff, on=WEDNESDAY).order_by("pk"))
    for site in found:
        site.place = "兴龙村"
    return found


def test_every_number_of_the_drawing_leads_to_its_list_and_every_name_to_its_file(county, noon):
    site = setting.site()
    visited(county.grid_member, site, noon)
    span = weeks.last_thirteen(WEDNESDAY)

    drawn = drawing_of_visits(_placed(county), span, counted(county.township_staff))

    link = f"/inspections/patrols/?site={site.pk}&amp;since=2026-11-02&amp;until=2026-11-08&amp;state=counting"
    assert (drawn.count("<a "), link in drawn, f'href="/inspections/sites/{site.pk}/"' in drawn) == (2, True, True)
    assert "畜禽养殖场 · 11月4日去过" in drawn


def test_the_list_of_a_site_out_of_sight_is_empty(county, noon, signed_in):
    site = setting.site(HUILONG)
    visited(county.township_staff, site, noon)

    page = signed_in(county.grid_member).get(reverse("patrols"), {"site": site.pk})

    assert page.context["total"] == 0


def test_the_list_is_cut_off_at_both_days(county, noon):
    site = setting.site()
    for days in (1, 2, 3):
        visited(county.grid_member, site, noon - dt.timedelta(days=days))

    found = patrols.listed(
        county.township_staff,
        site=site.pk,
        since=WEDNESDAY - dt.timedelta(days=2),
        until=WEDNESDAY - dt.timedelta(days=2),
    )

    assert [patrol.day for patrol in found] == [dt.date(2026, 11, 2)]


@pytest.mark.parametrize("query", ["", "?quarter=2026-3", "?quarter=nonsense", "?place=500230123&kind=livestock_farm"])
def test_the_page_costs_the_same_for_one_site_and_for_five(county, noon, signed_in, django_assert_num_queries, query):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = signed_in(county.township_staff), reverse("site_visits") + query
    visited(county.grid_member, setting.site(), noon)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(4):
        visited(county.grid_member, setting.site(), noon)
    with django_assert_num_queries(len(one)):
        page = client.get(address)

    assert (page.status_code, page.context["total"]) == (200, 5)
