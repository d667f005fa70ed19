"""Reports and briefs in the background: a sweep starts one task each; all are safe to run twice."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.models import User
from apps.assessments.periods import months_later
from apps.common import clock
from apps.common.handing_over import hand_over
from apps.reports import actions, queries


@shared_task
def make_monthly_reports(*, month=None, **_later_arguments):
    """Every report of a month (2026-10-01); last month's when none is named."""
    _start(queries.targets, month)


@shared_task
def make_missed_monthly_reports(*, month=None, **_later_arguments):
    """Those of last month that do not exist, e.g. because the machine was off on the first."""
    _start(queries.missing, month)


@shared_task
def make_forgotten_reports(**_later_arguments):
    """Every minute: what people asked for and no worker has begun, because the broker was away."""
    for run in queries.forgotten_runs(clock.now()):
        start([(run.kind, run.division_code)], month=run.month, if_still_queued=True)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, retry_jitter=True, max_retries=5)
def make_monthly_report(*, kind, division_code, month, by_id=None, if_still_queued=False, **_later_arguments):
    by = User.objects.get(pk=by_id) if by_id else None
    month = dt.date.fromisoformat(month)
    if if_still_queued and not queries.is_queued(kind, division_code, month):
        return
    actions.run(kind=kind, division_code=division_code, month=month, at=clock.now(), by=by)


def _start(select, month):
    month = dt.date.fromisoformat(month) if month else months_later(clock.today(), -1)
    for county in queries.counties_at_work(on=clock.today()):
        start(select(county, month=month), month=month)


def start(targets, *, month, by=None, **more) -> bool:
    """One task a report, once the transaction that wants them is through. False while the broker is away."""
    common = {"month": month.isoformat(), "by_id": by.pk if by else None, **more}
    return all(hand_over(make_monthly_report, kind=kind, division_code=code, **common) for kind, code in targets)


@shared_task
def make_daily_briefs(**_later_arguments):
    """Every hour: today's briefs from the hour of the settings on, and those that the last working day still lacks."""
    now = timezone.localtime(clock.now())
    owed = queries.briefs_owed(today=now.date(), hour=now.hour, from_hour=settings.DAILY_REPORT_HOUR)
    for code, day in owed:
        make_daily_brief.delay(division_code=code, day=day.isoformat())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, retry_jitter=True, max_retries=5)
def make_daily_brief(*, division_code, day, **_later_arguments):
    actions.make_brief(division_code=division_code, day=dt.date.fromisoformat(day), at=clock.now())
