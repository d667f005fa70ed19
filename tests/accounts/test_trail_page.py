"""系统管理, the audit trail: to be read by the county's administrators, by nobody else, and never changed."""

import pytest

from apps.common import audit, sealing
from apps.common.models import AuditEntry
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(county, signed_in):
    return signed_in(county.administrator)


def labels(answer) -> list[str]:
    return [entry.object_label for entry in answer.context["page"]]


def test_only_administrators_read_the_trail(county, client):
    answers = {}
    for role, somebody in county.by_role.items():
        client.force_login(somebody, backend="apps.accounts.backends.PostBackend")
        answers[str(role)] = client.get("/trail/").status_code

    assert {role: code for role, code in answers.items() if code != 403} == {"administrator": 200}


def test_the_newest_entry_stands_first_with_who_what_and_from_where(county, admin, noon):
    audit.record("登录", at=noon, by=county.grid_member, label="一", ip="10.1.2.3")
    audit.record("登录失败", at=noon, who="未登录", label="没有这个账号", succeeded=False)

    answer = admin.get("/trail/")

    page = answer.content.decode()
    assert labels(answer) == ["没有这个账号", "一"]
    assert [words in page for words in ("网格员甲", "10.1.2.3", "登录失败", "（未成功）", "2026-11-04 12:00")] == [
        True
    ] * 5


def test_the_page_says_when_the_trail_was_sealed_last(admin, noon):
    before = admin.get("/trail/").text
    sealing.seal(at=noon)

    assert ("每小时封存一次" in before, "最近一次 11月4日 12:00" in admin.get("/trail/").text) == (False, True)


def test_another_countys_entries_are_not_shown(county, admin, noon):
    audit.record("销号", at=noon, label="外县的事", division_code="510722101")
    audit.record("销号", at=noon, label="本县的事", division_code=cast.XINGLONG)

    assert labels(admin.get("/trail/")) == ["本县的事"]


def test_the_trail_is_searched_by_words_and_by_act(county, admin, noon):
    for person, act, label in (
        (county.grid_member, "登录", "一"),
        (county.grid_member, "退出", "二"),
        (county.village_leader, "登录", "三"),
    ):
        audit.record(act, at=noon, by=person, label=label)

    found = [
        labels(admin.get("/trail/", {"q": words, "action": act}))
        for words, act in (("网格员", ""), ("", "登录"), ("网格员 二", ""), ("%", ""), ("\0", "退出"))
    ]

    assert found == [["二", "一"], ["三", "一"], ["二"], [], ["二"]]


@pytest.mark.parametrize("more", [1, 5])
def test_the_trail_asks_the_database_as_often_for_many_as_for_few(county, admin, noon, more, django_assert_num_queries):
    for _ in range(more):
        audit.record("登录", at=noon, by=county.grid_member)
    admin.get("/trail/")

    with django_assert_num_queries(4):
        admin.get("/trail/")


def test_a_long_trail_is_read_page_by_page(county, admin, noon):
    AuditEntry.objects.bulk_create(
        AuditEntry(at=noon, action="登录", division_code=cast.XINGLONG, object_label=str(number))
        for number in range(60)
    )

    first = admin.get("/trail/")
    second = admin.get("/trail/", {"cursor": first.context["page"].next_cursor})

    assert labels(first) + labels(second) == [str(number) for number in range(59, -1, -1)]


def test_an_empty_trail_says_so(admin):
    assert "没有符合条件的记录" in admin.get("/trail/").content.decode()
