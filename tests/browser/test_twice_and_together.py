"""Two people at one problem, a form sent twice, the way back: one result, and nobody is left guessing."""

from uuid import UUID

from apps.accounts.roles import Role
from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import Action, State
from tests import cast
from tests.browser import steps
from tests.browser.taps import Taps
from tests.cast import XINGLONG, person

OLD_KEY = UUID("6f1c1f0e-7a55-4f6e-9d0c-1b8f5f0c2a11")


def descriptions() -> list[str]:
    problems = Problem.objects.everywhere("the test looks at what came out").order_by("pk")
    return list(problems.values_list("description", flat=True))


def events_of(problem, action):
    return ProblemEvent.objects.filter(problem=problem, action=action).count()


def test_of_two_who_dispatch_at_once_the_second_is_told_what_happened(visit, county):
    problem = cast.problem()
    colleague = person(Role.TOWNSHIP_STAFF, cast.JILONG, county.station, "环保岗乙")
    first, second = visit(county.township_staff), visit(colleague)
    for visitor in (first, second):
        visitor.go("problem_step", problem.pk, "dispatch")

    first.button("交办").click()
    first.hears("已交办给兴龙村村民委员会")
    second.button("交办").click()

    second.reads("环保岗甲")
    second.reads("待签收")
    assert events_of(problem, Action.DISPATCH) == 1


def test_a_double_click_dispatches_once_and_a_replayed_form_changes_nothing(visit, county):
    problem = cast.problem()
    staff = visit(county.township_staff)
    page = staff.go("problem_step", problem.pk, "dispatch")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        staff.button("交办").dblclick()
    staff.hears("已交办给")

    again = page.request.post(
        sent.value.url,
        data=sent.value.post_data_buffer,
        headers={"Content-Type": sent.value.headers["content-type"], "Referer": sent.value.url},
    )

    assert again.status == 200
    assert "已交办给" in again.text()
    assert events_of(problem, Action.DISPATCH) == 1


def test_reloading_and_going_back_after_reporting_report_nothing_new(visit, county):
    member = visit(county.grid_member, phone=True)
    steps.report_by_form(Taps(member), "河边堆放生活垃圾")
    member.page.reload()
    member.sees("已上报")
    member.page.go_back()

    member.sees("上报问题")
    assert member.page.get_by_label("发现了什么问题").input_value() == ""
    assert descriptions() == ["河边堆放生活垃圾"]


def test_a_report_form_sent_once_more_gives_one_problem_and_loses_no_other(visit, county):
    """A browser may bring back the old form, hidden key and all."""
    member = visit(county.grid_member, phone=True)
    for words in ("河边堆放生活垃圾", "河边堆放生活垃圾", "有人露天焚烧秸秆"):
        page = member.go("report_problem")
        page.locator("[name=form_key]").evaluate("(field, key) => { field.value = key }", str(OLD_KEY))
        page.get_by_label("发现了什么问题").fill(words)
        member.button("上报").tap()
        if words != "有人露天焚烧秸秆":
            member.sees("已上报")

    member.reads("这张表单已经上报过")
    assert descriptions() == ["河边堆放生活垃圾"]
    member.button("上报").tap()
    member.sees("已上报")
    assert descriptions() == ["河边堆放生活垃圾", "有人露天焚烧秸秆"]


def test_a_step_that_a_colleague_has_taken_meanwhile_is_refused_in_words(visit, county):
    problem = cast.problem(XINGLONG, state=State.SUBMITTED, lead_organisation=county.village_committee)
    staff, leader = visit(county.township_staff), visit(county.township_leader)
    staff.go("problem_step", problem.pk, "verify")
    leader.go("problem_step", problem.pk, "refuse")

    leader.page.get_by_label("哪里没有做到").fill("沟边还有垃圾")
    leader.button("验收不通过").click()
    leader.hears("验收没有通过")
    staff.button("验收通过").click()

    staff.reads("镇长甲")
    assert Problem.objects.everywhere("the test looks").get().state == State.RECTIFYING
