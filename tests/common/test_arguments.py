"""Days and months on the command line and in addresses: what cannot be is said in a sentence, never a traceback."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from apps.common.arguments import day_in, month_in
from tests import cast

IMPOSSIBLE_MONTHS = [
    "9999-12",
    "0000-01",
    "0001-01",
    "2026-13",
    "2026-00",
    "2026",
    "202610",
    "2026-1",
    "上月",
    "2101-01",
]
IMPOSSIBLE_DAYS = ["9999-12-31", "0001-01-01", "2026-02-29", "20260201", "2026-W05-1", "今天", ""]


def test_a_month_is_its_first_day_and_a_day_is_itself():
    assert (month_in("2026-10"), day_in("2028-02-29")) == (dt.date(2026, 10, 1), dt.date(2028, 2, 29))


@pytest.mark.parametrize("text", IMPOSSIBLE_MONTHS)
def test_what_is_no_month_is_none_and_the_command_says_so(county, text):
    with pytest.raises(CommandError) as said:
        call_command("monthly_report", text, "--division", cast.COUNTY)

    assert month_in(text) is None
    assert f"“{text}”不是月份，请写成 2026-10 这样，年份在 2000 到 2100 之间。" in str(said.value)


@pytest.mark.parametrize("text", IMPOSSIBLE_DAYS)
def test_what_is_no_day_is_none_and_the_command_says_so(text):
    with pytest.raises(CommandError) as said:
        call_command("seed_demo", f"--today={text}")

    assert day_in(text) is None
    assert f"“{text}”不是日期，请写成 2026-10-07 这样，年份在 2000 到 2100 之间。" in str(said.value)


def test_a_month_that_has_not_begun_is_refused_in_a_sentence(county):
    with pytest.raises(CommandError, match="这个月份还没有开始，不能生成报表。"):
        call_command("monthly_report", "2100-12", "--division", cast.COUNTY)


@pytest.mark.parametrize("month", IMPOSSIBLE_MONTHS)
def test_pages_with_an_impossible_month_or_day_in_their_address_open_or_are_not_found(signed_in, county, month):
    client = signed_in(county.county_staff)
    pages = [
        f"/reports/?month={month}",
        f"/reports/progress/{month}/",
        f"/inspections/numbers/?month={month}",
        f"/inspections/numbers/?by=month&day={month}-31",
        f"/problems/?month={month}",
        f"/reports/briefs/{cast.JILONG}/{month}-31/",
    ]

    assert {
        page: client.get(page).status_code for page in pages if client.get(page).status_code not in (200, 404)
    } == {}
