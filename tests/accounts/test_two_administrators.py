"""Two administrators have the same person's form open: the second is told what the first did, and what was typed stays."""

import datetime as dt

import pytest
from django.test import Client

from apps.accounts import actions
from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.models import AuditEntry
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(county):
    """The browsers of two administrators of the county."""
    people = county.administrator, cast.person(Role.ADMINISTRATOR, cast.COUNTY, county.bureau, "管理员乙")
    clients = Client(), Client()
    for client, person in zip(clients, people, strict=True):
        client.force_login(person, backend="apps.accounts.backends.PostBackend")
    return clients


def opened(client, address) -> dict:
    return typed(client.get(address).context["form"])


def typed(form) -> dict:
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}


def stored(person) -> tuple:
    return User.objects.values_list("full_name", "phone", "version").get(pk=person.pk)


def test_the_second_reads_what_the_first_changed_in_the_account_and_may_save_then(county, two):
    first, second = two
    person = county.grid_member
    User.objects.filter(pk=person.pk).update(phone="13800000001")
    address = f"/people/{person.pk}/change/"
    of_first, of_second = opened(first, address), opened(second, address)

    assert first.post(address, of_first | {"full_name": "先改的名", "phone": "13800000002"}).status_code == 302
    form = second.post(address, of_second | {"phone": "13800000003"}).context["form"]
    told_of = stored(person)

    (said,) = form.non_field_errors()
    assert said.startswith("您打开这个页面以后，丰都县生态环境局 系统管理员 ")
    assert "改了姓名（现在是“先改的名”）、手机。您的操作没有生效" in said
    assert "1380000" not in said
    assert told_of == ("先改的名", "13800000002", 2)
    assert (form["full_name"].value(), form["phone"].value()) == ("先改的名", "13800000003")
    assert second.post(address, typed(form)).status_code == 302
    assert stored(person) == ("先改的名", "13800000003", 3)


def test_a_number_that_was_left_alone_is_the_one_the_other_wrote(county, two):
    first, second = two
    address = f"/people/{county.grid_member.pk}/change/"
    of_first, of_second = opened(first, address), opened(second, address)

    first.post(address, of_first | {"phone": "13800000002"})
    form = second.post(address, of_second | {"full_name": "后改的名"}).context["form"]

    assert "138****0002" in form.fields["phone"].help_text
    assert second.post(address, typed(form)).status_code == 302
    assert stored(county.grid_member) == ("后改的名", "13800000002", 3)


def test_an_account_that_was_switched_off_meanwhile_is_not_changed_unseen(county, two):
    first, second = two
    address = f"/people/{county.grid_member.pk}/change/"
    of_second = opened(second, address)

    first.post(f"/people/{county.grid_member.pk}/switch/", {"active": "0"})
    (said,) = second.post(address, of_second | {"full_name": "后改的名"}).context["form"].non_field_errors()

    assert " 停用账号。您的操作没有生效" in said
    assert stored(county.grid_member)[0] == "网格员甲"


def test_a_new_password_is_no_surprise_in_the_form_of_the_name(county, two, noon):
    first, _ = two
    address = f"/people/{county.grid_member.pk}/change/"
    of_first = opened(first, address)
    actions.reset_password(county.grid_member, by=county.administrator, at=noon)

    assert first.post(address, of_first | {"full_name": "新名"}).status_code == 302


def test_the_second_who_ends_a_post_reads_which_day_the_first_wrote(county, two):
    first, second = two
    post = county.grid_member.posts.get()
    address = f"/people/{county.grid_member.pk}/posts/{post.pk}/end/"
    of_first, of_second = opened(first, address), opened(second, address)
    later, today = clock.today() + dt.timedelta(days=30), clock.today()

    assert first.post(address, of_first | {"on": str(later)}).status_code == 302
    form = second.post(address, of_second | {"on": str(today)}).context["form"]
    kept = Post.objects.get(pk=post.pk).valid_until

    (said,) = form.errors["on"]
    assert f"改了离任日期（现在是“{later}”）。您的操作没有生效" in said
    assert (kept, form["on"].value()) == (later, str(today))
    assert second.post(address, typed(form)).status_code == 302
    assert Post.objects.get(pk=post.pk).valid_until == today
    assert [entry.changes for entry in AuditEntry.objects.filter(action="离任").order_by("pk")] == [
        {"valid_until": [None, str(later)]},
        {"valid_until": [str(later), str(today)]},
    ]


def test_another_last_day_from_a_list_is_no_less_a_surprise(county, two, noon):
    _, second = two
    post = county.grid_member.posts.get()
    address = f"/people/{county.grid_member.pk}/posts/{post.pk}/end/"
    first_day, other_day = (clock.today() + dt.timedelta(days=days) for days in (30, 60))
    actions.end_post(post, on=first_day, by=county.administrator, at=noon)
    of_second = opened(second, address)

    post.refresh_from_db()
    actions.set_end_of_post(post, valid_until=other_day, by=county.administrator, at=noon)
    form = second.post(address, of_second).context["form"]

    assert f"改了离任日期（现在是“{other_day}”）" in form.errors["on"][0]
    assert Post.objects.get(pk=post.pk).valid_until == other_day
