"""Patrols, tasks and stops put into the database as they are after they were logged, for tests that count them."""

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

from apps.inspections.models import DayConfirmation, Finding, Patrol, PatrolPlan, PatrolTask, SiteStop, Visit
from tests import cast

LOCAL = ZoneInfo("Asia/Shanghai")
HOUR = dt.timedelta(hours=1)


def day(number, month=10):
    return dt.date(2026, month, number)


def at(number, month=10, hour=9, minute=0, second=0):
    return dt.datetime(2026, month, number, hour, minute, second, tzinfo=LOCAL)


def patrol(person, found_at, place=cast.XINGLONG, *, persons=1, sites=(), received_at=None, **facts) -> Patrol:
    row = Patrol.objects.create(
        uuid=uuid4(), sha256="0" * 64, division_code=place, person=person, by_label="某人", persons=persons,
        visit_count=len(sites), found_at=found_at, day=found_at.astimezone(LOCAL).date(), phone_time=found_at,
        received_at=received_at or found_at + HOUR, **facts,
    )  # fmt: skip
    Visit.objects.bulk_create(Visit(patrol=row, site=site, day=row.day) for site in sites)
    return row


def plan(code=cast.JILONG) -> PatrolPlan:
    return PatrolPlan.objects.create(
        division_code=code, name="养殖场每月巡查", target="each_site", times=1, period="month", since=day(1, 1),
        created_at=at(1, 1),
    )  # fmt: skip


def task(plan, site, due_on, done=None, *, dropped_on=None, number=1) -> PatrolTask:
    """`done` is the patrol that did it."""
    first = due_on.replace(day=1)
    return PatrolTask.objects.create(
        plan=plan, site=site, division_code=site.division_code, first_day=first, number=number, due_on=due_on,
        end_day=(first + dt.timedelta(days=32)).replace(day=1), dropped_on=dropped_on,
        done_on=done.day if done else None, patrol=done,
    )  # fmt: skip


def stop(site, since, until=None):
    return SiteStop.objects.create(site=site, kind="paused", since=since, until=until)


def finding(patrol, problem, *, fixed=False):
    return Finding.objects.create(patrol=patrol, uuid=uuid4(), problem=problem, fixed_on_spot=fixed)


def confirmed(person, place, on):
    return DayConfirmation.objects.create(
        division_code=place, day=on, uuid=uuid4(), person=person, by_label="某人", confirmed_at=at(on.day, on.month),
        received_at=at(on.day, on.month),
    )  # fmt: skip
