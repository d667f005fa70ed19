"""Days in a year whose days off are not announced: marked wherever they are shown, counted again once when they are."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.http import QueryDict

from apps.common.actions import settle_year
from apps.common.notices import read_notice
from apps.common.queries import calendar
from apps.problems import actions, counting, tasks, wording
from apps.problems.actions import Step
from apps.problems.actions.recounting import recount
from apps.problems.exporting import write_ledger
from apps.problems.forms.filters import LedgerFilter
from apps.problems.models import Escalation, Problem, ProblemEvent
from apps.problems.states import Action
from tests import cast
from tests.common.test_notices import YEAR_2027

# Made up: 4 January off, 9 and 10 January worked.
NOTICE = YEAR_2027.replace("1月1日至3日放假，共3天。", "1月1日至4日放假调休。1月9日、1月10日上班。")


def at(month, day, year=2026):
    return dt.datetime(year, month, day, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def settle(county, when=None):
    notice = read_notice(NOTICE, 2027)
    settle_year(year=2027, notice=notice, note="通知", by=county.administrator, at=when or at(12, 31))


def again(when):
    known = calendar()
    return [
        recount(pk, calendar=known, at=when) for pk in Problem.objects.everywhere("test").values_list("pk", flat=True)
    ]


def stored(problem):
    return Problem.objects.everywhere("test").get(pk=problem.pk)


def dispatch(county, problem, deadline, when):
    return actions.dispatch(
        problem, given=Step(by=county.township_staff, at=when), lead_organisation=county.village_committee,
        deadline_kind="date", deadline=deadline,
    )  # fmt: skip


@pytest.fixture
def dispatched(county):
    """15 days from 20 December are 4 January, a Monday: a working day unless the announcement says otherwise."""
    return dispatch(county, cast.problem(at=at(12, 20)), dt.date(2027, 1, 4), at(12, 20))


@pytest.fixture
def noticed(county):
    """28 to 31 December, then 4 to 8 and 11 January: ten working days, the first one counted."""
    problem = cast.problem(
        state="submitted", source="central_inspection", submitted_by=county.village_leader, at=at(12, 1)
    )
    return actions.verify(problem, given=Step(by=county.county_staff, at=at(12, 28)))


@pytest.fixture
def called(county):
    problem = cast.problem(
        state="rectifying", lead_organisation=county.village_committee, lead_unit="村委会", at=at(12, 1)
    )
    given = Step(by=county.township_staff, at=at(12, 30), note="请派人认定")
    actions.escalate(problem, given=given, department=county.water_department)
    return problem


def test_a_proposed_deadline_in_an_unannounced_year_is_provisional_a_chosen_one_is_not(county, dispatched):
    chosen = dispatch(county, cast.problem(), dt.date(2027, 1, 6), at(12, 20))
    this_year = dispatch(county, cast.problem(), counting.deadline_from(dt.date(2026, 11, 4)).day, at(11, 4))

    assert [problem.deadline_is_provisional for problem in (dispatched, chosen, this_year)] == [True, False, False]


def test_once_the_year_is_known_the_deadline_is_counted_again_with_its_history(county, dispatched):
    before = again(at(12, 30))
    settle(county)
    moved = again(at(12, 31))
    twice = again(at(12, 31))

    problem = stored(dispatched)
    event = problem.events.get(action=Action.RECOUNT)
    assert (before, moved, twice) == ([0], [1], [0])
    assert (problem.deadline, problem.first_deadline, problem.deadline_is_provisional) == (
        dt.date(2027, 1, 5), dt.date(2027, 1, 5), False,
    )  # fmt: skip
    assert (event.by_label, event.details) == ("系统", {"deadline": ["2027-01-04", "2027-01-05"]})
    assert [(change.label, change.was, change.now) for change in wording.changes_of(event)] == [
        ("整改期限", "2027-01-04", "2027-01-05")
    ]


def test_a_notice_and_an_arrival_are_counted_again_too(county, noticed, called):
    assert (noticed.notice_until, noticed.notice_is_provisional) == (dt.date(2027, 1, 11), True)
    call = Escalation.objects.get()
    assert (call.arrive_on, call.arrival_is_provisional) == (dt.date(2027, 1, 5), True)

    settle(county)
    tasks.recount_provisional_days()
    again(at(12, 31))

    call.refresh_from_db()
    assert (stored(noticed).notice_until, stored(noticed).notice_is_provisional) == (dt.date(2027, 1, 10), False)
    assert (call.arrive_on, call.arrival_is_provisional) == (dt.date(2027, 1, 6), False)
    assert [event.details for event in ProblemEvent.objects.filter(action=Action.RECOUNT).order_by("problem_id")] == [
        {"notice_until": ["2027-01-11", "2027-01-10"]},
        {"arrive_on": ["2027-01-05", "2027-01-06"], "department": "丰都县水利局"},
    ]


def test_the_timetable_finds_what_can_be_counted_again_and_nothing_before(county, dispatched):
    tasks.recount_provisional_days()
    before = stored(dispatched).deadline
    settle(county)
    tasks.recount_provisional_days()

    assert (before, stored(dispatched).deadline) == (dt.date(2027, 1, 4), dt.date(2027, 1, 5))


def test_one_that_cannot_be_recounted_stays_as_it_is_and_holds_up_nobody(county, dispatched, noticed, caplog):
    unreadable = {"deadline": "2027-01-04", "provisional": {"since": "十二月二十日", "days": 15}}
    dispatched.events.create(
        action=Action.DISPATCH, by_label="系统", at=at(12, 21), from_state="reported", to_state="dispatched",
        details=unreadable,
    )  # fmt: skip
    settle(county)

    tasks.recount_provisional_days()

    stuck = stored(dispatched)
    assert (stuck.pk < noticed.pk, stored(noticed).notice_until) == (True, dt.date(2027, 1, 10))
    assert (stuck.deadline, stuck.deadline_is_provisional, stuck.version) == (
        dt.date(2027, 1, 4), True, dispatched.version,
    )  # fmt: skip
    assert [record.getMessage() for record in caplog.records] == [
        f"problem {dispatched.number} could not be recounted and keeps its provisional days"
    ]


def test_what_is_finished_stays_and_loses_its_mark(county, dispatched):
    given = Step(by=county.village_leader, at=at(12, 22), note="已清运")
    actions.submit(dispatched, given=given, no_photo_reason="手机坏了")
    settle(county)

    assert again(at(12, 31)) == [0]
    assert (stored(dispatched).deadline, stored(dispatched).deadline_is_provisional) == (dt.date(2027, 1, 4), False)


def test_a_deadline_that_a_list_has_changed_meanwhile_is_not_moved(county, dispatched):
    Problem.objects.everywhere("test").update(deadline=dt.date(2027, 1, 8))
    settle(county)

    assert again(at(12, 31)) == [0]
    assert (stored(dispatched).deadline, stored(dispatched).deadline_is_provisional) == (dt.date(2027, 1, 8), False)


def test_a_granted_extension_was_chosen_and_is_not_counted_again(county, dispatched):
    actions.ask_extension(
        dispatched, given=Step(by=county.village_leader, at=at(12, 21), note="雨"), until=dt.date(2027, 2, 9)
    )
    actions.grant_extension(dispatched, given=Step(by=county.township_leader, at=at(12, 22)))
    settle(county)

    assert again(at(12, 31)) == [0]
    assert stored(dispatched).deadline == dt.date(2027, 2, 9)


def test_a_day_is_never_moved_into_the_past(county, noticed):
    settle(county, at(1, 11, 2027))

    assert again(at(1, 11, 2027)) == [0]
    assert stored(noticed).notice_until == dt.date(2027, 1, 11)


def test_passed_on_with_the_same_deadline_it_stays_provisional(county, dispatched):
    problem = actions.return_to_township(
        dispatched, given=Step(by=county.village_leader, at=at(12, 21), note="不归本村")
    )
    dispatch(county, problem, dt.date(2027, 1, 4), at(12, 22))
    settle(county)

    assert stored(problem).deadline_is_provisional is True
    assert again(at(12, 31)) == [1]


def test_after_a_relapse_the_proposed_deadline_is_provisional_too(county):
    problem = cast.problem(state="closed", at=at(12, 1))
    given = Step(by=county.supervisor, at=at(12, 20), note="又堆了")

    actions.relapse(problem, given=given, deadline=dt.date(2027, 1, 4))

    assert stored(problem).deadline_is_provisional is True


def test_pages_words_and_export_say_that_a_day_is_provisional(county, dispatched, noticed, called, signed_in, noon):
    client = signed_in(county.county_staff)

    pages = [client.get(address).text for address in ("/problems/", f"/problems/{dispatched.pk}/")]
    stream = io.BytesIO()
    chosen = LedgerFilter(QueryDict("state=dispatched"), user=county.township_staff, today=dt.date(2026, 12, 24))
    write_ledger(stream, by=county.township_staff, chosen=chosen, today=dt.date(2026, 12, 24), at=noon)
    cells = [cell.value for row in openpyxl.load_workbook(stream).active.iter_rows() for cell in row]

    assert ["2027年1月4日（暂定）" in page for page in pages] == [True, True]
    assert "暂按法定节假日推算，放假安排公布后重新推算" in pages[1]
    assert "剩11天（暂按法定节假日推算）" in cells
    assert wording.waits_for(noticed) == "已验收。公示到2027年1月11日（暂定），之后等县生态环境局销号。"
    marks = wording.marks_of(Escalation.objects.get(), at(12, 30))
    assert marks[2].words == "应在 1月5日（暂定） 前"


def test_the_form_warns_where_the_proposal_is_provisional(county, signed_in, settings):
    settings.DEFAULT_RECTIFY_DAYS = 800

    page = signed_in(county.township_staff).get(f"/problems/{cast.problem().pk}/dispatch/").text

    assert "年放假安排还没有公布，建议的日期暂按法定节假日推算，公布后自动重新推算。" in page
