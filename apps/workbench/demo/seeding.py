"""Puts the example county together: places, units, people, a year of patrols and problems, one list left to import."""

import datetime as dt
import random
from pathlib import Path

from django.conf import settings

from apps.accounts.models import User
from apps.common import clock
from apps.common.queries import calendar
from apps.common.verdicts import Refused
from apps.inspections.models import Patrol
from apps.problems.models import Problem
from apps.reports import actions as reports
from apps.reports.kinds import ReportKind
from apps.territory.actions import import_divisions
from apps.territory.levels import Level
from apps.territory.models import Division, Organisation
from apps.territory.queries import short_village
from apps.workbench.demo import monitoring, people, sample_list, spot_checks, watch
from apps.workbench.demo.stories import Place, Teller

SEED = 20261122
PROBLEMS_A_MONTH = 62


def seed(*, today: dt.date, say=lambda sentence: None) -> int:
    """The number of problems told. Raises Refused when the database is in use already."""
    if User.objects.exists():
        raise Refused("数据库里已经有人员，不再写入演示数据。")
    say("正在建立区划、单位和人员……")
    import_divisions((Path(settings.BASE_DIR) / "fixtures" / "divisions-500230.csv").read_text(encoding="utf-8-sig"))
    people.build_units()
    people.build_people()
    say("正在建立网格、点位和巡查计划……")
    walks = watch.build(today=today)
    say("正在讲述一年里的巡查和问题……")
    # Until yesterday evening: nothing of it lies in the future, at whatever hour the command runs.
    told = _tell_a_year(today - dt.timedelta(1), walks)
    watch.finish(walks)
    spot_checks.draw_spot_checks(today=today)
    monitoring.seed(today=today)
    _report_last_month(today)
    _report_last_days(today)
    sample_list.write(sample_list.path(), today=today)
    return told


def _report_last_month(today) -> None:
    """Drafts, as beat makes them at night: the newcomer reads and publishes them."""
    month = (today.replace(day=1) - dt.timedelta(1)).replace(day=1)
    for kind, place in ((ReportKind.COUNTY_RANKING, people.COUNTY), (ReportKind.TOWNSHIP_MONTHLY, people.TOWNSHIP)):
        reports.make(kind=kind, division_code=place, month=month, at=clock.start_of(today))


def _report_last_days(today) -> None:
    """The briefs of the last working days, as beat makes them in the evening."""
    workdays = [day for back in range(1, 15) if calendar().is_workday(day := today - dt.timedelta(back))]
    for day in reversed(workdays[:3]):
        evening = clock.start_of(day) + dt.timedelta(hours=settings.DAILY_REPORT_HOUR)
        reports.make_brief(division_code=people.TOWNSHIP, day=day, at=evening)


def _tell_a_year(today, walks) -> int:
    dice = random.Random(SEED)  # noqa: S311 - an example, not a secret
    places, county = _places(dice)
    teller = Teller(county=county, today=today, dice=dice, walks=walks)
    favourite = [place for place in places if place.code.startswith(people.TOWNSHIP)]
    first = today - dt.timedelta(365)
    days = sorted(first + dt.timedelta(dice.randrange(366)) for _ in range(12 * PROBLEMS_A_MONTH))
    recent = [today - dt.timedelta(dice.randrange(12)) for _ in range(24)]
    for day in sorted(days + recent):
        walks.until(day)
        # The township a newcomer signs in to has more to show than the others.
        place = dice.choice(favourite if dice.random() < 0.15 else places)
        teller.tell(place, day)
    return teller.told


def _places(dice) -> tuple[list[Place], dict[str, User]]:
    users = {user.username: user for user in User.objects.all()}
    units = Organisation.objects.filter(division__code__startswith=people.COUNTY, kind__in=("committee", "government"))
    by_place = {unit.division_id: unit for unit in units}
    pace: dict[str, float] = {}
    places = []
    for village in Division.objects.filter(level=Level.VILLAGE, code__startswith=people.COUNTY):
        township = village.code[:9]
        pace.setdefault(township, dice.uniform(0.5, 1.6))
        places.append(
            Place(
                code=village.code,
                name=short_village(village.name),
                pace=pace[township],
                people=_people_of(users, township, village.code),
                committee=by_place[village.code],
                government=by_place[township],
            )
        )
    return places, {name: users[name] for name in ("xian", "xian2", "ducha")}


def _people_of(users, township, village):
    own_township = "" if township == people.TOWNSHIP else township[6:]
    own_village = "" if village == people.VILLAGE else village[6:]
    return {
        "zhen": users[f"zhen{own_township}"],
        "zhen2": users[f"zhen2{own_township}"],
        "zhenzhang": users[f"zhenzhang{own_township}"],
        "cun": users[f"cun{own_village}"],
        "wangge": users[f"wangge{own_village}"],
    }


def summary(*, today) -> str:
    problems = Problem.objects.everywhere("the command says what it made")
    people_count = User.objects.count()
    patrols = Patrol.objects.everywhere("the command says what it made").count()
    return f"演示数据已写入：{people_count} 个账号，{problems.count()} 个问题，{patrols} 次巡查，截至 {today}。"
