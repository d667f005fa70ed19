"""The product's spine, walked by the people it is made for, each at their own device."""

import datetime as dt

import pytest

from apps.common import clock
from apps.problems.models import Problem
from apps.problems.states import State
from tests.browser import sheets, steps
from tests.browser.taps import Taps

SENTENCE = "河边沟渠堆放生活垃圾约两立方米"


def only_problem():
    return Problem.objects.everywhere("the test looks at what came out").get()


def last_month() -> dt.date:
    return (clock.today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)


@pytest.mark.worker
def test_a_listed_problem_goes_the_whole_way_into_the_published_report(visit, county, worker):
    """County, township and village staff, by turns at the PC and the phone; the budgets of PAGES.md are counted."""
    bureau, township, village = visit(), visit(), visit(phone=True)
    bureau.sign_in(county.county_staff)
    township.sign_in(county.township_staff)
    village.sign_in(county.village_leader)

    bureau.go("imports")
    taken = Taps(bureau)
    file = sheets.county_list([SENTENCE], found=last_month(), due=clock.today() + dt.timedelta(days=20))
    steps.import_list(taken, file)
    assert (taken.count, only_problem().state) == (2, State.DISPATCHED)

    dispatching = Taps(township)
    steps.dispatch(dispatching, SENTENCE)
    assert (dispatching.count, only_problem().lead_unit) == (3, county.village_committee.name)

    steps.sign(Taps(village), SENTENCE)
    handing_in = Taps(village)
    steps.hand_in(handing_in, SENTENCE, "垃圾已清运，立了警示牌")
    assert (handing_in.count, len(handing_in.sentences)) == (4, 1)

    steps.verify(Taps(township), SENTENCE)
    steps.close_all_that_wait(Taps(bureau))
    assert only_problem().state == State.CLOSED

    report_of_last_month_is_published(bureau)
    bureau.page.locator(".figure-card", has_text="新增问题").get_by_role("link").click()
    bureau.sees("新增问题")
    assert bureau.page.locator(".ledger-title a").all_inner_texts() == [SENTENCE]
    bureau.link(SENTENCE).click()
    bureau.sees(SENTENCE)
    assert bureau.page.locator(".photo-side", has_text="整改后").locator("img").count() == 1


def report_of_last_month_is_published(bureau):
    bureau.go("reports")
    bureau.button("生成").click()
    bureau.link("查看报表").click()
    publishing = Taps(bureau)
    bureau.go("workbench")
    publishing.tap(bureau.link("报表公文"))
    publishing.tap(bureau.page.locator(".ledger-title a", has_text="通报"))
    publishing.tap(bureau.button("发布"))
    publishing.tap(bureau.page.locator("dialog").get_by_role("button", name="发布"))
    bureau.hears("已发布")
    assert publishing.count == 4


def test_what_a_grid_member_reports_by_phone_is_closed_by_the_township_leader(visit, county):
    member, staff = visit(county.grid_member, phone=True), visit(county.township_staff)
    village, leader = visit(county.village_leader, phone=True), visit(county.township_leader, phone=True)

    reporting = Taps(member)
    steps.report(reporting, SENTENCE)
    assert (reporting.count, len(reporting.sentences)) == (4, 1)
    assert (only_problem().category, only_problem().discovered_on) == ("solid_waste", clock.today())

    steps.dispatch(Taps(staff), SENTENCE)
    steps.sign(Taps(village), SENTENCE)
    steps.hand_in(Taps(village), SENTENCE, "已清运")
    steps.verify(Taps(staff), SENTENCE)
    steps.open_from_workbench(Taps(leader), SENTENCE)
    leader.link("销号").tap()
    leader.page.locator("[data-check-all=criteria]").tap()
    leader.button("销号").tap()
    leader.hears("已销号")

    assert only_problem().state == State.CLOSED
    member.go("problem", only_problem().pk)
    member.reads("镇长甲")
