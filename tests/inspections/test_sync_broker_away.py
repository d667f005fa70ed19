"""The broker is really down while phones send: what they send is kept and answered as usual, and taken up later."""

import datetime as dt
import json
import urllib.request
from http.cookiejar import Cookie, CookieJar
from time import monotonic

import pytest
from django.conf import settings
from django.test import Client

from apps.common import clock
from apps.inspections import tasks
from apps.inspections.models import IncomingPhoto, Patrol, PatrolTask
from apps.problems.models import Attachment, Problem
from tests import cast
from tests.cast import XINGLONG
from tests.imports.processes import web_server
from tests.inspections import setting
from tests.inspections.test_plans import planned

NOBODY = "redis://127.0.0.1:1/0"
PATIENCE = 5  # seconds that a phone in the field may wait for an answer of a few hundred bytes


class Phone:
    """A browser at this address, signed in as somebody, that sends what the page's outbox would."""

    def __init__(self, address, person):
        self.address, client = address, Client()
        client.force_login(person, backend="apps.accounts.backends.PostBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar := CookieJar()))
        jar.set_cookie(_cookie(settings.SESSION_COOKIE_NAME, session))
        self.browser.addheaders = [("X-CSRFToken", self.ask("GET", "hello/")["csrf_token"])]

    def ask(self, method, address, content=None, kind="application/json"):
        request = urllib.request.Request(f"{self.address}/inspections/sync/{address}", content, method=method)
        request.add_header("Content-Type", kind)
        began = monotonic()
        with self.browser.open(request, timeout=30) as answer:
            told = json.load(answer)
        self.waited = monotonic() - began
        return told


def _cookie(name, value) -> Cookie:
    where = {"domain": "127.0.0.1", "domain_specified": True, "domain_initial_dot": False}
    where |= {"path": "/", "path_specified": True, "port": None, "port_specified": False}
    said = {"secure": False, "expires": None, "discard": True, "comment": None, "comment_url": None, "rest": {}}
    return Cookie(0, name, value, **where, **said)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_patrol_and_its_photo_are_kept_and_answered_without_a_broker_and_taken_up_later(noon, worker_at_once):
    county = cast.county()
    farm, photo, finding = setting.site(), setting.jpeg(noise=1), setting.found("路边垃圾")
    announced = [{"sha256": setting.digest(photo), "role": "before", "finding": finding["uuid"]}]
    at = clock.now() - dt.timedelta(minutes=5)
    plan = planned(county, noon, times=1, since=clock.today().replace(day=1))
    tasks.make_tasks_of_plan(plan_id=plan.pk)
    patrol = setting.body(
        county.grid_member, at, place=XINGLONG, visits=[{"site": farm.pk}], findings=[finding], photos=announced
    )
    sent = json.dumps({"records": [setting.frozen(patrol)]}).encode()

    with web_server("nobody", REDIS_URL=NOBODY) as address:
        phone = Phone(address, county.grid_member)
        (receipt,) = phone.ask("POST", "records/", sent)["receipts"]
        waited = [phone.waited]
        stored = phone.ask("PUT", f"photos/{setting.digest(photo)}/", photo, "image/jpeg")
        waited.append(phone.waited)
        (again,) = phone.ask("POST", "records/", sent)["receipts"]
    before = _standing()
    tasks.finish_interrupted_work()

    kept = Patrol.objects.everywhere("test").get()
    assert (receipt["answer"], receipt["number"], stored["answer"]) == ("stored", kept.reference, "stored")
    assert again == receipt | {"answer": "already", "photos_missing": []}
    assert max(waited) < PATIENCE
    assert before == ([False], 0, 1)
    assert _standing() == ([True], 1, 0)
    assert Problem.objects.everywhere("test").count() == 1


def _standing() -> tuple:
    """Whether the tasks are done; photos that stand with their problem, and those that wait."""
    done = [task.done_on is not None for task in PatrolTask.objects.everywhere("test")]
    return done, Attachment.objects.count(), IncomingPhoto.objects.exclude(file="").count()
