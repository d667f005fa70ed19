"""Templates: two at once, twice at once, a worker killed in the middle. Nothing doubled, nothing by halves."""

import datetime as dt
import os
import signal
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from apps.common import clock
from apps.common.models import AuditEntry
from apps.imports import tasks
from apps.imports.actions import tables as actions
from apps.imports.tables import queries
from apps.imports.words import Status
from apps.territory.models import Organisation
from config.celery import app
from tests import cast
from tests.imports.tables import confirmed, four, fresh, received
from tests.imports.test_interruption import broker_away, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = ["单位名称", "类型"]
ROWS = [[f"丰都县第{number}局", "县级部门"] for number in range(40)]


@pytest.fixture
def fengdu(transactional_db):
    return cast.county()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def asked(person, *, at, rows=ROWS):
    return actions.request_commit(received(person, "organisations", UNITS, *rows, at=at), by=person, at=at)


def departments():
    return Organisation.objects.filter(name__startswith="丰都县第").count()


def at_once(*jobs):
    start = threading.Barrier(len(jobs))

    def do(job):
        start.wait()
        try:
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[job]) for job in jobs]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]


def test_two_people_with_the_same_file_at_once_make_no_double(fengdu, noon):
    other = cast.person("administrator", cast.COUNTY, fengdu.bureau, "管理员乙")
    first, second = asked(fengdu.administrator, at=noon), asked(other, at=noon)

    at_once(*(lambda table=table: actions.carry_out(table_id=table.pk, at=noon) for table in (first, second)))

    assert sorted(four(fresh(table).counts) for table in (first, second)) == [(0, 0, 40, 0), (40, 0, 0, 0)]
    assert departments() == 40


def test_a_double_click_and_two_workers_are_one_import(fengdu, noon):
    table = received(fengdu.administrator, "organisations", UNITS, *ROWS, at=noon)

    at_once(*[lambda: confirmed(fengdu.administrator, table, at=noon)] * 2)
    actions.carry_out(table_id=table.pk, at=noon)

    assert four(fresh(table).counts) == (40, 0, 0, 0)
    assert departments() == 40
    assert AuditEntry.objects.filter(action="模板导入单位").count() == 1


@contextmanager
def nobody_writes_names():
    """Holds the import up in its middle: the unit of its row 21 is being made by somebody else."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO territory_organisation (name, kind, division_id) VALUES ('丰都县第20局', 'department', '500230')"
        )
    try:
        yield
    finally:
        other.rollback()
        other.close()


def half_way(table) -> bool:
    return (fresh(table).stage, fresh(table).steps_done) == ("running", 20)


@pytest.mark.worker
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(fengdu):
    table = asked(fengdu.administrator, at=clock.now() - dt.timedelta(minutes=2))
    queue = f"killed-tables-{os.getpid()}"
    app.conf.task_default_queue = queue
    try:
        with nobody_writes_names(), worker(queue) as first:
            tasks.order_table(table)
            wait_until(lambda: half_way(table))
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        assert (departments(), fresh(table).status) == (0, Status.COMMITTING)

        with worker(queue):
            tasks.resume_stranded_imports()
            wait_until(lambda: fresh(table).status == Status.COMMITTED)
    finally:
        app.conf.task_default_queue = "celery"

    assert four(fresh(table).counts) == (40, 0, 0, 0)
    assert departments() == 40


def test_a_request_outlives_the_broker(fengdu, noon, signed_in):
    table = received(fengdu.administrator, "organisations", UNITS, *ROWS[:1], at=noon)
    with broker_away():
        answer = signed_in(fengdu.administrator).post(f"/imports/tables/organisations/{table.pk}/commit/", follow=True)

    assert "您的操作已经记下" in answer.content.decode()
    assert fresh(table).status == Status.COMMITTING
    assert list(queries.stranded(clock.now() + dt.timedelta(minutes=2))) == [fresh(table)]


def test_an_import_that_fails_says_so_changes_nothing_and_can_be_tried_again(fengdu, noon):
    table = asked(fengdu.administrator, at=noon)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_auditentry ADD CONSTRAINT broken CHECK (object_label <> '丰都县第7局')")

    with pytest.raises(Exception, match="broken"):
        actions.carry_out(table_id=table.pk, at=noon)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_auditentry DROP CONSTRAINT broken")
    assert (departments(), fresh(table).status, fresh(table).stage) == (0, Status.READ, "failed")
    assert "什么都没有改动" in fresh(table).failure
    assert four(confirmed(fengdu.administrator, fresh(table), at=noon).counts) == (40, 0, 0, 0)


def test_what_changed_between_preview_and_import_is_told(fengdu, noon):
    table = received(fengdu.administrator, "organisations", UNITS, *ROWS[:2], at=noon)
    cast.unit("丰都县第0局", cast.COUNTY, "department")

    table = confirmed(fengdu.administrator, table, at=noon)

    assert (four(table.promise), four(table.counts)) == ((2, 0, 0, 0), (1, 0, 1, 0))
