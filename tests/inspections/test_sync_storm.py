"""The endpoints under fire: threads, lost replies, expired sessions, gaps. The server ends with each thing exactly once."""

import datetime as dt
import json
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.common import clock
from apps.inspections.models import Conflict, DayConfirmation, Device, IncomingPhoto, Patrol, PatrolPhoto
from apps.problems.models import Problem
from tests import cast
from tests.cast import XINGLONG
from tests.inspections import setting

BACKEND = "apps.accounts.backends.PostBackend"


def in_parallel(number, act):
    """Run act(0) … act(number - 1) at the same moment, each in its own thread and database connection."""
    ready, answers = threading.Barrier(number), [None] * number

    def run(position):
        try:
            ready.wait()
            answers[position] = act(position)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def clients(person, number):
    made = [Client() for _ in range(number)]
    for client in made:
        client.force_login(person, backend=BACKEND)
    return made


@pytest.fixture
def committed(transactional_db):
    """The cast in a database that other connections see."""
    return cast.county()


def ago(minutes=5):
    return clock.now() - dt.timedelta(minutes=minutes)


def test_ten_threads_with_the_same_record_make_one_row_and_one_problem(committed):
    phones = clients(committed.grid_member, 10)
    envelope = setting.frozen(
        setting.body(committed.grid_member, ago(), place=XINGLONG, findings=[setting.found("沟里有粪污")])
    )

    answers = in_parallel(10, lambda number: setting.send(phones[number], envelope)["receipts"][0])

    assert sorted(receipt["answer"] for receipt in answers) == ["already"] * 9 + ["stored"]
    assert len({receipt["number"] for receipt in answers}) == 1
    assert len({json.dumps(receipt["problems"]) for receipt in answers}) == 1
    assert (Patrol.objects.everywhere("test").count(), Problem.objects.everywhere("test").count()) == (1, 1)


def test_requests_with_the_same_ten_records_in_opposite_orders_store_each_once(committed):
    """They wait for each other's rows crosswise; whoever loses takes his records one by one."""
    phones, device = clients(committed.grid_member, 4), str(uuid4())
    facts = {"place": XINGLONG, "device": device}
    envelopes = [
        setting.frozen(setting.body(committed.grid_member, ago(), seq=number + 1, **facts)) for number in range(10)
    ]

    sent = in_parallel(
        4, lambda number: setting.send(phones[number], *envelopes[:: -1 if number % 2 else 1], device={"id": device})
    )

    answers = [receipt["answer"] for each in sent for receipt in each["receipts"]]
    assert (answers.count("stored"), answers.count("already")) == (10, 30)
    assert Patrol.objects.everywhere("test").count() == 10
    assert Device.objects.everywhere("test").get().complete_until == 10


def test_eight_threads_with_four_versions_of_one_record_keep_all_four(committed):
    phones = clients(committed.grid_member, 8)
    written = setting.body(committed.grid_member, ago(), place=XINGLONG)
    versions = [setting.frozen(written | {"note": f"第{number}份"}) for number in range(4)]

    answers = in_parallel(8, lambda number: setting.send(phones[number], versions[number % 4])["receipts"][0])

    kept = {Patrol.objects.everywhere("test").get().sha256, *Conflict.objects.values_list("sha256", flat=True)}
    assert kept == {version["sha256"] for version in versions}
    assert Conflict.objects.count() == 3
    assert [receipt["answer"] for receipt in answers].count("stored") == 1
    assert {receipt["answer"] for receipt in answers} <= {"stored", "already", "conflict"}


def test_eight_threads_with_the_same_photo_keep_one_file(committed, settings):
    phones, photo = clients(committed.grid_member, 8), setting.jpeg(noise=1)
    found = setting.found("垃圾")
    announced = [{"sha256": setting.digest(photo), "role": "before", "finding": found["uuid"]}]
    setting.send(
        phones[0],
        setting.frozen(setting.body(committed.grid_member, ago(), place=XINGLONG, findings=[found], photos=announced)),
    )

    answers = in_parallel(8, lambda number: setting.put(phones[number], photo).status_code)

    files = [path for path in (settings.MEDIA_ROOT / "incoming").rglob("*") if path.is_file()]
    assert sorted(answers) == [200] * 7 + [201]
    assert (IncomingPhoto.objects.count(), len(files)) == (1, 1)
    assert Problem.objects.everywhere("test").get().photos_to_come == 0


def test_two_people_who_report_the_day_at_once_make_one_report(committed):
    people = [committed.grid_member, committed.village_leader]
    phones = [clients(person, 1)[0] for person in people]
    at = ago()
    day = timezone.localdate(at).isoformat()
    bodies = [setting.body(person, at, type="day", place=XINGLONG, day=day) for person in people]

    answers = in_parallel(2, lambda number: setting.send(phones[number], setting.frozen(bodies[number]))["receipts"][0])

    assert sorted(receipt["answer"] for receipt in answers) == ["already", "stored"]
    assert DayConfirmation.objects.everywhere("test").count() == 1


def test_fifty_records_whose_replies_get_lost_again_and_again_end_as_fifty(committed):
    """Every reply of the first rounds is thrown away; photos come in any order, some twice."""
    phone = clients(committed.grid_member, 1)[0]
    photos = [setting.jpeg(noise=number, size=(80, 60)) for number in range(50)]
    envelopes = []
    for number, photo in enumerate(photos):
        found = setting.found(f"第{number}处垃圾")
        announced = [{"sha256": setting.digest(photo), "role": "before", "finding": found["uuid"]}]
        envelopes.append(
            setting.frozen(
                setting.body(committed.grid_member, ago(), place=XINGLONG, findings=[found], photos=announced)
            )
        )

    for _ in range(2):
        setting.send(phone, *envelopes[:25])
        setting.send(phone, *reversed(envelopes[10:]))
    for photo in [*reversed(photos), *photos[::7]]:
        assert setting.put(phone, photo).status_code in (200, 201)

    asked = {
        "uuids": [envelope["uuid"] for envelope in envelopes],
        "photos": [setting.digest(photo) for photo in photos],
    }
    status = phone.post(reverse("sync_status"), json.dumps(asked), "application/json").json()
    assert [status["records"][envelope["uuid"]]["sha256"] for envelope in envelopes] == [
        row["sha256"] for row in envelopes
    ]
    assert all(status["photos"].values())
    assert Patrol.objects.everywhere("test").count() == 50
    assert IncomingPhoto.objects.count() == 50
    assert PatrolPhoto.objects.filter(received_at__isnull=True).count() == 0
