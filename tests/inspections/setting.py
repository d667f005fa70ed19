"""Grids, sites and frozen records for the tests of inspections."""

import datetime as dt
import hashlib
import io
import itertools
import json
import random
from uuid import uuid4

from PIL import Image

from apps.inspections.models import Checklist, Grid, Site, SiteKeeper, SiteKind, SitePlacing
from tests.cast import XINGLONG

_numbers = itertools.count(1)
NOVEMBER = dt.date(2026, 11, 1)


def kind(key="livestock_farm", name="畜禽养殖场", category="livestock") -> SiteKind:
    """As the migration plants it; made again where a test without transactions has emptied the tables."""
    found, created = SiteKind.objects.get_or_create(key=key, defaults={"name": name, "category": category})
    if created:
        items = [{"key": "manure", "label": "粪污没有外溢、直排"}, {"key": "odour", "label": "没有明显臭气扰民"}]
        Checklist.objects.create(
            kind=found, version=1, items=items, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        )
    return found


def grid(code=XINGLONG + "001", name="第一网格", since=dt.date(2026, 1, 1)) -> Grid:
    return Grid.objects.create(code=code, name=name, since=since)


def site(code=XINGLONG, *, name="", keeper=None, since=dt.date(2026, 1, 1), at=None, **facts) -> Site:
    at = at or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    name = name or f"养殖场{next(_numbers)}"
    facts.setdefault("kind", kind())
    made = Site.objects.create(division_code=code, name=name, created_at=at, updated_at=at, **facts)
    SitePlacing.objects.create(site=made, division_code=code, since=since)
    if keeper is not None:
        SiteKeeper.objects.create(site=made, person=keeper, name=keeper.full_name, since=since)
    return made


def jpeg(colour=(20, 120, 60), size=(320, 240), noise=None) -> bytes:
    """A real photo. Different `noise` gives different pictures."""
    picture = Image.new("RGB", size, colour)
    if noise is not None:
        dice = random.Random(noise)
        for x in range(0, size[0], 20):
            for y in range(0, size[1], 20):
                picture.paste(tuple(dice.randrange(256) for _ in range(3)), (x, y, x + 20, y + 20))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def digest(content) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def body(person, at, **facts) -> dict:
    """A patrol as the phone writes it, nothing found unless said."""
    return {
        "v": 1, "type": "patrol", "uuid": str(uuid4()), "author": person.pk, "device": None, "seq": None,
        "found_at": at.isoformat(), "clock": None, "visits": [], "findings": [], "photos": [],
    } | facts  # fmt: skip


def frozen(written: dict) -> dict:
    text = json.dumps(written, ensure_ascii=False)
    return {"uuid": written["uuid"], "sha256": digest(text), "body": text}


def found(description="粪污外溢到路边沟", **facts) -> dict:
    return {"uuid": str(uuid4()), "description": description} | facts


def send(client, *envelopes, **more):
    """One request of the outbox; returns the parsed answer."""
    answer = client.post(
        "/inspections/sync/records/", json.dumps({"records": list(envelopes)} | more), "application/json"
    )
    assert answer.status_code == 200, answer.content[:500]
    return answer.json()


def put(client, content, sha256=None):
    return client.put(f"/inspections/sync/photos/{sha256 or digest(content)}/", content, "image/jpeg")
