"""Two at once, a worker killed in the middle, a broker that is away: nothing lost, nothing doubled."""

import datetime as dt
import os
import signal
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from apps.common import clock
from apps.imports import actions, queries, tasks
from apps.imports.models import ImportBatch
from apps.imports.words import Status
from apps.problems.models import ProblemEvent
from config.celery import app
from tests import cast
from tests.imports.processes import wait_until, worker
from tests.imports.scene import four, line, problems, received

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [line(f"A{number}") for number in range(40)]


@pytest.fixture
def fengdu(transactional_db):
    return cast.county()


def fresh(batch):
    return ImportBatch.objects.everywhere("test").get(pk=batch.pk)


def confirmed(person, at):
    batch = received(person, *ROWS, at=at)
    return actions.confirm(batch, by=person, at=at)


def test_two_people_with_the_same_file_at_once_make_no_double(fengdu, noon):
    batches = [confirmed(person, noon) for person in (fengdu.county_staff, fengdu.second_county_staff)]
    start = threading.Barrier(2)

    def carry_out(batch):
        start.wait()
        actions.carry_out(batch_id=batch.pk, at=noon)
        connections.close_all()

    threads = [threading.Thread(target=carry_out, args=[batch]) for batch in batches]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]

    assert sorted(four(fresh(batch).counts) for batch in batches) == [(0, 0, 40, 0), (40, 0, 0, 0)]
    assert (problems().count(), ProblemEvent.objects.count()) == (40, 40)


def test_one_import_handed_to_two_workers_is_done_once(fengdu, noon):
    batch = confirmed(fengdu.county_staff, noon)
    start = threading.Barrier(2)

    def carry_out():
        start.wait()
        actions.carry_out(batch_id=batch.pk, at=noon)
        connections.close_all()

    threads = [threading.Thread(target=carry_out) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]

    assert four(fresh(batch).counts) == (40, 0, 0, 0)
    assert ProblemEvent.objects.count() == 40


def somebody_waits_for_events() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
            "AND query LIKE '%%INSERT INTO problems_problemevent%%' AND pid <> pg_backend_pid()",
            [],
        )
        return cursor.fetchone()[0] == 1


@contextmanager
def nobody_writes_events():
    """Holds the import up where the problems are written and their history is not."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE problems_problemevent IN SHARE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.worker
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(fengdu, noon):
    batch = confirmed(fengdu.county_staff, clock.now() - dt.timedelta(minutes=2))
    queue = f"killed-{os.getpid()}"
    app.conf.task_default_queue = queue
    try:
        with nobody_writes_events(), worker(queue) as first:
            tasks.order(batch)
            wait_until(somebody_waits_for_events)
            assert (fresh(batch).stage, fresh(batch).steps_total) == ("running", 40)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        assert (problems().count(), fresh(batch).status) == (0, Status.COMMITTING)

        with worker(queue):
            tasks.resume_stranded_imports()
            wait_until(lambda: fresh(batch).status == Status.COMMITTED)
    finally:
        app.conf.task_default_queue = "celery"

    assert four(fresh(batch).counts) == (40, 0, 0, 0)
    assert (problems().count(), ProblemEvent.objects.count()) == (40, 40)


def test_a_request_outlives_the_broker(fengdu, noon, signed_in, client):
    batch = received(fengdu.county_staff, *ROWS, at=noon)
    with broker_away():
        answer = signed_in(fengdu.county_staff).post(f"/imports/{batch.pk}/commit/", follow=True)

    assert "您的操作已经记下" in answer.content.decode()
    assert fresh(batch).status == Status.COMMITTING
    assert list(queries.stranded(clock.now())) == []
    assert list(queries.stranded(clock.now() + dt.timedelta(minutes=2))) == [fresh(batch)]


@pytest.mark.worker
def test_what_was_asked_while_the_broker_was_away_is_done_when_it_is_back(fengdu, noon, signed_in):
    batch = received(fengdu.county_staff, *ROWS, at=noon)
    with broker_away():
        signed_in(fengdu.county_staff).post(f"/imports/{batch.pk}/commit/")
    a_minute_ago = clock.now() - queries.STRANDED_AFTER
    ImportBatch.objects.everywhere("test").update(asked_at=a_minute_ago)
    queue = f"back-{os.getpid()}"
    app.conf.task_default_queue = queue

    try:
        with worker(queue):
            tasks.resume_stranded_imports()
            tasks.resume_stranded_imports()
            wait_until(lambda: fresh(batch).status == Status.COMMITTED)
    finally:
        app.conf.task_default_queue = "celery"

    assert four(fresh(batch).counts) == (40, 0, 0, 0)
    assert (problems().count(), ProblemEvent.objects.count()) == (40, 40)


@contextmanager
def broker_away():
    usual = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    app.amqp._producer_pool = None
    app._pool = None
    try:
        yield
    finally:
        app.conf.broker_url = usual
        app.amqp._producer_pool = None
        app._pool = None


def test_an_undoing_tells_how_far_it_is(fengdu, noon, signed_in, monkeypatch):
    monkeypatch.setattr("apps.imports.actions.undoing.ListUndoing.at_once", 1)
    batch = confirmed(fengdu.county_staff, noon)
    actions.request_undo(actions.commit(batch_id=batch.pk, at=noon), by=fengdu.county_staff, at=noon)

    def carry_out():
        actions.carry_out_undo(batch_id=batch.pk, at=noon)
        connections.close_all()

    thread = threading.Thread(target=carry_out)
    with nobody_writes_events():
        thread.start()
        wait_until(lambda: fresh(batch).steps_done == 1)
        page = signed_in(fengdu.county_staff).get(f"/imports/{batch.pk}/progress/").content.decode()
    thread.join(60)

    assert "已处理 <strong>1</strong> / 7 步" in page
    assert (problems().count(), fresh(batch).status) == (0, Status.UNDONE)


def test_an_import_that_fails_says_so_and_can_be_tried_again(fengdu, noon):
    batch = confirmed(fengdu.county_staff, noon)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE problems_problem ADD CONSTRAINT broken CHECK (external_no <> 'A7')")

    with pytest.raises(Exception, match="broken"):
        actions.carry_out(batch_id=batch.pk, at=noon)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE problems_problem DROP CONSTRAINT broken")
    assert (problems().count(), fresh(batch).status, fresh(batch).stage) == (0, Status.READ, "failed")
    assert "台账没有任何改动" in fresh(batch).failure
    actions.request_commit(fresh(batch), by=fengdu.county_staff, at=noon)
    assert four(actions.commit(batch_id=batch.pk, at=noon).counts) == (40, 0, 0, 0)
