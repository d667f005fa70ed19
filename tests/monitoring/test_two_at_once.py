"""Two people record the same value at the same moment: one after the other, and nothing is lost."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from apps.monitoring.models import MonitoringValue
from tests import cast
from tests.monitoring.setting import reading, recorded, station


@pytest.mark.django_db(transaction=True)
def test_of_two_values_for_one_slot_the_later_supersedes_the_earlier(transactional_db, noon):
    people, ready = cast.county(), threading.Barrier(2)
    point = station()

    def record(person, value):
        try:
            ready.wait(timeout=20)
            recorded(person, noon, reading(point, value))
        finally:
            connection.close()

    senders = ((people.county_staff, 35), (people.second_county_staff, 53))
    threads = [threading.Thread(target=record, args=sender) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = MonitoringValue.objects.order_by("version").values_list("version", "current")
    assert list(rows) == [(1, False), (2, True)]
    assert set(MonitoringValue.objects.values_list("value", flat=True)) == {Decimal(35), Decimal(53)}
