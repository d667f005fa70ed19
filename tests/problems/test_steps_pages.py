"""The step pages: one yes and one no for each kind of form, and everything that must happen only once."""

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from apps.problems.forms.steps import step_form
from apps.problems.models import Problem
from apps.problems.states import Action, State
from apps.problems.words import Criterion
from tests import cast
from tests.problems.files import photo_file, text_file


def address(problem, step):
    return reverse("problem_step", args=[problem.pk, step])


def keys(problem):
    return {"step_key": str(uuid4()), "seen_version": problem.version}


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stored(problem):
    return Problem.objects.everywhere("test").get(pk=problem.pk)


# --- Dispatching ---


def test_the_dispatch_form_has_unit_and_deadline_filled_in(county, reported, signed_in, settings):
    settings.DEFAULT_RECTIFY_DAYS = 15
    today = dt.date(2026, 11, 4)

    form = step_form(Action.DISPATCH, reported, user=county.township_staff, today=today)

    assert form["lead_organisation"].value() == county.village_committee.pk
    assert form["deadline"].value() == dt.date(2026, 11, 19)
    assert [field.name for field in form.main_fields()] == ["lead_organisation", "deadline_kind", "deadline"]


def test_dispatching_takes_what_the_form_proposed_and_says_what_comes_next(county, reported, signed_in):
    client = signed_in(county.township_staff)
    form = client.get(address(reported, "dispatch")).context["form"]
    proposed = {field.html_name: field.value() for field in form if field.name != "supporting_organisations"}

    response = client.post(address(reported, "dispatch"), {name: value or "" for name, value in proposed.items()})

    now = stored(reported)
    assert (now.state, now.lead_organisation) == (State.DISPATCHED, county.village_committee)
    assert response.url == reverse("problem", args=[reported.pk])
    assert sentences(response) == [
        f"已交办给兴龙村村民委员会，整改期限 {now.deadline.month}月{now.deadline.day}日。"
        if now.deadline.year == now.updated_at.year
        else f"已交办给兴龙村村民委员会，整改期限 {now.deadline.year}年{now.deadline.month}月{now.deadline.day}日。"
    ]


def test_an_immediate_duty_needs_no_date(county, reported, signed_in):
    facts = {"lead_organisation": county.law_office.pk, "deadline_kind": "immediate", "deadline": "2026-01-01"}

    response = signed_in(county.township_staff).post(address(reported, "dispatch"), keys(reported) | facts)

    now = stored(reported)
    assert (now.deadline_kind, now.deadline, now.lead_unit) == ("immediate", None, "综合执法岗")
    assert sentences(response) == ["已交办给综合执法岗，立行立改。"]


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"deadline_kind": "date", "deadline": "2020-01-01"}, "deadline", "整改期限不能早于今天。"),
        ({"deadline_kind": "date", "deadline": ""}, "deadline", "请选择整改期限的日期。"),
        ({"deadline_kind": "date", "deadline": "明天"}, "deadline", "输入一个有效的日期。"),
    ],
)
def test_a_deadline_that_cannot_be_is_complained_about_in_words(county, reported, signed_in, facts, field, sentence):
    sent = keys(reported) | {"lead_organisation": county.village_committee.pk} | facts

    response = signed_in(county.township_staff).post(address(reported, "dispatch"), sent)

    assert response.context["form"].errors == {field: [sentence]}
    assert stored(reported).state == State.REPORTED


def test_a_unit_of_the_next_township_cannot_be_named(county, reported, signed_in):
    facts = {"lead_organisation": county.neighbour_government.pk, "deadline_kind": "immediate"}

    response = signed_in(county.township_staff).post(address(reported, "dispatch"), keys(reported) | facts)

    assert list(response.context["form"].errors) == ["lead_organisation"]


def test_a_stranger_finds_no_such_page(county, reported, signed_in):
    client = signed_in(county.neighbour_staff)

    assert client.get(address(reported, "dispatch")).status_code == 404
    assert client.post(address(reported, "dispatch"), keys(reported)).status_code == 404


def test_the_wrong_post_is_told_whose_business_it_is(county, reported, signed_in):
    client = signed_in(county.grid_member)

    response = client.get(address(reported, "dispatch"))

    assert response.url == reverse("problem", args=[reported.pk])
    assert sentences(response) == ["交办由所属乡镇（镇环保岗、镇领导）、县生态环境局办理。"]


@pytest.mark.parametrize("step", ["report", "import", "nonsense", "ask_extension"])
def test_what_is_no_step_has_no_page(county, reported, signed_in, step):
    assert signed_in(county.township_staff).get(address(reported, step)).status_code == 404


# --- The other forms ---


def test_signing_is_one_tap(county, dispatched, signed_in):
    response = signed_in(county.village_leader).post(address(dispatched, "start"), keys(dispatched))

    assert stored(dispatched).state == State.RECTIFYING
    assert sentences(response) == ["已签收，期限11月20日。整改好以后，请拍照提交。"]


def test_a_rectification_is_handed_in_with_a_photo_and_a_sentence(county, rectifying, signed_in):
    sent = keys(rectifying) | {"note": "已清运垃圾约2立方米", "photos": [photo_file()]}

    response = signed_in(county.village_leader).post(address(rectifying, "submit"), sent)

    event = stored(rectifying).events.last()
    assert sentences(response) == ["已提交整改，等验收。验收由另一个人办理。"]
    assert [(attachment.phase, attachment.photo.original_name) for attachment in event.attachments.all()] == [
        ("after", "现场.jpg")
    ]


def test_without_a_photo_a_reason_is_asked_for(county, rectifying, signed_in):
    client = signed_in(county.village_leader)

    refused = client.post(address(rectifying, "submit"), keys(rectifying) | {"note": "已清运"})
    client.post(address(rectifying, "submit"), keys(rectifying) | {"note": "已清运", "no_photo_reason": "手机进水"})

    assert refused.context["form"].errors == {
        "photos": ["请拍一张整改后的照片；确实拍不了的，在下面“更多”里写明原因。"]
    }
    assert refused.context["form"]["note"].value() == "已清运"
    assert stored(rectifying).events.last().details == {"no_photo_reason": "手机进水"}


def test_a_file_that_is_no_photo_is_named(county, rectifying, signed_in):
    sent = keys(rectifying) | {"note": "已清运", "photos": [text_file("坏照片.jpg")]}

    response = signed_in(county.village_leader).post(address(rectifying, "submit"), sent)

    (complaint,) = response.context["form"].errors["photos"]
    assert complaint.startswith("“坏照片.jpg”：")
    assert response.context["photos_lost"]


def test_a_duplicate_names_the_other_problem_by_its_number(county, reported, signed_in, noon):
    twin = cast.problem(at=noon)
    sent = keys(reported) | {"rejection": "duplicate", "duplicate_of": twin.number, "note": "同一处"}

    signed_in(county.township_staff).post(address(reported, "reject"), sent)

    assert (stored(reported).rejection, stored(reported).duplicate_of_id) == ("duplicate", twin.pk)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "请填写与哪个问题重复，如 2026-000123。"),
        ("2026-999999", "没有找到这个编号的问题，请核对，如 2026-000123。"),
        ("垃圾", "没有找到这个编号的问题，请核对，如 2026-000123。"),
    ],
)
def test_a_duplicate_of_nothing_is_no_duplicate(county, reported, signed_in, number, sentence):
    sent = keys(reported) | {"rejection": "duplicate", "duplicate_of": number, "note": "同一处"}

    response = signed_in(county.township_staff).post(address(reported, "reject"), sent)

    assert response.context["form"].errors == {"duplicate_of": [sentence]}


def test_a_duplicate_out_of_sight_does_not_exist(county, reported, signed_in, noon):
    elsewhere = cast.problem(cast.WUPING_VILLAGE, at=noon)
    sent = keys(reported) | {"rejection": "duplicate", "duplicate_of": elsewhere.number, "note": "同一处"}

    response = signed_in(county.township_staff).post(address(reported, "reject"), sent)

    assert list(response.context["form"].errors) == ["duplicate_of"]


def test_closing_asks_all_five_criteria(county, verified, signed_in):
    client = signed_in(county.township_leader)
    four = [criterion.value for criterion in Criterion][:4]

    refused = client.post(address(verified, "close"), keys(verified) | {"criteria": four})
    client.post(address(verified, "close"), keys(verified) | {"criteria": Criterion.values})

    assert refused.context["form"].non_field_errors() == ["还不能销号，以下条件没有确认：长效机制已建立。"]
    assert stored(verified).state == State.CLOSED


def test_the_document_of_approval_is_asked_for_only_where_one_is_needed(county, noon):
    own, higher = cast.problem(state="verified"), cast.problem(state="verified", source="central_inspection")
    today = noon.date()

    forms = [step_form(Action.CLOSE, problem, user=county.county_staff, today=today) for problem in (own, higher)]

    assert ["closing_document" in form.fields for form in forms] == [False, True]


def test_an_office_that_gives_a_problem_back_is_led_to_the_ledger(county, noon, signed_in):
    problem = cast.problem(state="dispatched", lead_organisation=county.law_office, lead_unit="综合执法岗", at=noon)

    response = signed_in(county.office_staff).post(address(problem, "return"), keys(problem) | {"note": "不归我们管"})

    assert response.url == reverse("problems")
    assert sentences(response) == ["已退回所属乡镇，由乡镇重新交办。"]


def test_a_department_is_called_and_signs(county, rectifying, signed_in):
    sent = keys(rectifying) | {"department": county.water_department.pk, "note": "请到现场认定"}
    signed_in(county.township_staff).post(address(rectifying, "escalate"), sent)

    now = stored(rectifying)
    response = signed_in(county.department_staff).post(address(now, "escalation-sign"), keys(now))

    assert sentences(response)[-1] == "已签收。请尽快与乡镇联系。"
    assert stored(rectifying).escalations.get().signed_at is not None


def test_a_correction_keeps_old_and_new(county, reported, signed_in):
    client = signed_in(county.township_staff)
    form = client.get(address(reported, "correct")).context["form"]
    sent = {field.html_name: field.value() or "" for field in form} | {"category": "water", "note": "看错了"}

    client.post(address(reported, "correct"), sent)

    assert stored(reported).events.last().details == {"changes": {"category": ["solid_waste", "water"]}}


def test_a_correction_of_nothing_is_refused(county, reported, signed_in):
    client = signed_in(county.township_staff)
    form = client.get(address(reported, "correct")).context["form"]

    response = client.post(address(reported, "correct"), {field.html_name: field.value() or "" for field in form})

    assert response.context["form"].non_field_errors() == ["没有改动任何内容。"]
