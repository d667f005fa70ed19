"""A small cast by role and place: 暨龙镇 with 兴龙村 and 回龙村, its neighbour 武平镇, and the county."""

import datetime as dt
import itertools
from types import SimpleNamespace

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.problems.models import Problem
from apps.problems.states import State
from apps.territory.actions import found_governments
from apps.territory.levels import level_of
from apps.territory.models import Division, Organisation

COUNTY, JILONG, WUPING = "500230", "500230123", "500230114"
XINGLONG, HUILONG, WUPING_VILLAGE = "500230123201", "500230123205", "500230114203"
PASSWORD = "Test-pass-2026"
SINCE = dt.date(2020, 1, 1)
_numbers = itertools.count(1)

_PLACES = {
    "50": "重庆市",
    "5002": "县",
    COUNTY: "丰都县",
    JILONG: "暨龙镇",
    XINGLONG: "兴龙村村民委员会",
    HUILONG: "回龙村村民委员会",
    WUPING: "武平镇",
    WUPING_VILLAGE: "坝周村村民委员会",
}


def county() -> SimpleNamespace:
    """Places, units and people. Attributes of the result: see the assignments below."""
    places = [Division(code=code, name=name, level=level_of(code)) for code, name in _PLACES.items()]
    Division.objects.bulk_create(places)
    found_governments([place for place in places if len(place.code) in (9, 12)])
    cast = SimpleNamespace()
    kind = Organisation.Kind
    of_place = {unit.division_id: unit for unit in Organisation.objects.all()}
    cast.government = government = of_place[JILONG]
    cast.village_committee, cast.neighbour_government = of_place[XINGLONG], of_place[WUPING]
    cast.station, cast.law_office, cast.bureau, cast.water_department = Organisation.objects.bulk_create([
        Organisation(name="镇规划环保岗", division_id=JILONG, kind=kind.OFFICE, parent=government),
        Organisation(name="综合执法岗", division_id=JILONG, kind=kind.OFFICE, parent=government),
        Organisation(name="丰都县生态环境局", division_id=COUNTY, kind=kind.BUREAU),
        Organisation(name="丰都县水利局", division_id=COUNTY, kind=kind.DEPARTMENT),
    ])  # fmt: skip
    staff = {
        "grid_member": (Role.GRID_MEMBER, XINGLONG, cast.village_committee, "网格员甲"),
        "village_leader": (Role.VILLAGE_LEADER, XINGLONG, cast.village_committee, "村主任甲"),
        "township_staff": (Role.TOWNSHIP_STAFF, JILONG, cast.station, "环保岗甲"),
        "township_leader": (Role.TOWNSHIP_LEADER, JILONG, government, "镇长甲"),
        "office_staff": (Role.OFFICE_STAFF, JILONG, cast.law_office, "执法甲"),
        "county_staff": (Role.COUNTY_STAFF, COUNTY, cast.bureau, "县局甲"),
        "second_county_staff": (Role.COUNTY_STAFF, COUNTY, cast.bureau, "县局乙"),
        "department_staff": (Role.DEPARTMENT_STAFF, COUNTY, cast.water_department, "水利甲"),
        "supervisor": (Role.SUPERVISOR, COUNTY, cast.bureau, "督查甲"),
        "administrator": (Role.ADMINISTRATOR, COUNTY, cast.bureau, "管理员甲"),
        "neighbour_staff": (Role.TOWNSHIP_STAFF, WUPING, cast.neighbour_government, "邻镇甲"),
    }
    vars(cast).update(zip(staff, people(*staff.values()), strict=True))
    cast.by_role = {
        Role.GRID_MEMBER: cast.grid_member,
        Role.VILLAGE_LEADER: cast.village_leader,
        Role.TOWNSHIP_STAFF: cast.township_staff,
        Role.TOWNSHIP_LEADER: cast.township_leader,
        Role.OFFICE_STAFF: cast.office_staff,
        Role.COUNTY_STAFF: cast.county_staff,
        Role.DEPARTMENT_STAFF: cast.department_staff,
        Role.SUPERVISOR: cast.supervisor,
        Role.ADMINISTRATOR: cast.administrator,
    }
    return cast


def unit(name, division, kind, parent=None) -> Organisation:
    return Organisation.objects.create(name=name, division_id=division, kind=kind, parent=parent)


def person(role, division, organisation, name="某人", *, since=SINCE, until=None) -> User:
    """Somebody who holds the role, with a password that need not be changed."""
    (user,) = people((role, division, organisation, name), since=since, until=until)
    return user


def people(*posts, since=SINCE, until=None) -> list[User]:
    """One person for each (role, division, organisation, name), in two statements: nearly every test begins with them."""
    users = [User(username=f"user{next(_numbers)}", full_name=post[3], must_change_password=False) for post in posts]
    for user in users:
        user.set_password(PASSWORD)
    User.objects.bulk_create(users)
    Post.objects.bulk_create(
        Post(
            person=user, role=role, division_id=division, organisation=organisation, valid_from=since, valid_until=until
        )
        for user, (role, division, organisation, _) in zip(users, posts, strict=True)
    )
    return users


def problem(division_code=XINGLONG, *, state=State.REPORTED, at=None, **facts) -> Problem:
    """A problem in a state, put there without its history; tests of the workflow walk the real way."""
    at = at or dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
    facts = {
        "description": "河边堆放生活垃圾约两立方米",
        "source": "patrol",
        "category": "solid_waste",
        "discovered_on": dt.date(2026, 11, 2),
        "created_at": at,
        "updated_at": at,
    } | facts
    if facts.get("deadline"):
        facts.setdefault("deadline_kind", "date")
    if state == State.CLOSED:
        facts.setdefault("closed_on", dt.date(2026, 11, 3))
    if state == State.REJECTED:
        facts.setdefault("rejection", "not_true")
    return Problem.objects.create(division_code=division_code, state=state, **facts)
