"""Phones for benchmarks/patrols.py: somebody with a post, a site and a session, and what his page sends."""

import hashlib
import http.client
import io
import itertools
import json
import random
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from PIL import Image

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common import clock
from apps.inspections.models import Site, SiteKind, SitePlacing
from apps.territory.models import Division, Organisation

ROOT = Path(__file__).parents[1]
PHOTO_BYTES, BACKLOG = 300_000, 10
_numbers = itertools.count(1)


def somebody(number) -> dict:
    """Somebody with a post, a site and a running session."""
    if not Division.objects.exists():
        call_command(
            "import_divisions", str(ROOT / "fixtures" / "divisions-500230.csv"), verbosity=0, stdout=io.StringIO()
        )
    village = Division.objects.filter(level="village").order_by("code")[number]
    unit = Organisation.objects.create(name=f"{village.name}村民委员会", division=village, kind="village")
    person = User.objects.create(username=f"phone{number}", full_name=f"网格员{number}", must_change_password=False)
    Post.objects.create(
        person=person, organisation=unit, division=village, role=Role.GRID_MEMBER, valid_from=clock.today()
    )
    site = Site.objects.create(
        division_code=village.code, name="养殖场", kind=SiteKind.objects.get(key="livestock_farm"),
        created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    SitePlacing.objects.create(site=site, division_code=village.code, since=clock.today())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    return {"person": person.pk, "site": site.pk, "session": session.session_key, "device": str(uuid4()), "seq": 0}


class Phone:
    """One connection that stays open, as a browser keeps it."""

    def __init__(self, port, known):
        self.known, self.link = known, http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={known['session']}"
        self.token = ""

    def ask(self, method, address, body, expected, **headers):
        headers |= {"Cookie": self.cookie, "X-CSRFToken": self.token, "Content-Type": "application/octet-stream"}
        self.link.request(method, address, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        if answer.status != expected:
            raise SystemExit(f"{method} {address}: {answer.status} {content[:400]!r}")
        return answer, content

    def greet(self):
        answer, content = self.ask("GET", "/inspections/sync/hello/", None, 200)
        self.token = json.loads(content)["csrf_token"]
        self.cookie += "; " + answer.getheader("Set-Cookie").split(";")[0]

    def patrol(self):
        """As static/patrol/sync.js sends it: the record, and when its receipt is there the photo."""
        self._send(1)

    def backlog(self):
        """As it sends what gathered in a day without a signal: the records together, then the photos one by one."""
        self._send(BACKLOG)

    def _send(self, number):
        photos = [fresh_photo() for _ in range(number)]
        named = {hashlib.sha256(photo).hexdigest(): photo for photo in photos}
        _, content = self.ask("POST", "/inspections/sync/records/", self._request(named), 200)
        answers = [receipt["answer"] for receipt in json.loads(content)["receipts"]]
        if answers != ["stored"] * number:
            raise SystemExit(f"not stored: {content[:400]!r}")
        for digest, photo in named.items():
            self.ask("PUT", f"/inspections/sync/photos/{digest}/", photo, 201)

    def _request(self, named) -> bytes:
        records = [self._envelope(digest, len(photo)) for digest, photo in named.items()]
        told = {
            "device": {"id": self.known["device"], "label": "benchmark"},
            "sent_at": clock.now().isoformat(),
            "pending": {"highest_seq": self.known["seq"], "records": len(records), "photos": len(records)},
            "records": records,
        }
        return json.dumps(told, ensure_ascii=False).encode()

    def _envelope(self, digest, size) -> dict:
        self.known["seq"] += 1
        now, seq, device = clock.now().isoformat(), self.known["seq"], self.known["device"]
        photo = {"sha256": digest, "size": size, "role": "other", "finding": None, "taken_at": now, "position": PLACE}
        body = {
            "v": 1, "type": "patrol", "uuid": str(uuid4()), "author": self.known["person"], "device": device, "seq": seq,
            "via": "phone", "found_at": now, "clock": None, "base": {"pack": "", "sites": {str(self.known["site"]): 1}},
            "visits": [{"site": self.known["site"], "checklist": None, "answers": {}, "note": ""}],
            "companions": [], "note": "", "position": PLACE, "findings": [], "photos": [photo],
        }  # fmt: skip
        text = json.dumps(body, ensure_ascii=False)
        return {"uuid": body["uuid"], "sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}

    def store(self):
        self.ask("POST", "/store/", fresh_photo(), 201)

    def store_safely(self):
        self.ask("POST", "/store-safely/", fresh_photo(), 201)

    def insert(self):
        self.ask("POST", "/insert/", b"one row", 201)


PLACE = {"lat": 29.8635, "lng": 107.7308, "accuracy_m": 12, "age_s": 3, "source": "browser"}


def _drawn() -> bytes:
    """A JPEG of 300 KB."""
    picture, quality = Image.frombytes("RGB", (1600, 1200), random.Random(1).randbytes(1600 * 1200 * 3)), 95
    picture = picture.resize((400, 300)).resize((1600, 1200))
    while True:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality)
        if stream.tell() <= PHOTO_BYTES or quality < 10:
            return stream.getvalue()
        quality -= 5


PICTURE = _drawn()


def fresh_photo() -> bytes:
    """The same picture with other bytes behind its end, so that no hash comes twice."""
    tail = next(_numbers).to_bytes(8, "big")
    return PICTURE + bytes(PHOTO_BYTES - len(PICTURE) - len(tail)) + tail
