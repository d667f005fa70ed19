"""Everything that must happen only once: forms sent twice, gone back to, or grown old."""

from uuid import uuid4

from django.contrib.messages import get_messages
from django.urls import reverse

from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import Action, State


def address(problem, step):
    return reverse("problem_step", args=[problem.pk, step])


def keys(problem):
    return {"step_key": str(uuid4()), "seen_version": problem.version}


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stored(problem):
    return Problem.objects.everywhere("test").get(pk=problem.pk)


def test_a_form_sent_twice_is_one_step_and_both_answers_are_a_success(county, dispatched, signed_in):
    client, sent = signed_in(county.village_leader), keys(dispatched)

    answers = [client.post(address(dispatched, "start"), sent) for _ in range(2)]

    assert [answer.url for answer in answers] == [reverse("problem", args=[dispatched.pk])] * 2
    assert ProblemEvent.objects.filter(problem=dispatched, action=Action.START).count() == 1


def test_words_written_anew_on_a_form_gone_back_to_are_not_lost(county, reported, signed_in):
    client, sent = signed_in(county.township_staff), keys(reported)
    client.post(address(reported, "remark"), sent | {"note": "第一句"})

    again = client.post(address(reported, "remark"), sent | {"note": "第二句"})

    form = again.context["form"]
    assert form.non_field_errors() == ["这张表单已经提交过一次。现在写的内容还没有提交，请核对后再点一次。"]
    assert (form["note"].value(), form["step_key"].value() != sent["step_key"]) == ("第二句", True)
    client.post(address(reported, "remark"), {field.html_name: field.value() or "" for field in form})
    assert [event.note for event in stored(reported).events.all()] == ["", "第一句", "第二句"]


def test_a_page_grown_old_is_told_what_happened_meanwhile(county, reported, noon, signed_in):
    old = keys(reported)
    actions.remark(reported, given=Step(by=county.township_leader, at=noon, note="已去看过"))
    facts = {"rejection": "not_true", "note": "现场没有"}

    response = signed_in(county.township_staff).post(address(reported, "reject"), old | facts)

    form = response.context["form"]
    assert form.non_field_errors() == [
        "您打开这个页面以后，暨龙镇人民政府 镇长甲在 11月04日 12:00 办理了“补充说明”，"
        "问题现在是“待交办”。您的操作没有生效，请看过最新情况再办。"
    ]
    assert form["note"].value() == "现场没有"
    assert form["seen_version"].value() == "2"


def test_a_form_without_its_keys_is_not_accepted(county, dispatched, signed_in):
    response = signed_in(county.village_leader).post(address(dispatched, "start"))

    assert sentences(response) == ["这一步没有办成，请再点一次。"]
    assert stored(dispatched).state == State.DISPATCHED
