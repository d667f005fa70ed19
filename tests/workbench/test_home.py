"""工作台: what waits for whom, figures that equal the list behind them, and a page for every role."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import LEDGER, Role
from apps.common import clock
from apps.problems.models import ProblemEvent
from apps.problems.states import State
from apps.workbench.gathering import desk_of
from tests import cast
from tests.cast import HUILONG, JILONG, WUPING_VILLAGE, XINGLONG

pytestmark = pytest.mark.django_db


def ago(days) -> dt.datetime:
    return clock.start_of(clock.today() - dt.timedelta(days=days)) + dt.timedelta(hours=9)


def due(days) -> dict:
    return {"deadline": clock.today() + dt.timedelta(days=days)}


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def ledger(county):
    """Problems of every state and age in two townships, late and soon, patrolled and petitioned."""
    own, office, department = county.village_committee, county.law_office, county.water_department
    cast.problem(at=ago(0))
    cast.problem(HUILONG, at=ago(7), **due(0))
    cast.problem(state=State.DISPATCHED, lead_organisation=own, at=ago(8), **due(-1))
    cast.problem(state=State.RECTIFYING, lead_organisation=office, at=ago(30), **due(3))
    cast.problem(state=State.RECTIFYING, lead_organisation=department, at=ago(31), **due(4))
    cast.problem(state=State.SUBMITTED, submitted_by=county.village_leader, at=ago(90), **due(-5))
    cast.problem(state=State.VERIFIED, verified_by=county.township_staff, at=ago(91))
    cast.problem(state=State.VERIFIED, source="petition", verified_by=county.township_staff, at=ago(400))
    cast.problem(state=State.CLOSED, at=ago(40), closed_on=clock.today())
    cast.problem(state=State.CLOSED, at=ago(400), closed_on=clock.today() - dt.timedelta(days=40))
    cast.problem(WUPING_VILLAGE, state=State.DISPATCHED, at=ago(12), **due(-2))
    cast.problem(WUPING_VILLAGE, state=State.RECTIFYING, at=ago(3), **due(2))
    return county


@pytest.mark.parametrize("role", sorted(LEDGER))
def test_every_figure_is_the_length_of_the_list_behind_it(ledger, signed_in, role):
    client = signed_in(ledger.by_role[role])

    desk = client.get("/").context["desk"]

    shown = [(figure["label"], figure["value"], figure["url"]) for figure in desk.figures]
    shown += [(part.label, part.value, part.url) for part in desk.ages]
    shown += [(place["name"], place["value"], place["url"]) for place in desk.late_places]
    shown += [
        ("等我办理", desk.waiting_total, "/problems/?due=mine"),
        ("超期", desk.late_total, "/problems/?due=overdue"),
    ]
    listed = [(label, client.get(url).context["total"], url) for label, _, url in shown]
    assert listed == shown


def test_the_figures_of_a_township_worked_out_by_hand(ledger):
    desk = desk_of(ledger.township_staff, today=clock.today())

    month = clock.today().replace(day=1)
    registered = sum(timezone.localdate(ago(days)) >= month for days in (0, 7, 8, 30, 31, 90, 91, 400, 40, 400))
    assert [(figure["label"], figure["value"]) for figure in desk.figures] == [
        ("未办结", 8), ("已超期", 1), ("三天内到期", 1), ("本月登记", registered), ("本月销号", 1),
    ]  # fmt: skip
    assert [(part.label, part.value) for part in desk.ages] == [
        ("一周内", 2), ("一个月内", 2), ("三个月内", 2), ("更久", 2),
    ]  # fmt: skip


def test_the_county_sees_where_it_is_late_by_township_never_by_person(ledger):
    desk = desk_of(ledger.county_staff, today=clock.today())

    assert [(place["name"], place["value"]) for place in desk.late_places] == [("武平镇", 1), ("暨龙镇", 1)]


@pytest.mark.parametrize(
    ("role", "waiting"),
    [
        (Role.GRID_MEMBER, 1),
        (Role.VILLAGE_LEADER, 1),
        (Role.TOWNSHIP_STAFF, 3),
        (Role.TOWNSHIP_LEADER, 4),
        (Role.OFFICE_STAFF, 1),
        (Role.COUNTY_STAFF, 1),
        (Role.DEPARTMENT_STAFF, 1),
        (Role.SUPERVISOR, 0),
        (Role.ADMINISTRATOR, 0),
    ],
)
def test_what_waits_for_each_role(ledger, role, waiting):
    desk = desk_of(ledger.by_role[role], today=clock.today())

    assert (desk.waiting_total, len(desk.waiting)) == (waiting, waiting)


def test_the_most_urgent_stands_first_with_place_state_and_deadline(ledger, signed_in):
    page = text(signed_in(ledger.village_leader).get("/"))

    assert re.search(r"等我办理.*?河边堆放生活垃圾.*?暨龙镇兴龙村.*?待签收.*?超期1天", page)


def test_more_than_fit_are_counted_and_one_tap_away(county, signed_in):
    for _ in range(9):
        cast.problem(at=ago(1))

    page = text(signed_in(county.township_staff).get("/"))

    assert '<a href="/problems/?due=mine">共 9 件，查看全部</a>' in page


def test_news_are_the_steps_of_others_in_my_sight(county, signed_in):
    mine, foreign = cast.problem(description="河边垃圾"), cast.problem(WUPING_VILLAGE, description="邻镇的事")
    for problem, by in (
        (mine, county.village_leader),
        (mine, county.township_staff),
        (foreign, county.neighbour_staff),
    ):
        problem.updated_at = clock.now()
        problem.save()
        ProblemEvent.objects.create(
            problem=problem, action="dispatch", by=by, by_label=str(by), at=clock.now(), to_state="dispatched"
        )

    desk = signed_in(county.township_staff).get("/").context["desk"]

    assert [event.by_label for event in desk.news] == ["村主任甲"]


@pytest.mark.parametrize("role", sorted(LEDGER))
def test_with_no_rows_at_all_the_page_says_what_will_come(county, signed_in, role):
    page = text(signed_in(county.by_role[role]).get("/"))

    assert "没有等您办理的事" in page
    assert [int(number) for number in re.findall(r'figure-number">(\d+)<', page)] == [0] * 5


@pytest.mark.parametrize("role", [Role.VILLAGE_LEADER, Role.TOWNSHIP_STAFF, Role.COUNTY_STAFF])
def test_the_page_asks_the_database_as_often_for_five_problems_as_for_one(
    county, client, role, django_assert_max_num_queries
):
    counted = []
    client.force_login(county.by_role[role], backend="apps.accounts.backends.PostBackend")
    client.get("/")
    for more in (1, 4):
        for number in range(more):
            problem = cast.problem(
                (XINGLONG, HUILONG)[number % 2], state=State.DISPATCHED, lead_organisation=county.village_committee,
                at=clock.now(), **due(-1),
            )  # fmt: skip
            ProblemEvent.objects.create(
                problem=problem, action="dispatch", by=county.county_staff if role != Role.COUNTY_STAFF else None,
                by_label="某人", at=clock.now(), to_state="dispatched",
            )  # fmt: skip
        with django_assert_max_num_queries(20) as queries:
            client.get("/")
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_the_administrator_sees_duties_and_no_problems(ledger, signed_in):
    answer = signed_in(ledger.administrator).get("/")

    desk = answer.context["desk"]
    assert (desk.figures, desk.waiting, desk.late, desk.news) == ([], [], [], [])
    assert "问题台账" not in text(answer)


def test_from_november_the_administrator_is_asked_for_next_years_holidays(county):
    duties = [desk_of(county.administrator, today=dt.date(2026, month, 1)).duties for month in (10, 11)]

    assert [len(duty) for duty in duties] == [0, 1]
    assert duties[1][0][0].startswith("2027 年的放假安排还没有录入")


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_has_only_what_concerns_the_role(county, signed_in, role):
    context = signed_in(county.by_role[role]).get("/").context

    places = {entry.label for entry in context["navigation"]}
    assert ("系统管理" in places) == (role == Role.ADMINISTRATOR)
    assert ("问题台账" in places) == (role != Role.ADMINISTRATOR)
    assert len(context["phone_tabs"]) <= 5
    assert ("巡查上报" in {tab.label for tab in context["phone_tabs"]}) == (role in LEDGER)


@pytest.mark.parametrize("role", sorted(LEDGER))
def test_the_large_button_leads_to_the_patrol_page_for_those_who_patrol_and_to_the_form_for_others(
    county, signed_in, role
):
    tabs = signed_in(county.by_role[role]).get("/").context["phone_tabs"]

    on_patrol = role in {Role.GRID_MEMBER, Role.VILLAGE_LEADER}
    assert [tab.url for tab in tabs if tab.primary] == [reverse("patrol_page" if on_patrol else "report_problem")]


def test_the_place_in_the_frame_is_that_of_the_person(county, signed_in):
    assert signed_in(county.grid_member).get("/").context["own_place_name"] == "兴龙村"
    assert signed_in(county.township_staff).get("/").context["own_place_name"] == "暨龙镇"
    assert JILONG not in text(signed_in(county.township_staff).get("/suggestions/"))


def test_the_health_check_needs_nobody(client, db):
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"ok")
