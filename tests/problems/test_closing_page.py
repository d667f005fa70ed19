from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from apps.accounts.roles import TOWNSHIP, Role
from apps.problems.models import Problem
from apps.problems.states import State
from apps.problems.words import Criterion
from tests import cast

ADDRESS = "/problems/closing/"


def waiting(**facts):
    return cast.problem(state="verified", progress="已清运", **{"source": "county_inspection"} | facts)


def sent(*problems, **facts):
    ticks = [f"{problem.pk}:{problem.version}" for problem in problems]
    return {"form_key": str(uuid4()), "ids": ticks, "criteria": Criterion.values} | facts


def states(*problems):
    found = Problem.objects.everywhere("test").in_bulk([problem.pk for problem in problems])
    return [found[problem.pk].state for problem in problems]


def sentences(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_twenty_are_closed_with_one_sending(county, signed_in):
    problems = [waiting() for _ in range(20)]

    response = signed_in(county.county_staff).post(ADDRESS, sent(*problems))

    assert states(*problems) == [State.CLOSED] * 20
    numbers = "、".join(problem.number for problem in problems[:5])
    assert sentences(response) == [f"已销号 20 件：{numbers} 等。"]


def test_each_sees_what_is_his_to_close(county, signed_in):
    own, above = waiting(source="patrol"), waiting()

    def listed(person):
        return [problem.pk for problem in signed_in(person).get(ADDRESS).context["ready"]]

    assert (listed(county.township_leader), listed(county.county_staff)) == ([own.pk], [above.pk])
    assert listed(county.neighbour_staff) == []


def test_what_must_wait_is_listed_with_its_reason(county, signed_in):
    waiting(verified_by=county.county_staff)

    context = signed_in(county.county_staff).get(ADDRESS).context

    assert context["ready"] == []
    assert [reason for _, reason in context["waiting"]] == ["提交、验收、销号要由不同的人办理，请由另一位同事销号。"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"ids": []}, "请先勾选要销号的问题。"),
        ({"criteria": []}, "五个条件都要确认，才能销号。"),
        ({"criteria": Criterion.values[:4]}, "还没有确认：长效机制已建立。五个条件都要确认，才能销号。"),
    ],
)
def test_nothing_is_closed_before_all_is_confirmed(county, signed_in, facts, sentence):
    problem = waiting()

    response = signed_in(county.county_staff).post(ADDRESS, sent(problem) | facts)

    errors = response.context["form"].errors
    assert [error for group in errors.values() for error in group] == [sentence]
    assert states(problem) == [State.VERIFIED]


def test_ticks_and_words_survive_a_complaint(county, signed_in):
    ticked, other = waiting(source="central_inspection"), waiting()

    response = signed_in(county.county_staff).post(
        ADDRESS, sent(ticked, criteria=[], **{f"document_{ticked.pk}": "渝环督〔2026〕12号"})
    )

    rows = {problem.pk: (problem.is_ticked, problem.document) for problem in response.context["ready"]}
    assert rows == {ticked.pk: (True, "渝环督〔2026〕12号"), other.pk: (False, "")}


def test_the_approval_is_asked_for_where_one_is_needed_and_stays_with_its_problem(county, signed_in):
    higher, own = waiting(source="central_inspection"), waiting()
    client = signed_in(county.county_staff)

    refused = client.post(ADDRESS, sent(higher, own))
    client.post(ADDRESS, sent(higher, own, **{f"document_{higher.pk}": "渝环督〔2026〕12号"}))

    assert refused.context["form"].non_field_errors() == [f"请填写上级同意销号的文件或文号：{higher.number}。"]
    documents = Problem.objects.everywhere("test").values_list("pk", "closing_document")
    assert dict(documents) == {higher.pk: "渝环督〔2026〕12号", own.pk: ""}


def test_what_a_colleague_did_meanwhile_is_said_and_holds_up_nothing(county, signed_in):
    gone, still_there = waiting(), waiting()
    form = sent(gone, still_there)
    signed_in(county.second_county_staff).post(ADDRESS, sent(gone))

    response = signed_in(county.county_staff).post(ADDRESS, form)

    said = sentences(response)[-2:]
    assert said[0] == f"已销号 1 件：{still_there.number}。"
    assert said[1].startswith(f"{gone.number} 没有销号：您打开这个页面以后，丰都县生态环境局 县局乙在 ")


def test_a_form_sent_again_gives_the_same_answer(county, signed_in):
    problem = waiting()
    client, form = signed_in(county.county_staff), sent(problem)

    answers = [client.post(ADDRESS, form) for _ in range(2)]

    assert [sentences(answer)[-1] for answer in answers] == [f"已销号 1 件：{problem.number}。"] * 2
    assert Problem.objects.everywhere("test").get().events.count() == 1


def test_a_neighbours_problem_is_not_closed_by_its_number(county, signed_in):
    elsewhere = waiting(source="patrol")

    response = signed_in(county.neighbour_staff).post(ADDRESS, sent(elsewhere))

    assert sentences(response) == ["没有找到勾选的问题，请刷新后重新勾选。"]
    assert states(elsewhere) == [State.VERIFIED]


def test_the_page_is_for_those_who_close(county, signed_in):
    statuses = {role: signed_in(person).get(ADDRESS).status_code for role, person in county.by_role.items()}

    assert {role for role, status in statuses.items() if status == 200} == TOWNSHIP | {Role.COUNTY_STAFF}
    assert set(statuses.values()) == {200, 403}


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_costs_the_same_for_one_row_and_for_five(county, signed_in, rows, django_assert_num_queries):
    for _ in range(rows):
        waiting()
    client = signed_in(county.county_staff)
    client.get(ADDRESS)

    # Session, person, posts; problems, their photos, names of places.
    with django_assert_num_queries(5):
        client.get(ADDRESS)


@pytest.mark.parametrize("tick", ["²:1", f"{'1' * 5000}:1", "1:²", "x"])
def test_ticks_that_are_no_ticks_close_nothing(county, signed_in, tick):
    problem = waiting()

    response = signed_in(county.county_staff).post(ADDRESS, sent(problem) | {"ids": [tick]})

    assert sentences(response) == ["没有找到勾选的问题，请刷新后重新勾选。"]
    assert states(problem) == [State.VERIFIED]


@pytest.mark.parametrize("title", ["文" * 101, "渝环\n督"])
def test_a_document_that_is_no_title_is_refused_with_what_was_typed_kept(county, signed_in, title):
    problem = waiting(source="city_inspection")

    response = signed_in(county.county_staff).post(ADDRESS, sent(problem, **{f"document_{problem.pk}": title}))

    assert f"最多 100 个字：{problem.number}。" in response.text
    assert response.context["ready"][0].document == title
    assert states(problem) == [State.VERIFIED]
