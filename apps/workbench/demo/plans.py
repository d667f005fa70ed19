"""Patrol plans of the example county by kind, risk and season (STANDARDS.md 3.5), and a year of their tasks."""

import datetime as dt

from apps.inspections import planning
from apps.inspections.actions.plans import make_plan, make_tasks
from apps.inspections.models import Site, SiteKind
from apps.inspections.words import Period, Risk, Target
from apps.workbench.demo import people

# Rice and maize are brought in: every day somebody looks after the fields.
HARVEST = ("08-20", "09-30")
FARM_PLAN, HARVEST_PLAN, WORKS_PLAN = "六个养殖场每月两次", "秸秆禁烧期每天看护", "整改工程每月两次"
# As far as one run of make_tasks reaches: its own period, and for short ones a week more.
_STEPS = {Period.DAY: 8, Period.WEEK: 14}


def build(posts, *, since: dt.date, today: dt.date, at: dt.datetime) -> None:
    for plan in _make(posts, since, at):
        day = since
        while day <= today:
            make_tasks(plan, today=day)
            day = _next_run(day, plan.period)
        make_tasks(plan, today=today)


def _next_run(day, period) -> dt.date:
    steps = _STEPS.get(Period(period))
    return day + dt.timedelta(days=steps) if steps else planning.period_of(day, period)[1]


def _make(posts, since, at):
    kinds = SiteKind.objects.in_bulk(field_name="key")
    of_county = {
        "division_code": people.COUNTY, "target": Target.EACH_SITE, "since": since, "at": at, "by": posts.bureau().user,
    }  # fmt: skip
    every_month = [kinds[key] for key in ("waste_point", "construction", "restaurant", "enterprise")]
    yield make_plan(
        name="饮用水水源地每周一次", kinds=[kinds["water_source"]], times=1, period=Period.WEEK, **of_county
    )
    yield make_plan(
        name="重点养殖场每周一次", kinds=[kinds["livestock_farm"]], risks=[Risk.HIGH], times=1, period=Period.WEEK, **of_county,
    )  # fmt: skip
    yield make_plan(
        name="入河排污口每半月一次", kinds=[kinds["outfall"]], times=1, period=Period.HALF_MONTH, **of_county
    )
    yield make_plan(name=WORKS_PLAN, kinds=[kinds["rectification_works"]], times=2, period=Period.MONTH, **of_county)
    yield make_plan(name="一般点位每月一次", kinds=every_month, times=1, period=Period.MONTH, **of_county)
    yield make_plan(
        name=HARVEST_PLAN, kinds=[kinds["burning_area"]], times=1, period=Period.DAY, season_from=HARVEST[0],
        season_until=HARVEST[1], workdays_only=False, **of_county,
    )  # fmt: skip
    of_township = of_county | {"division_code": people.TOWNSHIP, "by": posts.staff_of(people.TOWNSHIP).user}
    farms = Site.objects.within(people.TOWNSHIP).filter(kind=kinds["livestock_farm"])
    yield make_plan(name=FARM_PLAN, chosen_sites=farms, times=2, period=Period.MONTH, **of_township)
    yield make_plan(
        name="网格每月走访一遍", times=1, period=Period.MONTH, **of_township | {"target": Target.EACH_GRID}
    )  # fmt: skip
