"""An export that nobody takes up: the broker is away, the worker died, two come at once."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from apps.common import clock, locks
from apps.common.handing_over import BROKER_IS_AWAY
from apps.common.locks import Lock
from apps.common.models import AuditEntry, LongWork
from apps.problems import queries
from apps.problems.actions import exports
from apps.problems.models import ProblemExport
from apps.problems.tasks import resume_stranded_exports, write_export
from config.celery import app
from tests import cast
from tests.imports.test_interruption import broker_away

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def fengdu(transactional_db):
    return cast.county()


@pytest.fixture
def export(fengdu):
    for _ in range(3):
        cast.problem()
    return exports.ask_for_export(by=fengdu.township_staff, at=clock.now(), query="", rows=3)


@pytest.fixture
def at_once():
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def later(export, by=2 * MINUTE):
    ProblemExport.objects.filter(pk=export.pk).update(created_at=export.created_at - by, started_at=None)


def test_an_export_asked_for_while_the_broker_is_away_says_so_and_is_made_later(fengdu, signed_in, monkeypatch):
    monkeypatch.setattr("apps.problems.views.exports.AT_ONCE", 2)
    for _ in range(3):
        cast.problem()
    client = signed_in(fengdu.township_staff)

    with broker_away():
        answer = client.post("/problems/export/", {"query": ""}, follow=True)
    export = ProblemExport.objects.get()
    at_first = list(queries.stranded_exports(clock.now()))
    later(export)
    meanwhile = client.get(answer.redirect_chain[0][0], headers={"HX-Request": "true"}).text
    app.conf.task_always_eager = True
    try:
        resume_stranded_exports()
        resume_stranded_exports()
    finally:
        app.conf.task_always_eager = False

    export.refresh_from_db()
    assert (answer.status_code, BROKER_IS_AWAY in answer.text) == (200, True)
    assert at_first == []
    assert "轮到后会自动导出，不用重新提交" in meanwhile
    assert 'hx-trigger="every 1s"' in meanwhile
    assert (export.stage, export.steps_done) == (LongWork.Stage.DONE, 3)
    assert AuditEntry.objects.filter(action="导出问题台账").count() == 1


def test_while_the_broker_stays_away_the_timetable_fails_at_nothing(export):
    later(export)

    with broker_away():
        resume_stranded_exports()

    assert list(queries.stranded_exports(clock.now())) == [export]


def test_an_export_whose_worker_died_is_taken_up_again(export, at_once):
    exports.begin_export(export, at=clock.now() - 2 * MINUTE)

    resume_stranded_exports()

    export.refresh_from_db()
    assert export.stage == LongWork.Stage.DONE


def test_an_export_on_which_somebody_is_at_work_is_left_to_him(export):
    exports.begin_export(export, at=clock.now() - 2 * MINUTE)

    with locks.held(Lock.EXPORT, export.pk) as free:
        other = threading.Thread(target=_in_another_session, args=(export.pk,))
        other.start()
        other.join()
    stage = ProblemExport.objects.get().stage
    write_export(export_id=export.pk)

    assert (free, stage) == (True, LongWork.Stage.RUNNING)
    assert ProblemExport.objects.get().stage == LongWork.Stage.DONE


def _in_another_session(pk):
    try:
        write_export(export_id=pk)
    finally:
        connections.close_all()


def test_nobody_holds_an_export_when_its_worker_is_through_or_has_failed(export, monkeypatch):
    def fail(*args, **more):
        raise RuntimeError

    monkeypatch.setattr("apps.problems.tasks.write_ledger", fail)
    with pytest.raises(RuntimeError):
        write_export(export_id=export.pk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0
    assert ProblemExport.objects.get().stage == LongWork.Stage.FAILED


def test_what_was_begun_again_for_hours_is_given_up_but_not_what_waited_for_the_broker(export, fengdu, at_once):
    waited = exports.ask_for_export(by=fengdu.township_staff, at=clock.now() - 600 * MINUTE, query="", rows=3)
    exports.begin_export(export, at=clock.now() - 181 * MINUTE)
    exports.begin_export(export, at=clock.now() - 2 * MINUTE)

    resume_stranded_exports()

    stages = dict(ProblemExport.objects.values_list("pk", "stage"))
    assert stages == {export.pk: LongWork.Stage.FAILED, waited.pk: LongWork.Stage.DONE}
