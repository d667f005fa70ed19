"""Posts give the rights: where, from which day, until which day."""

import datetime as dt
import threading

import pytest
from django.db import connection

from apps.accounts import actions
from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.problems.models import Problem
from apps.territory.models import Division
from tests import cast
from tests.cast import HUILONG, JILONG, PASSWORD, WUPING, XINGLONG

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def again(person) -> User:
    """The same person in the next request."""
    return User.objects.get(pk=person.pk)


def appoint(county, person, role, code, unit, *, noon, since, until=None) -> Post:
    return actions.appoint(
        person,
        organisation=unit,
        division=Division.objects.get(code=code),
        role=role,
        valid_from=since,
        valid_until=until,
        by=county.administrator,
        at=noon,
    )


def test_a_transfer_moves_the_rights_the_same_day(county, noon):
    here, there = cast.problem(XINGLONG), cast.problem(cast.WUPING_VILLAGE)
    today, staff = clock.today(), county.township_staff

    appoint(county, staff, Role.TOWNSHIP_STAFF, WUPING, county.neighbour_government, noon=noon, since=today)
    actions.end_post(staff.posts.get(division_id=JILONG), on=today, by=county.administrator, at=noon)

    assert list(Problem.objects.visible_to(again(staff))) == [there]
    assert here not in Problem.objects.visible_to(again(staff))
    assert again(staff).post_label == "武平镇人民政府 镇环保岗"


def test_a_post_that_begins_tomorrow_gives_nothing_today(county, noon):
    member, tomorrow = county.grid_member, clock.today() + DAY

    appoint(county, member, Role.TOWNSHIP_STAFF, WUPING, county.neighbour_government, noon=noon, since=tomorrow)

    assert again(member).roles == {Role.GRID_MEMBER}


def test_a_leader_in_one_township_who_is_a_grid_member_in_another_leads_only_the_first(county, noon):
    appoint(
        county, county.township_leader, Role.GRID_MEMBER, cast.WUPING_VILLAGE,
        cast.Organisation.objects.get(division_id=cast.WUPING_VILLAGE), noon=noon, since=clock.today(),
    )  # fmt: skip

    person = again(county.township_leader)

    assert person.holds(Role.TOWNSHIP_LEADER, over=XINGLONG) is True
    assert person.holds(Role.TOWNSHIP_LEADER, over=cast.WUPING_VILLAGE) is False
    assert person.holds(Role.GRID_MEMBER, over=cast.WUPING_VILLAGE) is True
    assert person.holds(Role.GRID_MEMBER, over=WUPING) is False
    assert set(person.division_codes) == {JILONG, cast.WUPING_VILLAGE}


def test_the_widest_post_is_the_one_a_person_is_named_after(county, noon):
    committee = county.village_committee
    appoint(county, county.grid_member, Role.VILLAGE_LEADER, XINGLONG, committee, noon=noon, since=clock.today())

    assert again(county.grid_member).post_label == "兴龙村村民委员会 村（社区）负责人"


def test_township_staff_act_for_the_government_above_their_office(county):
    assert set(county.township_staff.unit_ids) == {county.station.pk, county.government.pk}
    assert set(county.office_staff.unit_ids) == {county.law_office.pk}


def test_offices_departments_and_administrators_see_no_place(county):
    seen = [person.division_codes for person in (county.office_staff, county.department_staff, county.administrator)]

    assert seen == [(), (), ()]


def test_a_post_that_ended_yesterday_signs_nobody_in(county, client):
    person = cast.person(
        Role.GRID_MEMBER, HUILONG, county.village_committee, until=clock.today() - DAY, since=clock.today() - 9 * DAY
    )

    answer = client.post("/login/", {"username": person.username, "password": PASSWORD})

    assert "账号或密码不对，或者账号没有在任的岗位" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_a_running_session_ends_with_the_post(county, signed_in, noon):
    client = signed_in(county.grid_member)
    before = client.get("/").status_code

    actions.end_post(county.grid_member.posts.get(), on=clock.today(), by=county.administrator, at=noon)

    assert (before, client.get("/").status_code) == (200, 302)


def test_a_running_session_ends_when_the_account_is_switched_off(county, signed_in, noon):
    client = signed_in(county.grid_member)
    before = client.get("/").status_code

    actions.switch_account(county.grid_member, active=False, by=county.administrator, at=noon)

    assert (before, client.get("/").status_code) == (200, 302)


def test_a_post_ends_once_and_never_before_it_began(county, noon):
    post = county.grid_member.posts.get()

    actions.end_post(post, on=dt.date(2019, 1, 1), by=county.administrator, at=noon)

    post.refresh_from_db()
    assert post.valid_until == dt.date(2020, 1, 1)
    with pytest.raises(Refused, match="已在 2020-01-01 结束"):
        actions.end_post(post, on=clock.today(), by=county.administrator, at=noon)


def test_a_role_belongs_to_its_level(county, noon):
    with pytest.raises(Refused, match="“镇领导”不能设在村级的“兴龙村村民委员会”"):
        appoint(
            county, county.grid_member, Role.TOWNSHIP_LEADER, XINGLONG, county.village_committee,
            noon=noon, since=clock.today(),
        )  # fmt: skip


def test_the_same_post_twice_is_refused_even_when_one_begins_later(county, noon):
    with pytest.raises(Refused, match="不用重复添加"):
        appoint(
            county, county.grid_member, Role.GRID_MEMBER, XINGLONG, county.village_committee,
            noon=noon, since=clock.today() + DAY,
        )  # fmt: skip


@pytest.mark.parametrize("first", [0, 30])
def test_an_administrator_holds_no_other_post_at_any_time(county, noon, first):
    """Also when the administrator's post is only going to begin."""
    today = clock.today()
    person = cast.person(Role.ADMINISTRATOR, "500230", county.bureau, since=today + first * DAY)

    with pytest.raises(Refused, match="不能兼任"):
        appoint(county, person, Role.COUNTY_STAFF, "500230", county.bureau, noon=noon, since=today)


def test_an_administrators_post_may_follow_another_that_ends_before(county, noon):
    person = county.second_county_staff
    actions.end_post(person.posts.get(), on=clock.today(), by=county.administrator, at=noon)

    appoint(county, person, Role.ADMINISTRATOR, "500230", county.bureau, noon=noon, since=clock.today())

    assert again(person).roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_stays(county, noon):
    other = cast.person(Role.ADMINISTRATOR, "500230", county.bureau, "管理员乙")
    post, last = county.administrator.posts.get(), other.posts.get()

    actions.end_post(post, on=clock.today() + DAY, by=other, at=noon)

    with pytest.raises(Refused, match="不能结束自己的管理员岗位"):
        actions.end_post(last, on=clock.today(), by=other, at=noon)
    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        actions.end_post(last, on=clock.today(), by=county.administrator, at=noon)
    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        actions.switch_account(other, active=False, by=county.administrator, at=noon)


def test_an_administrator_who_is_switched_off_does_not_count(county, noon):
    other = cast.person(Role.ADMINISTRATOR, "500230", county.bureau, "管理员乙")
    actions.switch_account(county.administrator, active=False, by=other, at=noon)

    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        actions.switch_account(other, active=False, by=county.administrator, at=noon)


def at_once(*acts) -> list[str]:
    """What those are told who are refused when all act at the same moment."""
    told, start = [], threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return told


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_dismiss_each_other_at_once_one_stays(noon):
    county = cast.county()
    first, second = county.administrator, cast.person(Role.ADMINISTRATOR, "500230", county.bureau)

    told = at_once(
        lambda: actions.end_post(first.posts.get(), on=clock.today(), by=second, at=noon),
        lambda: actions.switch_account(second, active=False, by=first, at=noon),
    )

    assert told == ["本区县至少要留一位系统管理员，请先任命接任的人。"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_account_at_once_one_is_told(noon):
    county = cast.county()

    def open_it():
        actions.open_account(username="Li.Si", full_name="李某", by=county.administrator, at=noon)

    assert at_once(open_it, open_it) == ["账号“li.si”已有人使用，请换一个。"]
    assert AuditEntry.objects.filter(action="开设账号").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_post_ended_by_two_at_once_ends_once(noon):
    county = cast.county()
    post, today = county.grid_member.posts.get(), clock.today()

    def end_it():
        actions.end_post(post, on=today, by=county.administrator, at=noon)

    assert at_once(end_it, end_it) == [f"这个岗位已在 {today} 结束。"]
    assert AuditEntry.objects.filter(action="离任").count() == 1
