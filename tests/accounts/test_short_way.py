"""The short way of a phone's outbox lets through what the long way lets through, and refuses nothing by itself."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.middleware import LAST_SEEN
from apps.accounts.models import Post
from apps.common import clock

BACKEND = "apps.accounts.backends.PostBackend"
HASH = "a" * 64


def asked(client, **headers):
    """Every address of the outbox: {name: answer}."""
    return {
        "hello": client.get(reverse("sync_hello"), **headers),
        "pack": client.get(reverse("sync_pack"), **headers),
        "records": client.post(reverse("sync_records"), json.dumps({"records": []}), "application/json", **headers),
        "photo": client.put(reverse("sync_photo", args=[HASH]), b"no photo", "image/jpeg", **headers),
        "status": client.post(reverse("sync_status"), "{}", "application/json", **headers),
    }


def statuses(client, **headers):
    return {name: answer.status_code for name, answer in asked(client, **headers).items()}


LET_IN = {"hello": 200, "pack": 200, "records": 200, "photo": 409, "status": 200}


def everywhere(status):
    return dict.fromkeys(LET_IN, status)


@pytest.fixture(params=["/inspections/sync/", "/nowhere/"], ids=["short", "long"])
def way(request, settings):
    settings.SHORT_WAY = request.param


@pytest.fixture
def phone(county):
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.grid_member, backend=BACKEND)
    return client


def token(client):
    return {"headers": {"X-CSRFToken": client.get(reverse("sync_hello")).json()["csrf_token"]}}


def test_whoever_may_is_let_in(phone, way):
    assert statuses(phone, **token(phone)) == LET_IN


def test_strangers_are_told_to_sign_in(db, way):
    assert statuses(Client()) == everywhere(401)


def test_a_session_of_another_browser_or_a_made_up_one_is_none(db, way):
    client = Client()
    client.cookies["session"] = "0123456789abcdefghijklmnopqrstuv"

    assert statuses(client) == everywhere(401)


def test_whoever_was_idle_for_too_long_is_signed_out(phone, way, settings):
    known = token(phone)
    session = phone.session
    session[LAST_SEEN] = int(clock.now().timestamp()) - settings.IDLE_MINUTES * 60 - 1
    session.save()

    assert statuses(phone, **known) == everywhere(401)


def test_asking_by_itself_is_no_activity_and_a_person_is(phone, way):
    phone.get(reverse("sync_hello"), headers={"HX-Polling": "1"})
    by_itself = phone.session.get(LAST_SEEN)
    phone.get(reverse("sync_hello"))

    assert (by_itself, phone.session.get(LAST_SEEN) is not None) == (None, True)


def test_an_initial_password_opens_nothing(phone, way, county):
    county.grid_member.must_change_password = True
    county.grid_member.save()

    assert {answer.headers.get("Location") for answer in asked(phone).values()} == {reverse("password")}


def test_the_day_the_last_post_ends_the_session_ends(phone, way, county):
    known = token(phone)
    Post.objects.filter(person=county.grid_member).update(valid_until=clock.today())

    assert statuses(phone, **known) == everywhere(401)


def test_a_shut_account_is_out_at_once(phone, way, county):
    known = token(phone)
    county.grid_member.is_active = False
    county.grid_member.save()

    assert statuses(phone, **known) == everywhere(401)


def test_a_new_password_ends_the_sessions_of_the_old_one(phone, way, county):
    known = token(phone)
    county.grid_member.set_password("Another2026!")
    county.grid_member.save()

    assert statuses(phone, **known) == everywhere(401)


def test_roles_that_do_not_go_on_patrol_are_refused(county, way):
    client = Client()
    client.force_login(county.administrator, backend=BACKEND)

    assert statuses(client) == everywhere(403)


def test_another_sites_page_cannot_send_in_ones_name(phone, way):
    phone.get(reverse("sync_hello"))
    foreign = token(phone) | {"HTTP_ORIGIN": "http://elsewhere.example"}

    assert statuses(phone) == LET_IN | {"records": 403, "photo": 403, "status": 403}
    assert statuses(phone, headers={"X-CSRFToken": "b" * 64}) == LET_IN | {"records": 403, "photo": 403, "status": 403}
    assert statuses(phone, **foreign) == LET_IN | {"records": 403, "photo": 403, "status": 403}


def test_a_name_that_is_not_ours_is_no_address(phone, way):
    assert statuses(phone, HTTP_HOST="elsewhere.example") == everywhere(400)


def test_where_encryption_is_asked_for_nothing_is_answered_without(county, way, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    client.force_login(county.grid_member, backend=BACKEND)

    assert statuses(client) == everywhere(301)
    assert statuses(client, secure=True) == LET_IN


def test_what_belongs_to_no_address_is_not_found(phone, way):
    assert phone.get("/inspections/sync/elsewhere/").status_code == 404


def test_answers_stay_out_of_caches_and_frames_and_load_nothing(phone, way):
    answer = phone.get(reverse("sync_hello"))

    told = {
        name: answer.headers[name] for name in ("Cache-Control", "X-Frame-Options", "X-Content-Type-Options", "Vary")
    }
    assert told == {
        "Cache-Control": "no-store, private", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Vary": "Cookie",
    }  # fmt: skip
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert phone.get(reverse("sync_pack")).headers["Cache-Control"] == "private, no-cache"


def test_a_view_that_breaks_is_a_plain_500(phone, way, monkeypatch):
    from apps.inspections.views import sync

    def broken(*_):
        raise ArithmeticError

    monkeypatch.setattr(sync.exporting, "spoken_time", broken)
    phone.raise_request_exception = False

    answer = phone.get(reverse("sync_hello"))

    assert (answer.status_code, answer.headers["Cache-Control"]) == (500, "no-store, private")
