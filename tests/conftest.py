"""Fixtures that every test may use; the people and places themselves are in tests/cast.py."""

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import OperationalError
from django.test import TransactionTestCase

from tests import cast


def pytest_configure(config):
    # The slow hash protects real passwords; the tests' own are not worth the seconds.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Every new test client would look through all static files; the live server and the installed product have their own way.
    settings.WHITENOISE_USE_FINDERS = False
    # What a test says does not depend on how busy the machine is.
    unhurried = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
    hypothesis.settings.register_profile("unhurried", **unhurried)
    hypothesis.settings.load_profile("unhurried")
    TransactionTestCase._fixture_teardown = _emptied_in_the_end


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than there are processors: much of the time goes into waiting for browsers, workers and timers of the page."""
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) + 1


def pytest_collection_modifyitems(items):
    """Workers share the list out in pieces. The example county takes long to build and stands at the head of the first piece,
    or two workers would build it."""
    items.sort(key=lambda item: "walks" not in item.fixturenames)


_emptied = TransactionTestCase._fixture_teardown


def _emptied_in_the_end(case):
    """A worker or a server that still answers somebody may hold a table that is to be emptied, while it waits for another:
    PostgreSQL then breaks off one of the two."""
    for _ in range(5):
        try:
            return _emptied(case)
        except CommandError as broken_off:
            if not isinstance(broken_off.__cause__, OperationalError):
                raise
            time.sleep(1)
    return _emptied(case)


@pytest.fixture
def noon() -> dt.datetime:
    """An ordinary working day: Wednesday 4 November 2026, 12:00 in Fengdu."""
    return dt.datetime(2026, 11, 4, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def county(db):
    """丰都县 with two townships, their villages, units, and one person for each role."""
    return cast.county()


@pytest.fixture
def signed_in(client):
    """signed_in(person) is a test client that this person uses."""

    def sign_in(person):
        client.force_login(person, backend="apps.accounts.backends.PostBackend")
        return client

    return sign_in
