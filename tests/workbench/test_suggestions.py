"""意见建议: everybody writes, the administrator answers, the answer reaches the sender and nobody else."""

import datetime as dt
from uuid import uuid4

import pytest

from apps.accounts.roles import Role
from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.workbench import actions
from apps.workbench.models import Suggestion
from tests import cast

pytestmark = pytest.mark.django_db


def send(person, noon, text="表格太长", key=None) -> Suggestion:
    return actions.send_suggestion(text=text, form_key=key or uuid4(), by=person, at=noon)


def answer(suggestion, person, noon, words="下月改短") -> Suggestion:
    return actions.answer_suggestion(suggestion, answer=words, by=person, at=noon + dt.timedelta(hours=1))


def everything():
    return Suggestion.objects.everywhere("test")


def text(response) -> str:
    return response.content.decode()


def test_every_role_may_write(county, client):
    for somebody in county.by_role.values():
        client.force_login(somebody, backend="apps.accounts.backends.PostBackend")
        client.post("/suggestions/", {"text": f"{somebody}说", "form_key": uuid4()})

    assert set(everything().values_list("text", flat=True)) == {f"{somebody}说" for somebody in county.by_role.values()}


def test_the_answer_reaches_the_sender(county, signed_in, noon):
    answer(send(county.grid_member, noon), county.administrator, noon)

    client = signed_in(county.grid_member)
    home, page, home_again = [text(client.get(address)) for address in ("/", "/suggestions/", "/")]

    assert ["您提的意见有了答复（1 条）" in home, "下月改短" in page] == [True, True]
    assert "您提的意见有了答复" not in home_again
    assert everything().get().read_at is not None


def test_nobody_else_sees_it_however_high(county, signed_in, noon):
    answer(send(county.grid_member, noon, "我的意见"), county.administrator, noon)

    pages = [
        text(signed_in(person).get("/suggestions/"))
        for person in county.by_role.values()
        if person != county.grid_member
    ]

    assert ["我的意见" in page for page in pages] == [False] * 8


def test_an_answer_that_was_not_shown_stays_unread(county, noon):
    shown, other = send(county.grid_member, noon), send(county.grid_member, noon, "另一条")
    answer(other, county.administrator, noon)

    actions.mark_answers_read([shown], by=county.grid_member, at=noon)

    assert everything().get(pk=other.pk).read_at is None


def test_the_same_form_sent_twice_is_one_suggestion(county, signed_in):
    client, form = signed_in(county.grid_member), {"text": "表格太长", "form_key": uuid4()}

    answers = [client.post("/suggestions/", form).status_code for _ in range(2)]

    assert (answers, everything().count()) == ([302, 302], 1)


def test_other_words_in_a_form_that_was_sent_are_not_lost_in_silence(county, noon):
    key = uuid4()
    send(county.grid_member, noon, "表格太长", key)

    with pytest.raises(Refused, match="已经提交过一次"):
        send(county.grid_member, noon, "字太小", key)


@pytest.mark.parametrize("words", ["", "  \n "])
def test_nothing_written_is_nothing_sent(county, signed_in, words):
    page = text(signed_in(county.grid_member).post("/suggestions/", {"text": words, "form_key": uuid4()}))

    assert "请填写" in page
    assert everything().count() == 0


def test_the_administrators_box_and_home_show_what_waits(county, signed_in, noon):
    waiting = send(county.grid_member, noon)
    answer(send(county.village_leader, noon, "按钮太小"), county.administrator, noon)

    client = signed_in(county.administrator)
    box, home = client.get("/suggestions/box/"), text(client.get("/"))

    assert [list(box.context["waiting"]), [row.text for row in box.context["answered"]]] == [[waiting], ["按钮太小"]]
    assert "有 1 条意见建议等您答复" in home


def test_the_administrator_answers(county, signed_in, noon):
    suggestion = send(county.grid_member, noon)
    address = f"/suggestions/{suggestion.pk}/answer/"
    client = signed_in(county.administrator)

    page = text(client.get(address))
    response = client.post(address, {"answer": "下月改短"})

    suggestion = everything().get()
    assert f'data-draft="answer-{suggestion.pk}"' in page
    assert (response.status_code, suggestion.answer, suggestion.answered_by) == (302, "下月改短", county.administrator)
    assert AuditEntry.objects.get(action="答复意见建议").actor_id == county.administrator.pk


def test_another_administrator_who_answers_later_is_told(county, signed_in, noon):
    suggestion, first = (
        send(county.grid_member, noon),
        cast.person(Role.ADMINISTRATOR, "500230", county.bureau, "管理员乙"),
    )
    answer(suggestion, first, noon)

    page = text(signed_in(county.administrator).post(f"/suggestions/{suggestion.pk}/answer/", {"answer": "再答一次"}))

    assert "管理员乙已经答复过这一条" in page
    assert everything().get().answer == "下月改短"


def test_only_administrators_open_the_box(county, client, noon):
    suggestion = send(county.grid_member, noon)
    answers = {}
    for role, somebody in county.by_role.items():
        client.force_login(somebody, backend="apps.accounts.backends.PostBackend")
        pages = ("/suggestions/box/", f"/suggestions/{suggestion.pk}/answer/")
        answers[str(role)] = {client.get(page).status_code for page in pages}

    assert {role: codes for role, codes in answers.items() if codes != {403}} == {"administrator": {200}}


def test_another_countys_suggestion_does_not_exist(county, signed_in, noon):
    cast.Division.objects.create(code="510722", name="三台县", level="county")
    bureau = cast.unit("三台县生态环境局", "510722", "bureau")
    suggestion = send(cast.person(Role.COUNTY_STAFF, "510722", bureau), noon)

    client = signed_in(county.administrator)

    assert client.get(f"/suggestions/{suggestion.pk}/answer/").status_code == 404
    assert list(client.get("/suggestions/box/").context["waiting"]) == []


@pytest.mark.parametrize("rows", [1, 5])
def test_the_pages_ask_the_database_as_often_for_many_as_for_few(county, client, noon, rows, django_assert_num_queries):
    for _ in range(rows):
        answer(send(county.grid_member, noon), county.administrator, noon)
        send(county.grid_member, noon)
    for person, page, queries in (
        (county.administrator, "/suggestions/box/", 4),
        (county.grid_member, "/suggestions/", 3),
    ):
        client.force_login(person, backend="apps.accounts.backends.PostBackend")
        client.get(page)

        with django_assert_num_queries(queries):
            client.get(page)
