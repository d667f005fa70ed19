"""Patrol work outside a request. Every task is safe to run twice."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.common import clock
from apps.inspections.actions import days, outbox, plans, receiving
from apps.inspections.models import IncomingPhoto, PatrolPlan
from apps.inspections.queries.days import counties
from apps.inspections.queries.plans import in_force_on


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


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=3)
def develop_photo(*, sha256, person_id, **_later_arguments):
    receiving.develop(IncomingPhoto.objects.get(sha256=sha256, person=person_id), at=clock.now())


@shared_task
def develop_arrived(**_later_arguments):
    """Hand out every photo that waits; one of them twice changes nothing."""
    for sha256, person_id in receiving.undeveloped().values_list("sha256", "person_id")[:500]:
        develop_photo.delay(sha256=sha256, person_id=person_id)


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
