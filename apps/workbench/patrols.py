"""What the home page says of patrols: the day that was asked for, tasks, how far coverage is. Never about persons."""

from django.urls import reverse

from apps.accounts.roles import COUNTY, TOWNSHIP, VILLAGE
from apps.assessments import periods
from apps.assessments.metrics import MEASURES
from apps.assessments.numbers import Asked
from apps.assessments.queries import Grouping, figures_of
from apps.inspections.queries.days import reminded
from apps.inspections.queries.grids import places_of
from apps.inspections.queries.plans import coming_tasks

COVERAGE, OUT_OF_WATCH, WORKING = (MEASURES[key] for key in ("coverage", "out_of_watch", "sites_working"))
# Five figures are enough: these give way, the last first. What is due soon stands in the list of work above.
GIVING_WAY = ("三天内到期", "本月销号")


def lay(desk, user, today):
    """Adds to a desk that has its figures of the ledger already; it keeps five, work before history."""
    waiting = reminded(user, day=today)
    desk.unreported = list(places_of(waiting).items()) if waiting else []
    if user.roles & (TOWNSHIP | COUNTY) and user.division_codes:
        found = _of_sites(min(user.division_codes, key=len), today)
    elif user.roles & VILLAGE:
        found = [_of_tasks(user, today)]
    else:
        found = []
    giving_way = GIVING_WAY[-len(found) :] if found else ()
    desk.figures = [one for one in desk.figures if one["label"] not in giving_way] + found


def _of_tasks(user, today) -> dict:
    number = coming_tasks(user, on=today).count()
    return {"label": "我的巡查任务", "value": number, "unit": "项", "url": reverse("patrol_tasks")}


def _of_sites(code, today) -> list[dict]:
    """Nothing where no site is kept: a dash and a nought would only take room."""
    month = periods.month(today.replace(day=1), as_of=today)
    now = figures_of(code, month, by=Grouping.TOWNSHIP, measures=(COVERAGE, OUT_OF_WATCH, WORKING))
    coverage, unseen, working = (now.total(measure) for measure in (COVERAGE, OUT_OF_WATCH, WORKING))
    if not working.numerator and not coverage.denominator:
        return []
    asked = Asked(code, month.first)
    return [
        {
            "label": "本月点位覆盖率",
            "value": coverage.value(COVERAGE.kind),
            "unit": COVERAGE.unit,
            "url": asked.url(COVERAGE),
        },
        {
            "label": OUT_OF_WATCH.name,
            "value": unseen.numerator,
            "unit": OUT_OF_WATCH.unit,
            "url": asked.url(OUT_OF_WATCH),
            "better": "less",
        },
    ]
