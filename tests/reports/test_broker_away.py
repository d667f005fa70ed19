"""Reports asked for while the broker is away are made when it is back."""

import datetime as dt

import pytest

from apps.common import clock
from apps.common.handing_over import BROKER_IS_AWAY
from apps.common.models import LongWork
from apps.reports import actions, queries, tasks
from apps.reports.models import Report, ReportRun
from config.celery import app
from tests import cast
from tests.imports.test_interruption import broker_away

pytestmark = pytest.mark.django_db(transaction=True)


def reports():
    return sorted(Report.objects.within(cast.COUNTY).values_list("kind", "version"))


def test_what_was_asked_for_while_the_broker_was_away_is_made_once(transactional_db, signed_in):
    county = cast.county()
    month = clock.today().replace(day=1)
    with broker_away():
        answer = signed_in(county.township_staff).post("/reports/make/", {"month": f"{month:%Y-%m}"}, follow=True)
    runs = ReportRun.objects.within(cast.COUNTY)
    asked = [(run.kind, run.stage) for run in runs.all()]
    at_first = list(queries.forgotten_runs(clock.now()))
    runs.update(asked_at=clock.now() - dt.timedelta(minutes=2))
    app.conf.task_always_eager = True
    try:
        tasks.make_forgotten_reports()
        tasks.make_forgotten_reports()
    finally:
        app.conf.task_always_eager = False

    assert (answer.status_code, BROKER_IS_AWAY in answer.text) == (200, True)
    assert (asked, at_first) == ([("township_monthly", LongWork.Stage.QUEUED)], [])
    assert reports() == [("township_monthly", 1)]
    assert [run.stage for run in runs.all()] == [LongWork.Stage.DONE]


def test_what_a_worker_has_begun_meanwhile_is_not_made_again(transactional_db):
    county = cast.county()
    month = clock.today().replace(day=1)
    target = [("township_monthly", cast.JILONG)]
    actions.ask_for(target, month=month, by=county.township_staff, at=clock.now())
    actions.run(kind="township_monthly", division_code=cast.JILONG, month=month, at=clock.now())
    before = ReportRun.objects.within(cast.COUNTY).get().finished_at

    tasks.make_monthly_report(
        kind="township_monthly", division_code=cast.JILONG, month=month.isoformat(), if_still_queued=True
    )

    assert ReportRun.objects.within(cast.COUNTY).get().finished_at == before
