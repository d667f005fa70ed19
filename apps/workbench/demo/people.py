"""The example county's units and people. Nobody has a personal name: each is called after the post."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.territory.levels import Level
from apps.territory.models import Division, Organisation, OrganisationAlias
from apps.territory.queries import short_village

PASSWORD = "Demo2026!"  # noqa: S105 - printed by the demo, refused in production
COUNTY, TOWNSHIP, VILLAGE = "500230", "500230123", "500230123201"
POSTS_SINCE = dt.date(2020, 1, 1)

DEPARTMENTS = {
    "丰都县农业农村委员会": ("县农业农村委", "农业农村委", "县农业农村局"),
    "丰都县水利局": ("县水利局", "水利局"),
    "丰都县住房和城乡建设委员会": ("县住房城乡建委", "县住建委", "县住房和城乡建设委"),
    "丰都县规划和自然资源局": ("县规划自然资源局", "县规资局"),
    "丰都县城市管理局": ("县城市管理局", "县城管局"),
    "丰都县交通运输委员会": ("县交通运输委", "县交通局"),
    "丰都县经济和信息化委员会": ("县经济信息委", "县经信委"),
}
OFFICES = {
    "规划环保岗": ("镇规划环保岗", "镇规环岗", "规环岗"),
    "综合执法岗": ("镇综合执法岗", "综合执法大队", "镇综合行政执法大队"),
    "农业服务中心": ("镇农业服务中心",),
}

# role, user name, what to try first
_FIRST_TRIES = (
    (Role.GRID_MEMBER, "wangge", "用手机大小的窗口点“巡查上报”，报一个问题"),
    (Role.VILLAGE_LEADER, "cun", "在工作台签收一个问题，提交整改后的照片"),
    (Role.TOWNSHIP_STAFF, "zhen", "交办一个新上报的问题；到“表格导入”试导一张清单"),
    (Role.TOWNSHIP_LEADER, "zhenzhang", "看超期的问题，批准销号"),
    (Role.OFFICE_STAFF, "jigou", "办理交给综合执法岗的问题"),
    (Role.COUNTY_STAFF, "xian", "批量审批销号；看上月排名并发布"),
    (Role.DEPARTMENT_STAFF, "bumen", "答复乡镇的呼叫"),
    (Role.SUPERVISOR, "ducha", "打开一个已销号的问题，做一次回头看"),
    (Role.ADMINISTRATOR, "admin", "开设账号，答复意见建议，查看操作记录"),
)


def accounts() -> list[tuple[str, str, str, str]]:
    """(role, user name, password, what to try first) of one example account for each role."""
    return [(role.label, username, PASSWORD, first) for role, username, first in _FIRST_TRIES]


@dataclass(frozen=True)
class Plan:
    """A person to be made: the rest of the row is his post."""

    username: str
    name: str
    role: Role
    organisation: Organisation
    division_id: str


def build_units() -> None:
    """The county's bureau, departments and leading group, and each township's offices."""
    kind = Organisation.Kind
    named = [("丰都县生态环境局", kind.BUREAU, ("县生态环境局", "生态环境局"))]
    named += [(name, kind.DEPARTMENT, aliases) for name, aliases in DEPARTMENTS.items()]
    named += [("丰都县生态环境保护委员会办公室", kind.LEADING_GROUP, ("县生环委办公室", "县环委办"))]
    units = [(Organisation(name=name, kind=sort, division_id=COUNTY), aliases) for name, sort, aliases in named]
    governments = Organisation.objects.filter(division__code__startswith=COUNTY, kind=kind.GOVERNMENT)
    for government in governments.select_related("division"):
        for office, aliases in OFFICES.items():
            own = Organisation(
                name=government.division.name + office,
                kind=kind.OFFICE,
                division_id=government.division_id,
                parent=government,
            )
            units.append((own, (office, *aliases)))
    Organisation.objects.bulk_create([unit for unit, _ in units])
    OrganisationAlias.objects.bulk_create(
        [OrganisationAlias(organisation=unit, name=alias) for unit, aliases in units for alias in aliases]
    )


def build_people() -> None:
    """One person at every post, with one password hash for all: hashing 800 passwords would take a minute."""
    plans = [*_county_plans(), *_township_plans(), *_village_plans()]
    secret = make_password(PASSWORD)
    people = [
        User(username=plan.username, full_name=plan.name, password=secret, must_change_password=False) for plan in plans
    ]
    User.objects.bulk_create(people, batch_size=500)
    posts = [
        Post(
            person=person,
            organisation=plan.organisation,
            division_id=plan.division_id,
            role=plan.role,
            valid_from=POSTS_SINCE,
        )
        for person, plan in zip(people, plans, strict=True)
    ]
    Post.objects.bulk_create(posts, batch_size=500)


def _county_plans():
    units = {unit.name: unit for unit in Organisation.objects.filter(division_id=COUNTY)}
    bureau = units["丰都县生态环境局"]
    yield Plan("xian", "县局监管岗", Role.COUNTY_STAFF, bureau, COUNTY)
    yield Plan("xian2", "县局督办岗", Role.COUNTY_STAFF, bureau, COUNTY)
    yield Plan("ducha", "县督查组", Role.SUPERVISOR, bureau, COUNTY)
    yield Plan("admin", "县系统管理岗", Role.ADMINISTRATOR, bureau, COUNTY)
    for number, (name, aliases) in enumerate(DEPARTMENTS.items()):
        username = "bumen" if number == 1 else f"bumen{number + 1}"
        yield Plan(username, f"{aliases[0]}联络岗", Role.DEPARTMENT_STAFF, units[name], COUNTY)


def _township_plans():
    offices = Organisation.objects.filter(kind__in=("office", "government"), division__code__startswith=COUNTY)
    by_place: dict[str, dict[str, Organisation]] = {}
    for unit in offices.select_related("division"):
        by_place.setdefault(unit.division_id, {})[unit.name.removeprefix(unit.division.name)] = unit
    for code, units in by_place.items():
        own = "" if code == TOWNSHIP else code[6:]
        short = next(iter(units.values())).division.name
        government = units.get("人民政府") or units["办事处"]
        station, law = units["规划环保岗"], units["综合执法岗"]
        yield Plan(f"zhen{own}", f"{short}环保岗", Role.TOWNSHIP_STAFF, station, code)
        yield Plan(f"zhen2{own}", f"{short}环保岗内勤", Role.TOWNSHIP_STAFF, station, code)
        yield Plan(f"zhenzhang{own}", f"{short}分管领导", Role.TOWNSHIP_LEADER, government, code)
        yield Plan(f"jigou{own}", f"{short}执法岗", Role.OFFICE_STAFF, law, code)


def _village_plans():
    committees = {
        unit.division_id: unit
        for unit in Organisation.objects.filter(kind="committee", division__code__startswith=COUNTY)
    }
    villages = Division.objects.filter(level=Level.VILLAGE, code__startswith=COUNTY)
    for village in villages:
        own = "" if village.code == VILLAGE else village.code[6:]
        short, committee = short_village(village.name), committees[village.code]
        yield Plan(f"cun{own}", f"{short}负责人", Role.VILLAGE_LEADER, committee, village.code)
        yield Plan(f"wangge{own}", f"{short}网格员", Role.GRID_MEMBER, committee, village.code)
