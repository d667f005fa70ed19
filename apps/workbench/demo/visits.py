"""Which visits happened in the example year: most tasks were done in time, a few missed, some sites left alone since."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from zlib import crc32

from apps.inspections.models import PatrolTask, Site
from apps.inspections.words import Period
from apps.workbench.demo import people
from apps.workbench.demo.sites import NEW_DAYS

# (township, kind) -> days since which nobody has been at its first site of the kind.
LEFT_ALONE = {
    ("500230001", "waste_point"): 48,
    ("500230101", "waste_point"): 75,
    ("500230109", "livestock_farm"): 39,
    ("500230113", "water_source"): 33,
    ("500230118", "restaurant"): 96,
    ("500230121", "construction"): 52,
    (people.TOWNSHIP, "waste_point"): 64,
    (people.TOWNSHIP, "water_source"): 23,
}
MISSED_OF_HUNDRED, DONE_AHEAD_OF_HUNDRED = 6, 70


@dataclass
class Round:
    """One patrol to be: on a day, in a village, to sites, or through a grid."""

    day: dt.date
    village: str
    grid: object = None
    sites: list = field(default_factory=list)


def left_alone(today: dt.date) -> dict[int, dt.date]:
    """Site -> the day from which on nobody has been there."""
    found, first = {}, {}
    for site in Site.objects.within(people.COUNTY).select_related("kind").order_by("division_code", "pk"):
        first.setdefault((site.division_code[:9], site.kind.key), site.pk)
        if site.opened_on == today - dt.timedelta(days=NEW_DAYS):
            found[site.pk] = site.opened_on
    for place, days in LEFT_ALONE.items():
        if place in first:
            found[first[place]] = today - dt.timedelta(days=days)
    return found


def rounds(*, today: dt.date, is_workday) -> list[Round]:
    """By day; nothing today or later."""
    alone = left_alone(today)
    gathered: dict[tuple, Round] = {}
    for task, day in _done(today, is_workday):
        if task.site_id in alone and day >= alone[task.site_id]:
            continue
        village = task.division_code[:12]
        key = (day, village, task.grid_id)
        one = gathered.setdefault(key, Round(day, village, task.grid))
        if task.site_id:
            one.sites.append(task.site)
    return sorted(gathered.values(), key=lambda one: (one.day, one.village, one.grid.code if one.grid else ""))


def _done(today, is_workday):
    """Each task with the day on which it was done."""
    tasks = PatrolTask.objects.within(people.COUNTY).filter(first_day__lt=today).select_related("plan", "site", "grid")
    of_target = defaultdict(list)
    for task in tasks.order_by("due_on", "pk"):
        of_target[task.plan_id, task.site_id, task.grid_id].append(task)
    for mine in of_target.values():
        begin, due = dt.date.min, [task for task in mine if task.due_on < today]
        for task in mine:
            first, begin = max(task.first_day, begin), task.due_on + dt.timedelta(days=1)
            day = (
                _day(task, first, is_workday) if task.due_on < today else _ahead_of_time(task, first, today, is_workday)
            )
            # Of the last three none is missed, so that nothing but the sites left alone is out of watch.
            missed = task not in due[-3:] and _dice(task.division_code, task.due_on, task.site_id) < MISSED_OF_HUNDRED
            if day and not missed:
                yield task, day


def _ahead_of_time(task, first, today, is_workday) -> dt.date | None:
    """Of what is due today or later some is done already; what the newcomer has to do is all open."""
    day = first + dt.timedelta(days=_dice(task.division_code[:12], first) % 10)
    done = task.division_code[:12] != people.VILLAGE and _dice(task.division_code, first) < DONE_AHEAD_OF_HUNDRED
    return day if done and day < today and is_workday(day) else None


def _day(task, first, is_workday) -> dt.date:
    """In time: on the last day or some days before, the same for everything that is due together in a village."""
    free = (task.due_on - first).days
    early = 0 if task.plan.period == Period.DAY else _dice(task.division_code[:12], task.due_on) % 5
    day = task.due_on - dt.timedelta(days=min(early, free))
    while task.plan.workdays_only and not is_workday(day) and day < task.due_on:
        day += dt.timedelta(days=1)
    return day


def _dice(*words) -> int:
    """0 to 99, the same for the same words."""
    return crc32("|".join(map(str, words)).encode()) % 100
