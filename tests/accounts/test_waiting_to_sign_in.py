"""Who has to wait after failed sign-ins, and who must not be held up by the failures of others."""

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from apps.accounts import actions
from apps.common import clock
from apps.common.models import AuditEntry
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
OFFICE = "203.0.113.7"
BY_NAME, BY_ADDRESS = "密码错得太多，先等一等", "这个网络登录失败太多，先等一等"


@pytest.fixture
def limits(settings):
    settings.SIGN_IN_NAME_LIMIT, settings.SIGN_IN_ADDRESS_LIMIT = 6, 12


@pytest.fixture
def tried(client, limits):
    """tried(name, password, address) is the status of the answer."""

    def attempt(name, password="wrong", address=OFFICE):
        answer = client.post("/login/", {"username": name, "password": password}, REMOTE_ADDR=address)
        if answer.status_code == 302:
            client.post("/logout/")
        return answer.status_code

    return attempt


def test_one_name_tried_from_many_addresses_waits_at_every_address(client, county, tried):
    name = county.grid_member.username

    answers = [tried(name, address=f"198.51.100.{number}") for number in range(1, 8)]
    elsewhere = client.post("/login/", {"username": name, "password": PASSWORD}, REMOTE_ADDR=OFFICE)

    assert answers == [200] * 5 + [429] * 2
    assert elsewhere.status_code == 429
    assert BY_NAME in elsewhere.content.decode()


def test_many_names_tried_from_one_address_wait_even_with_a_right_password(client, county, tried):
    answers = [tried(f"name{number}") for number in range(13)]
    right = client.post("/login/", {"username": county.grid_member.username, "password": PASSWORD}, REMOTE_ADDR=OFFICE)

    assert answers == [200] * 11 + [429] * 2
    assert right.status_code == 429
    assert BY_ADDRESS in right.content.decode()
    assert AuditEntry.objects.filter(action="登录锁定（网络地址）", ip=OFFICE).count() == 1


def test_whoever_sprays_an_address_does_not_stop_others_elsewhere(county, tried):
    for number in range(13):
        tried(f"name{number}")

    assert tried(county.grid_member.username, PASSWORD, "198.51.100.1") == 302


def test_one_persons_mistakes_do_not_lock_the_office(county, tried):
    answers = [tried(county.grid_member.username) for _ in range(40)]

    assert answers == [200] * 4 + [429] * 36
    assert tried(county.village_leader.username, PASSWORD) == 302
    assert tried(county.township_staff.username, PASSWORD) == 302


def test_an_own_account_gives_no_new_tries_at_those_of_others(county, tried):
    answers = []
    for number in range(12):
        tried(county.village_leader.username, PASSWORD)
        answers.append(tried(f"name{number}"))

    assert answers == [200] * 11 + [429]
    assert tried(county.village_leader.username, PASSWORD) == 429


def test_a_success_takes_back_the_own_mistakes_at_this_address_only(county, tried):
    name = county.grid_member.username
    for address in (OFFICE, OFFICE, "198.51.100.1", "198.51.100.2"):
        tried(name, address=address)

    assert tried(name, PASSWORD) == 302
    assert list(AccessAttempt.objects.order_by("ip_address").values_list("ip_address", flat=True)) == [
        "198.51.100.1", "198.51.100.2",
    ]  # fmt: skip


def test_after_a_quarter_of_an_hour_name_and_address_are_free_again(county, tried):
    for number in range(13):
        tried(f"name{number}")
    for number in range(7):
        tried(county.grid_member.username, address=f"198.51.100.{number}")

    AccessAttempt.objects.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))

    assert tried(county.grid_member.username, PASSWORD) == 302


def test_a_new_password_frees_a_name_that_was_tried_everywhere(county, tried):
    for number in range(7):
        tried(county.grid_member.username, address=f"198.51.100.{number}")

    password = actions.reset_password(county.grid_member, by=county.administrator, at=clock.now())

    assert tried(county.grid_member.username, password) == 302


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", ""])
def test_behind_a_proxy_that_was_not_counted_nobody_waits_for_the_whole_county(county, tried, address):
    for number in range(13):
        tried(f"name{number}", address=address)

    assert tried(county.grid_member.username, PASSWORD, address) == 302
