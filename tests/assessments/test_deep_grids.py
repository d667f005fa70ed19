"""Figures by grid, however fine the grids are: courtyards and points below a village's groups."""

import pytest
from django.urls import reverse

from apps.assessments.numbers import by_unit
from apps.assessments.queries import Grouping
from apps.inspections import codes
from apps.reports.models import Figure
from tests.assessments.patrolled import at, day, patrol, plan, task
from tests.cast import JILONG, XINGLONG
from tests.inspections import setting

GROUP, COURTYARD, POINT = XINGLONG + "001", XINGLONG + "001002", XINGLONG + "001002003"


@pytest.fixture
def deep(county):
    """A site, a patrol and a task in a grid of each height."""
    monthly = plan()
    for code, name in ((GROUP, "一组"), (COURTYARD, "二号院"), (POINT, "三号点")):
        setting.grid(code, name)
        site = setting.site(code)
        walk = patrol(county.grid_member, at(5), code, sites=[site])
        task(monthly, site, day(30), done=walk)
    return county


@pytest.mark.parametrize("place", [JILONG, XINGLONG, GROUP, COURTYARD])
def test_every_grid_has_its_row_with_its_own_numbers(deep, place):
    rows, total = by_unit(place, day(1), Grouping.GRID, today=day(31))

    named = {row.name: [number.words for number in row.numbers[:4]] for row in rows if row.numbers[0].words == "1"}
    below = [code for code in (GROUP, COURTYARD, POINT) if code.startswith(place)]
    assert len(named) == len(below)
    assert all(words == ["1", "1", "100", "100"] for words in named.values())
    assert total.numbers[0].words == str(len(below))


def test_every_number_of_a_fine_grid_opens_its_records(deep, signed_in):
    client = signed_in(deep.township_staff)
    rows, total = by_unit(JILONG, day(1), Grouping.GRID, today=day(31))

    for row in [*rows, total]:
        for number in row.numbers:
            assert not number.url or client.get(number.url).status_code == 200
    page = client.get(reverse("patrol_numbers"), {"place": XINGLONG, "by": "grid", "month": "2026-10"})
    assert "三号点" in page.content.decode()


def test_a_report_can_keep_the_figure_of_the_finest_grid(deep):
    assert Figure._meta.get_field("assessee").max_length == codes.LONGEST == len(POINT)
