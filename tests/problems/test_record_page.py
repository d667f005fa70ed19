import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.roles import Role
from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.models import Problem
from apps.problems.states import Action
from tests import cast


def page(client, problem):
    return client.get(reverse("problem", args=[problem.pk]))


def label(button):
    return button and button["label"]


@pytest.mark.parametrize(
    ("fixture", "person", "primary"),
    [
        ("reported", "township_staff", "交办"),
        ("reported", "grid_member", None),
        ("dispatched", "village_leader", "签收"),
        ("dispatched", "township_staff", "提交整改"),
        ("rectifying", "village_leader", "提交整改"),
        ("submitted", "township_staff", "验收通过"),
        ("submitted", "village_leader", None),
        ("verified", "township_leader", "销号"),
        ("closed", "supervisor", "回头看合格"),
    ],
)
def test_the_one_coloured_button_is_the_next_step_of_this_person(request, county, signed_in, fixture, person, primary):
    problem = request.getfixturevalue(fixture)

    response = page(signed_in(getattr(county, person)), problem)

    assert label(response.context["primary"]) == primary
    assert response.text.count("btn-primary") == (1 if primary else 0)


def test_the_other_steps_stand_in_the_menu(county, reported, signed_in):
    response = page(signed_in(county.township_staff), reported)

    assert [button["label"] for button in response.context["others"]] == ["不予立案", "补充说明", "更正信息"]


def test_a_refusal_that_concerns_the_person_says_why(county, verified, signed_in):
    staff = page(signed_in(county.township_staff), verified)
    village = page(signed_in(county.village_leader), verified)

    assert staff.context["refused"] == [
        {"label": "销号", "reason": "提交、验收、销号要由不同的人办理，请由另一位同事销号。"}
    ]
    assert village.context["refused"] == []


@pytest.mark.parametrize(
    ("fixture", "sentence"),
    [
        ("reported", "等所属乡镇交办。"),
        ("dispatched", "等兴龙村村民委员会签收，期限11月20日。"),
        ("rectifying", "兴龙村村民委员会正在整改，期限11月20日。"),
        ("submitted", "整改已提交，等所属乡镇或县生态环境局验收。"),
        ("verified", "已验收。等所属乡镇销号。"),
        ("closed", "已销号，可以安排回头看。"),
    ],
)
def test_the_page_says_who_must_act(request, county, signed_in, fixture, sentence):
    problem = request.getfixturevalue(fixture)

    assert page(signed_in(county.township_staff), problem).context["waits_for"] == sentence


def test_the_timeline_tells_everything_the_newest_first(county, submitted, signed_in):
    events = page(signed_in(county.township_staff), submitted).context["events"]

    assert [told["event"].action for told in events] == [
        Action.SUBMIT,
        Action.START,
        Action.DISPATCH,
        Action.REPORT,
    ]
    assert [(change.label, change.now) for change in events[0]["changes"]] == [("没有照片的原因", "手机坏了")]
    assert {(change.label, change.now) for change in events[2]["changes"]} == {
        ("牵头单位", "兴龙村村民委员会"),
        ("期限类型", "限期整改"),
        ("整改期限", "2026-11-20"),
    }


def test_a_correction_shows_old_and_new_in_the_words_of_the_form(county, reported, noon, signed_in):
    actions.correct(reported, given=Step(by=county.township_staff, at=noon, note="看错了"), category="water")

    (told, _) = page(signed_in(county.township_staff), reported).context["events"]

    assert [(change.label, change.was, change.now) for change in told["changes"]] == [
        ("问题类型", "固体废物", "水污染")
    ]


def test_an_imported_problem_shows_its_file_sheet_row_and_the_row_itself(county, signed_in, noon):
    problem = cast.problem(
        origin={"file": "县级检查清单.xlsx", "sheet": "六月", "row": 17},
        raw={"存在问题": "河边堆放垃圾", "责任人": "隆某 13800000000"},
        at=noon,
    )

    text = page(signed_in(county.township_staff), problem).text

    assert "县级检查清单.xlsx，工作表“六月”第17行" in text
    assert "隆某 13800000000" in text


def test_a_called_department_is_shown_with_its_clock(county, rectifying, noon, signed_in):
    actions.escalate(
        rectifying, given=Step(by=county.township_staff, at=noon, note="请到场"), department=county.water_department
    )

    ((call, marks),) = page(signed_in(county.department_staff), rectifying).context["calls"]

    assert call.department == county.water_department
    assert [(mark.label, mark.words.partition("，")[0]) for mark in marks] == [
        ("签收", "应在 11月4日 13:00 前"),
        ("联系", "应在 11月5日 12:00 前"),
        ("到场", "应在 11月9日 前"),
        ("答复", "还没有答复"),
    ]


def test_a_duplicate_links_to_the_other_one_only_for_who_can_see_it(county, noon, signed_in):
    elsewhere = cast.problem(cast.WUPING_VILLAGE, at=noon)
    problem = cast.problem(state="rejected", rejection="duplicate", duplicate_of=elsewhere, at=noon)

    own, above = (page(signed_in(person), problem) for person in (county.township_staff, county.county_staff))

    assert own.context["waits_for"] == f"没有立案，与 {elsewhere.number} 重复。"
    assert [response.context["twin_url"] for response in (own, above)] == ["", f"/problems/{elsewhere.pk}/"]


def test_a_stranger_finds_nothing_and_the_administrator_is_not_let_in(county, reported, signed_in):
    assert page(signed_in(county.neighbour_staff), reported).status_code == 404
    assert page(signed_in(county.administrator), reported).status_code == 403


def test_a_department_sees_only_what_reached_it(county, reported, noon, signed_in):
    before = page(signed_in(county.department_staff), reported).status_code
    Problem.objects.everywhere("test").get(pk=reported.pk).supporting_organisations.add(county.water_department)

    assert (before, page(signed_in(county.department_staff), reported).status_code) == (404, 200)


@pytest.mark.parametrize("times", [1, 5])
def test_a_long_history_costs_no_more_than_a_short_one(
    county, reported, noon, signed_in, times, django_assert_num_queries
):
    for number in range(times):
        at = noon + dt.timedelta(minutes=number)
        actions.remark(reported, given=Step(by=county.township_staff, at=at, note="看过"))
    client = signed_in(county.township_staff)
    page(client, reported)

    # Session, person, posts; problem, events, their attachments, calls, photos, supporting units, names of places.
    with django_assert_num_queries(9):
        page(client, reported)


def test_everybody_but_the_administrator_can_add_words(county, reported, signed_in):
    reached = {role: page(signed_in(person), reported).status_code for role, person in county.by_role.items()}

    assert reached == dict.fromkeys(Role, 200) | {
        Role.ADMINISTRATOR: 403,
        Role.OFFICE_STAFF: 404,
        Role.DEPARTMENT_STAFF: 404,
    }


def test_the_history_names_places_and_says_nothing_that_only_programs_understand(county, noon, reported, signed_in):
    given = Step(by=county.township_staff, at=noon, note="地点写错了")
    actions.correct(reported, given=given, division_code=cast.HUILONG)
    reported.events.create(
        action=Action.IMPORT, at=noon, to_state="reported", details={"batch": 7, "file": "清单.xlsx", "created": True}
    )

    response = page(signed_in(county.township_staff), reported)

    told = [(change.label, change.was, change.now) for line in response.context["events"] for change in line["changes"]]
    assert told == [("文件", None, "清单.xlsx"), ("所在地代码", "暨龙镇兴龙村", "暨龙镇回龙村")]
