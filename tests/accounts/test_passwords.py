"""Passwords: the rules, the change, and the first one."""

import re

import pytest
from django.contrib.auth.hashers import check_password, make_password

from apps.accounts import actions
from apps.accounts.models import User
from apps.accounts.passwords import quickly_hashed
from apps.common import clock
from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
GOOD = "Qing-shan-88"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Qs-88ab", "密码太短了，至少要 8 位"),
        ("qingshanlvshui", "3 种"),
        ("qingshan8888", "3 种"),
        ("P@ssw0rd", "太常见"),
        ("Password1", "太常见"),
        ("Hbj-202688", "单位、地名"),
        ("Ab-12369-x", "单位、地名"),
        ("FengDu-8866", "单位、地名"),
        ("13812345678a-B", "手机"),
        ("Zhang.san-9", "账号"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(county, noon, password, reason):
    person = county.grid_member
    person.username, person.phone = "zhang.san", "13812345678"

    with pytest.raises(Refused, match=reason):
        actions.change_password(person, new=password, at=noon)


@pytest.mark.parametrize("password", [GOOD, "qing shan 88", "青山绿水Aa8青山", "A1-" + "很长的一句话" * 12])
def test_a_good_password_is_taken_whole(county, noon, password):
    person = county.grid_member

    actions.change_password(person, new=password, at=noon)

    person.refresh_from_db()
    assert person.check_password(password) is True
    assert person.check_password(password[:-1]) is False
    assert person.check_password(password.swapcase()) is False
    assert (person.must_change_password, person.password_set_at) == (False, noon)


def test_more_than_64_characters_count_with_the_real_hash(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    long = "Aa1-" * 32

    assert check_password(long[:-1] + "x", make_password(long)) is False


def test_the_old_password_is_no_new_one(county, noon):
    with pytest.raises(Refused, match="不能和原来的一样"):
        actions.change_password(county.grid_member, new=PASSWORD, at=noon)


def test_initial_passwords_are_random_and_readable():
    made = {actions.initial_password() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"([a-zA-Z2-9]{4}-){2}[a-zA-Z2-9]{4}[2-9]", password) for password in made)
    assert not set("".join(made)) & set("0O1lIio")


def change(client, **typed):
    return client.post("/password/", {"old": PASSWORD, "new": GOOD, "repeated": GOOD} | typed)


def test_changing_the_password_keeps_this_session_and_ends_the_others(county, client):
    from django.test import Client

    other = Client()
    other.post("/login/", {"username": county.grid_member.username, "password": PASSWORD})
    client.post("/login/", {"username": county.grid_member.username, "password": PASSWORD})

    answer = change(client)

    assert (answer.status_code, client.get("/").status_code, other.get("/").status_code) == (302, 200, 302)
    assert AuditEntry.objects.filter(action="修改密码").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"repeated": "Qing-shan-89"}, "两次输入的新密码不一样"),
        ({"new": "Hbj-2026", "repeated": "Hbj-2026"}, "不要用单位、地名的拼音"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(signed_in, county, typed, sentence):
    answer = change(signed_in(county.grid_member), **typed)

    assert sentence in answer.content.decode()
    assert User.objects.get(pk=county.grid_member.pk).check_password(PASSWORD)


def test_neither_page_nor_trail_repeats_a_password(signed_in, county):
    answer = change(signed_in(county.grid_member), repeated="Other-pass-7")

    assert GOOD not in answer.content.decode()
    assert "Other-pass-7" not in answer.content.decode()
    actions.reset_password(county.village_leader, by=county.administrator, at=clock.now())
    assert AuditEntry.objects.get(action="重置密码并解除锁定").changes == {}


def test_a_quick_hash_of_an_initial_password_gives_way_to_the_usual_one_at_the_first_sign_in(county, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    person = county.grid_member
    person.password = quickly_hashed("k7Qm-x2Rw-9dTy4")
    person.save()

    assert person.check_password("k7Qm-x2Rw-9dTy4")
    person.refresh_from_db()
    assert person.password.startswith("argon2$")
