"""Arrived photos become evidence in a worker: all of them, once, whoever else is at it."""

import threading

import pytest
from django.db import connection, transaction

from apps.evidence.models import Photo
from apps.inspections import tasks
from apps.inspections.models import IncomingPhoto
from tests.inspections import setting
from tests.inspections.test_sync_photos import announced


def arrived(client, person, number):
    photos = [setting.jpeg(noise=one) for one in range(number)]
    setting.send(client, setting.frozen(announced(person, *photos)))
    for photo in photos:
        setting.put(client, photo)


@pytest.mark.django_db
def test_one_run_develops_everything_that_waits_and_a_second_finds_nothing(county, signed_in):
    arrived(signed_in(county.grid_member), county.grid_member, 3)

    tasks.develop_arrived(from_a_later_version="ignored")
    tasks.develop_arrived()

    assert Photo.objects.count() == 3
    assert IncomingPhoto.objects.filter(photo__isnull=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_photo_in_another_workers_hands_is_passed_over_and_not_waited_for(county, signed_in):
    arrived(signed_in(county.grid_member), county.grid_member, 3)
    held = IncomingPhoto.objects.order_by("pk").first()

    def other_worker():
        tasks.develop_arrived()
        connection.close()

    with transaction.atomic():
        IncomingPhoto.objects.select_for_update().get(pk=held.pk)
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join(timeout=30)
        assert not worker.is_alive()

    assert list(IncomingPhoto.objects.filter(photo__isnull=True).values_list("pk", flat=True)) == [held.pk]
    tasks.develop_arrived()
    assert Photo.objects.count() == 3


@pytest.mark.django_db
def test_more_than_a_portion_goes_on_where_it_stopped(county, signed_in, worker_at_once, monkeypatch):
    monkeypatch.setattr(tasks, "PORTION", 2)
    arrived(signed_in(county.grid_member), county.grid_member, 5)

    tasks.develop_arrived()

    assert IncomingPhoto.objects.filter(photo__isnull=True).count() == 0
