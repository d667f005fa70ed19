"""巡查统计: numbers by unit and by month, each opening exactly its records, for one's own places only."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from apps.assessments import numbers
from apps.assessments.periods import months_later
from apps.assessments.queries import Grouping
from apps.common import clock
from tests import cast
from tests.assessments.patrolled import LOCAL, patrol, plan, task
from tests.inspections import setting

MONTH = months_later(clock.today().replace(day=1), -1)


def on(number):
    return MONTH.replace(day=number)


def at(number):
    return dt.datetime.combine(on(number), dt.time(9), tzinfo=LOCAL)


@pytest.fixture
def patrolled(county):
    """兴龙村: two farms due, one seen by three people. 武平镇: one farm due, a patrol that went elsewhere."""
    farms, monthly = [setting.site(cast.XINGLONG + "001"), setting.site(), setting.site(cast.WUPING_VILLAGE)], plan()
    walk = patrol(county.grid_member, at(12), sites=farms[:1], persons=3)
    for farm, done in zip(farms, (walk, None, None), strict=True):
        task(monthly, farm, on(20), done=done)
    patrol(county.neighbour_staff, at(13), cast.WUPING_VILLAGE)
    return county


def rows_of(place, by):
    rows, total = numbers.by_unit(place, MONTH, by, today=clock.today())
    return {row.name: [number.words for number in row.numbers[:5]] for row in (*rows, total)}


def test_the_table_of_townships_and_of_villages(patrolled):
    assert rows_of(cast.COUNTY, Grouping.TOWNSHIP) == {
        "武平镇": ["1", "1", "0", "0", "1"], "暨龙镇": ["1", "3", "50", "50", "1"], "合计": ["2", "4", "33.33", "33.33", "2"],
    }  # fmt: skip
    assert rows_of(cast.JILONG, Grouping.VILLAGE) == {
        "兴龙村": ["1", "3", "50", "50", "1"], "回龙村": ["0", "0", "—", "—", "0"], "合计": ["1", "3", "50", "50", "1"],
    }  # fmt: skip


def test_a_unit_without_any_record_claims_no_noughts(patrolled):
    rows, _ = numbers.by_unit(cast.JILONG, MONTH, Grouping.VILLAGE, today=clock.today())
    told = {
        row.name: dict(zip(numbers.HEADINGS, (number.words for number in row.numbers), strict=True)) for row in rows
    }

    assert told["兴龙村"]["found_on_patrol"] == "0"
    assert told["回龙村"]["found_on_patrol"] == "—"


def test_by_month_the_newest_comes_first(patrolled):
    rows = numbers.by_month(cast.JILONG, today=clock.today())

    assert len(rows) == 12
    assert (rows[1].name, rows[1].numbers[0].words) == (f"{MONTH.year}年{MONTH.month}月", "1")


@pytest.mark.parametrize("query", ["by=township", "by=village", "by=grid"])
def test_every_number_on_the_page_opens_as_many_records_as_it_says(signed_in, patrolled, query):
    client = signed_in(patrolled.county_staff)
    page = client.get(f"/inspections/numbers/?{query}&month={MONTH:%Y-%m}")

    opened = 0
    for row in (*page.context["rows"], page.context["total"]):
        for column, number in zip(numbers.COLUMNS, row.numbers, strict=True):
            if number.url:
                assert escape(number.url) in page.content.decode()
                check_list(client.get(number.url), column, number.words)
                opened += 1
    assert opened > len(numbers.COLUMNS)


def check_list(page, column, words):
    """The list is as long as the figure (the rate's denominator, what a sum adds up) says."""
    behind, cell = page.context["behind"], page.context["cell"]
    size = cell.numerator if cell.denominator is None else cell.denominator
    assert page.status_code == 200
    assert (behind.seen, min(behind.seen, 50)) == (size, len(behind.page))
    assert page.context["value"] == words + (column.unit if words != "—" else "")


def test_numerator_and_denominator_of_a_rate_are_two_lists(signed_in, patrolled):
    client = signed_in(patrolled.township_staff)

    sizes = {
        part: client.get(f"/inspections/numbers/coverage/{part}/?month={MONTH:%Y-%m}").context["behind"].seen
        for part in ("numerator", "denominator")
    }

    assert sizes == {"numerator": 1, "denominator": 2}


def test_the_neighbours_figures_do_not_exist(signed_in, patrolled):
    client = signed_in(patrolled.neighbour_staff)

    for query in (f"place={cast.JILONG}", f"place={cast.WUPING}&unit={cast.XINGLONG}&by=village"):
        page = client.get(f"/inspections/numbers/patrols/count/?{query}&month={MONTH:%Y-%m}")
        assert {patrol.division_code for patrol in page.context["behind"].page} == {cast.WUPING_VILLAGE}
    assert "兴龙村" not in client.get(f"/inspections/numbers/?place={cast.JILONG}").content.decode()


@pytest.mark.parametrize("person", ["office_staff", "department_staff", "administrator"])
def test_figures_of_places_are_for_those_who_see_a_place(signed_in, county, person):
    assert signed_in(getattr(county, person)).get("/inspections/numbers/").status_code == 403


@pytest.mark.parametrize("address", ["nonsense/count", "patrols/numerator", "coverage/count"])
def test_a_figure_or_part_that_does_not_exist_is_not_found(signed_in, county, address):
    assert signed_in(county.county_staff).get(f"/inspections/numbers/{address}/").status_code == 404


@pytest.mark.parametrize("query", ["month=abc", "month=2031-01", "by=person", "unit=x", "place=999999", "cursor=zzz"])
def test_odd_addresses_give_a_page(signed_in, patrolled, query):
    client = signed_in(patrolled.township_leader)

    assert client.get(f"/inspections/numbers/?{query}").status_code == 200
    assert client.get(f"/inspections/numbers/days_silent/count/?{query}").status_code == 200


@pytest.mark.parametrize(
    "key", ["patrols/count", "coverage/denominator", "tasks_in_time/denominator", "days_silent/count"]
)
def test_a_list_costs_the_same_for_a_few_records_and_for_many(signed_in, patrolled, key):
    client, address = signed_in(patrolled.county_staff), f"/inspections/numbers/{key}/?month={MONTH:%Y-%m}"
    client.get(address)
    with CaptureQueriesContext(connection) as for_few:
        client.get(address)
    sites, monthly = [setting.site() for _ in range(12)], plan()
    for site in sites:
        task(monthly, site, on(21))
        patrol(patrolled.grid_member, at(14), sites=[site])

    with CaptureQueriesContext(connection) as for_many:
        client.get(address)

    assert len(for_many) == len(for_few)


def test_days_are_paged_newest_first(signed_in, patrolled):
    client, address = signed_in(patrolled.county_staff), f"/inspections/numbers/days_silent/count/?month={MONTH:%Y-%m}"
    first = client.get(address)
    behind = first.context["behind"]
    days = [row.day for row in behind.page]

    assert days == sorted(days, reverse=True)
    assert len(re.findall("未报</span>", first.content.decode())) == len(behind.page) == 50
    following = client.get(f"{address}&cursor={behind.page.next_cursor}").context["behind"].page
    assert not {row.key for row in following} & {row.key for row in behind.page}
