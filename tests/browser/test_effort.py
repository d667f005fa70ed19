"""The budgets of PAGES.md that the whole path does not count already."""

import datetime as dt

import pytest

from apps.common import clock
from apps.problems.models import Problem
from apps.problems.states import State
from tests import cast
from tests.browser import sheets, steps
from tests.browser.taps import Taps


@pytest.mark.worker
def test_two_hundred_listed_problems_are_imported_with_three_clicks_after_choosing_the_file(visit, county, worker):
    staff = visit(county.township_staff)
    sentences = [f"{number}组沟边堆放生活垃圾" for number in range(1, 201)]
    file = sheets.county_list(sentences, found=clock.today(), due=clock.today() + dt.timedelta(days=20))

    staff.go("imports")
    taps = Taps(staff)
    steps.import_list(taps, file)

    assert taps.count <= 3
    assert Problem.objects.everywhere("the test counts").count() == 200


def test_twenty_verified_problems_are_closed_with_three_clicks(visit, county):
    for number in range(20):
        cast.problem(state=State.VERIFIED, source="county_inspection", description=f"{number}组堆放垃圾")
    bureau = visit(county.county_staff)

    taps = Taps(bureau)
    steps.close_all_that_wait(taps)

    assert taps.count <= 3
    assert Problem.objects.everywhere("the test counts").filter(state=State.CLOSED).count() == 20


def test_how_many_straw_fires_in_one_township_this_quarter_takes_three_steps_from_the_workbench(visit, county):
    today = clock.today()
    before = clock.quarter_of(today) - dt.timedelta(days=1)
    straw = {"category": "air", "description": "露天焚烧秸秆，过火约两亩"}
    asked = cast.problem(cast.XINGLONG, discovered_on=today, **straw)
    cast.problem(cast.XINGLONG, discovered_on=before, **straw)
    cast.problem(cast.WUPING_VILLAGE, discovered_on=today, **straw)
    cast.problem(cast.XINGLONG, discovered_on=today)
    bureau = visit(county.county_staff)

    page = bureau.go("workbench")
    taps = Taps(bureau)
    taps.type(page.get_by_label("查找问题"), "暨龙镇 秸秆")
    taps.press(page.get_by_label("查找问题"), "Enter")
    taps.tap(bureau.link("本季度发现"))

    bureau.sees("1件")
    assert taps.count <= 3
    assert page.locator(".ledger-title small").inner_text().startswith(asked.number)
