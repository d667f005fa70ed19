"""Patrol work outside a request. Every task is safe to run twice."""

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.common import clock
from apps.inspections.actions import days, outbox, plans, receiving
from apps.inspections.models import PatrolPlan
from apps.inspections.queries.days import counties
from apps.inspections.queries.plans import in_force_on

logger = logging.getLogger(__name__)
PORTION = 200  # photos, some ten seconds of work


@shared_task
def make_patrol_tasks(**_later_arguments):
    for plan_id in in_force_on(clock.today()).values_list("pk", flat=True):
        make_tasks_of_plan.delay(plan_id=plan_id)


@shared_task
def make_tasks_of_plan(*, plan_id, **_later_arguments):
    plan = PatrolPlan.objects.everywhere("beat").get(pk=plan_id)
    plans.make_tasks(plan, today=clock.today())


@shared_task
def finish_patrols(*, patrol_ids, **_later_arguments):
    outbox.finish(patrol_ids=patrol_ids, at=clock.now())


@shared_task
def develop_arrived(*, after=0, **_later_arguments):
    """Every photo that waits, in portions, so that other work has its turn; workers share them."""
    waiting = list(receiving.undeveloped(after=after).values_list("pk", flat=True)[:PORTION])
    for pk in waiting:
        try:
            receiving.develop_if_free(pk, at=clock.now())
        except OSError:
            logger.exception("a photo waits for the timetable: the store does not answer")
    if len(waiting) == PORTION:
        develop_arrived.delay(after=waiting[-1])


@shared_task
def finish_interrupted_work(**_later_arguments):
    """What a lost worker or a broker that was down left undone; done anew, it changes nothing."""
    now = clock.now()
    outbox.finish(patrol_ids=outbox.unfinished_patrols(since=now - dt.timedelta(hours=6)), at=now)
    develop_arrived.delay()


@shared_task
def sweep_incoming_files(**_later_arguments):
    receiving.sweep_incoming(at=clock.now())


@shared_task
def remind_of_daily_reports(**_later_arguments):
    """Runs every hour and acts at the hour that the installation has chosen."""
    if timezone.localtime(clock.now()).hour == settings.DAILY_REPORT_HOUR:
        for county in counties(clock.today()):
            days.remind_silent(county_code=county, at=clock.now())
