"""Grids, sites, plans, a year of patrols and daily reports, put together in the order in which they came about."""

import datetime as dt

from apps.common import clock
from apps.common.queries import calendar
from apps.workbench.demo import grids, paper, people, plans, reported, sites, spots
from apps.workbench.demo.patrols import Walks
from apps.workbench.demo.posts import Posts


def build(*, today: dt.date) -> Walks:
    """What stands before the first patrol, and the patrols to come."""
    since, _ = clock.month_of(today - dt.timedelta(days=366))
    posts, at = Posts(people.COUNTY), clock.start_of(since) + dt.timedelta(hours=9)
    grids.build(posts, since=since, today=today, at=at)
    sites.build(posts, since=since, today=today, at=at)
    plans.build(posts, since=since, today=today, at=at)
    walks = Walks(posts=posts, today=today)
    happenings = spots.surprises(walks, today=today) + paper.surprises(walks, today=today)
    walks.surprises = sorted(happenings, key=lambda happening: happening[0])
    walks.plan(is_workday=calendar().is_workday)
    return walks


def finish(walks: Walks) -> None:
    """The rest of the patrols, the tasks that they did, and the daily reports."""
    walks.until(walks.today)
    walks.settle()
    now = min(clock.now(), clock.start_of(walks.today + dt.timedelta(days=1)))
    reported.confirm(walks.posts, today=walks.today, now=now, is_workday=calendar().is_workday)
