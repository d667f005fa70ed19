"""How fast patrols arrive: (a) as the phone's outbox sends them, against (b) and (c), views that do the least.

    DATABASE_URL=postgres://... REDIS_URL=redis://... python benchmarks/patrols.py [--patrols 400] [--rounds 5]

(a) one record and its photo of 300 KB: POST records/, then PUT photos/<hash>/, with everything that is checked and kept;
(b) a bare view that looks up the session and stores the same file, and (b+) the same flushed to the disk before it answers,
as (a) does; (c) a bare view that inserts one row. Two workers, eight connections, everything in one run, in turns, in a
database of its own that is made and dropped here. No Celery worker runs: what it does is not part of an answer.
"""

import argparse
import contextlib
import hashlib
import http.client
import io
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import django
from django.conf import settings

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from PIL import Image  # noqa: E402

from apps.accounts.models import Post, User  # noqa: E402
from apps.accounts.roles import Role  # noqa: E402
from apps.common import clock  # noqa: E402
from apps.inspections.models import Site, SiteKind, SitePlacing  # noqa: E402
from apps.territory.models import Division, Organisation  # noqa: E402

DATABASE = "benchmark_of_patrols"
WORKERS, CONNECTIONS, PHOTO_BYTES = 2, 8, 300_000
_numbers = itertools.count(1)


def main():
    given = _arguments()
    connection.settings_dict.setdefault("TEST", {})["NAME"] = DATABASE
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            phones = [_phone(number) for number in range(CONNECTIONS)]
            with connection.cursor() as cursor:
                cursor.execute("create table bare_row (id bigserial primary key, words text)")
            connection.close()
            with _serving("config.settings", folder) as ours, _serving("bare_settings", folder) as bare:
                _report(_compare(ours, bare, phones, given))
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patrols", type=int, default=400, help="in one turn")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


# --- Who sends ---


def _phone(number) -> dict:
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
        photo = fresh_photo()
        digest = hashlib.sha256(photo).hexdigest()
        _, content = self.ask("POST", "/inspections/sync/records/", self._request(digest, len(photo)), 200)
        receipt = json.loads(content)["receipts"][0]
        if receipt["answer"] != "stored":
            raise SystemExit(f"not stored: {receipt}")
        self.ask("PUT", f"/inspections/sync/photos/{digest}/", photo, 201)

    def _request(self, digest, size) -> bytes:
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
        envelope = {"uuid": body["uuid"], "sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}
        pending = {"highest_seq": seq, "records": 1, "photos": 1}
        told = {
            "device": {"id": device, "label": "benchmark"},
            "sent_at": now,
            "pending": pending,
            "records": [envelope],
        }
        return json.dumps(told, ensure_ascii=False).encode()

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


# --- Who receives ---


@contextlib.contextmanager
def _serving(module, folder):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    address = connection.settings_dict
    database = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{DATABASE}"
    facts = {
        "DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": database, "ENVIRONMENT": "demo", "MEDIA_ROOT": folder,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", "--worker-class=gthread",
        f"--workers={WORKERS}", f"--threads={CONNECTIONS // WORKERS}", "--no-control-socket", "--log-level=error", "--keep-alive=600",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | facts, cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port):
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


# --- In turns ---


def _compare(ours, bare, phones, given) -> dict:
    senders = {"a": [Phone(ours, known) for known in phones], "bare": [Phone(bare, known) for known in phones]}
    for phone in senders["a"]:
        phone.greet()
    work = {
        "a": [phone.patrol for phone in senders["a"]],
        **{name: [getattr(phone, act) for phone in senders["bare"]]
           for name, act in (("b", "store"), ("b+", "store_safely"), ("c", "insert"))},
    }  # fmt: skip
    for name in work:
        _turn(work[name], CONNECTIONS * 3)  # warm
    return _rounds(work, given)


def _rounds(work, given) -> dict:
    found = {name: [] for name in work}
    for number in range(given.rounds):
        for name in sorted(work, reverse=number % 2):
            found[name].append(_turn(work[name], given.patrols))
    return found


def _turn(acts, total) -> dict:
    """{"rate": per second, "p50" and "p99": seconds} of `total` acts on all connections together."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(acts)) as pool:
        times = sorted(itertools.chain(*pool.map(lambda act: _repeat(act, total // len(acts)), acts)))
    took = time.perf_counter() - began
    return {"rate": len(times) / took, "p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)]}


def _repeat(act, number) -> list[float]:
    times = []
    for _ in range(number):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return times


def _report(found):
    labels = {
        "a": "a   a patrol with its photo", "b": "b   session, file", "b+": "b+  session, file, flushed", "c": "c   one row"
    }  # fmt: skip
    _say(f"{WORKERS} workers, {CONNECTIONS} connections, load {os.getloadavg()[0]:.1f}")
    for name, label in labels.items():
        middle = {key: statistics.median(turn[key] for turn in found[name]) for key in ("rate", "p50", "p99")}
        _say(
            f"{label:<32}{middle['rate']:8.0f}/s  p50 {middle['p50'] * 1000:6.1f} ms  p99 {middle['p99'] * 1000:6.1f} ms"
        )
    for name, aim in (("b", 0.7), ("b+", 0.7), ("c", 0.3)):
        _ratio(f"a / {name:<3} (aim {aim})", found["a"], found[name], "rate")
    for name in ("b", "b+"):
        _ratio(f"p99 of a / p99 of {name:<3} (aim at most 2)", found["a"], found[name], "p99")


def _ratio(label, ours, theirs, key):
    ratios = sorted(one[key] / other[key] for one, other in zip(ours, theirs, strict=True))
    _say(f"{label:<44}{statistics.median(ratios):6.2f}   ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def _say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
