"""Signing in and out: who gets in, what is said to those who do not, and how long it lasts."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.middleware import LAST_SEEN
from apps.accounts.models import User
from apps.common import clock
from apps.common.models import AuditEntry
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "账号或密码不对，或者账号没有在任的岗位"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def security_entries():
    return list(
        AuditEntry.objects.order_by("pk").values_list("action", "actor_name", "object_label", "succeeded", "ip")
    )


def test_a_person_signs_in_and_out_and_both_are_recorded_with_the_address(client, county):
    answer = sign_in(client, county.grid_member.username)
    inside = client.get("/").status_code
    client.post("/logout/")

    assert (answer.status_code, answer["Location"], inside) == (302, "/", 200)
    assert client.get("/").status_code == 302
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "division_code", "ip")) == [
        ("登录", county.grid_member.pk, "500230123201", "127.0.0.1"),
        ("退出", county.grid_member.pk, "500230123201", "127.0.0.1"),
    ]


@pytest.mark.parametrize("spelling", [str.upper, lambda name: f" {name} ", lambda name: name.translate(WIDE)])
def test_other_spellings_of_a_name_are_the_same_account(client, county, spelling):
    assert sign_in(client, spelling(county.grid_member.username)).status_code == 302


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def test_after_five_failures_the_account_waits_even_with_the_right_password(client, county):
    name = county.grid_member.username
    answers = [sign_in(client, spelling, "wrong") for spelling in (name, name.upper(), f" {name}", name, name)]
    then = sign_in(client, name)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert then.status_code == 429
    assert "密码错得太多，先等一等" in then.content.decode()
    assert client.get("/").status_code == 302


def test_a_failure_and_the_lock_are_recorded_once_each(client, county):
    for _ in range(7):
        sign_in(client, county.grid_member.username, "wrong")

    name = county.grid_member.username
    assert security_entries() == [
        *[("登录失败", "未登录", name, False, "127.0.0.1")] * 5,
        ("登录锁定", "未登录", name, False, "127.0.0.1"),
    ]


def test_what_is_typed_for_a_name_that_does_not_exist_is_not_kept(client, county):
    sign_in(client, "My-Pass-2026", "x")

    assert security_entries() == [("登录失败", "未登录", "没有这个账号", False, "127.0.0.1")]


def test_the_answer_does_not_tell_whether_the_account_exists(client, county):
    actions.switch_account(county.village_leader, active=False, by=county.administrator, at=clock.now())
    names = [county.grid_member.username, "nobody-of-that-name", county.village_leader.username]

    pages = [[sign_in(client, name, "wrong") for _ in range(6)] for name in names]

    plain = [
        [(page.status_code, WRONG in page.content.decode(), "密码错得太多" in page.content.decode()) for page in six]
        for six in pages
    ]
    assert plain == [[*[(200, True, False)] * 4, *[(429, False, True)] * 2]] * 3


def test_the_lock_of_one_account_does_not_touch_another(client, county):
    for _ in range(5):
        sign_in(client, county.grid_member.username, "wrong")

    assert sign_in(client, county.village_leader.username).status_code == 302


def test_a_new_initial_password_ends_the_waiting(client, county):
    for _ in range(5):
        sign_in(client, county.grid_member.username, "wrong")

    password = actions.reset_password(county.grid_member, by=county.administrator, at=clock.now())

    assert sign_in(client, county.grid_member.username, password).status_code == 302


def test_an_initial_password_opens_only_the_page_where_it_is_changed(client, county):
    password = actions.reset_password(county.grid_member, by=county.administrator, at=clock.now())
    sign_in(client, county.grid_member.username, password)

    before = [client.get(page)["Location"] for page in ("/", "/suggestions/", "/problems/")]
    new = {"old": password, "new": "Qing-shan-88", "repeated": "Qing-shan-88"}
    changed = client.post("/password/", new)

    assert before == ["/password/"] * 3
    assert (changed.status_code, client.get("/").status_code) == (302, 200)


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 200)])
def test_an_initial_password_is_good_for_72_hours(client, county, hours, status):
    made = clock.now() - dt.timedelta(hours=hours)
    password = actions.reset_password(county.grid_member, by=county.administrator, at=made)

    answer = sign_in(client, county.grid_member.username, password)

    assert answer.status_code == status
    assert ("初始密码已过期" in answer.content.decode()) == (status == 200)


def test_the_session_has_another_key_after_signing_in(client, county):
    client.get("/login/")
    client.session.save()
    old = client.session.session_key
    client.cookies["session"] = old

    sign_in(client, county.grid_member.username)

    assert client.cookies["session"].value != old
    assert not Session.objects.filter(session_key=old).exists()


def test_somebody_idle_for_half_an_hour_signs_in_again(signed_in, county, settings):
    client = signed_in(county.grid_member)
    answers = []
    for minutes in (29, 31):
        session = client.session
        session[LAST_SEEN] = int(clock.now().timestamp()) - minutes * 60
        session.save()
        answers.append(client.get("/").status_code)

    assert answers == [200, 302]


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(signed_in, county):
    client, seen = signed_in(county.grid_member), int(clock.now().timestamp()) - 600
    session = client.session
    session[LAST_SEEN] = seen
    session.save()

    client.get("/", headers={"HX-Request": "true", "HX-Polling": "true"})
    polled = client.session[LAST_SEEN]
    client.get("/")

    assert polled == seen
    assert client.session[LAST_SEEN] > seen


def test_however_busy_a_session_is_it_ends_after_twelve_hours(client, county):
    sign_in(client, county.grid_member.username)
    until = Session.objects.get().expire_date
    session = client.session
    session[LAST_SEEN] = int(clock.now().timestamp()) - 120
    session.save()
    client.get("/")

    assert Session.objects.get().expire_date == until
    assert abs(until - timezone.now() - dt.timedelta(hours=12)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/suggestions/", "/suggestions/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_leads_only_to_our_own_pages(client, county, target, goes_to):
    assert sign_in(client, county.grid_member.username, next=target)["Location"] == goes_to


def test_after_a_lost_session_a_form_leads_back_to_its_page_not_to_where_it_was_sent(client, county):
    pages = [
        client.get("/problems/?state=open"),
        client.post("/logout/", headers={"Referer": "http://testserver/suggestions/?a=1"}),
        client.post("/suggestions/"),
    ]

    assert [page["Location"] for page in pages] == [
        "/login/?next=%2Fproblems%2F%3Fstate%3Dopen",
        "/login/?next=%2Fsuggestions%2F%3Fa%3D1",
        "/login/?next=%2F",
    ]


def test_a_piece_of_a_page_takes_the_whole_page_to_the_login(client, county):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/imports/7/"}

    answer = client.get("/problems/", headers=headers)

    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/login/?next=%2Fimports%2F7%2F")
    assert answer.content == b""


def test_pages_of_a_signed_in_person_are_kept_by_no_cache(signed_in, county):
    assert signed_in(county.grid_member).get("/")["Cache-Control"] == "no-store, private"


def test_no_account_exists_after_installation(db):
    assert User.objects.count() == 0


def test_a_form_that_lay_open_too_long_is_explained(county):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "请再提交一次" in answer.content.decode()
