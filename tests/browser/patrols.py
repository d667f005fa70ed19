"""What a grid member patrols, and what the server holds of it afterwards."""

import datetime as dt
import hashlib
import json

from apps.common import clock
from apps.inspections.actions import grids, sites
from apps.inspections.models import Checklist, IncomingPhoto, Patrol, PatrolPhoto, SiteKind
from tests.cast import XINGLONG
from tests.evidence.photos import jpeg

ITEMS = [{"key": "manure", "label": "粪污没有外溢、直排"}, {"key": "odour", "label": "没有明显臭气扰民"}]
SINCE = dt.date(2026, 1, 1)
WHY = "the test counts"


def patrolled(county, *, names=("兴龙养殖场",)):
    """A grid of 兴龙村 with its member and livestock farms of these names. Returns the sites."""
    at = clock.now()
    kind, _ = SiteKind.objects.get_or_create(
        key="livestock_farm", defaults={"name": "畜禽养殖场", "category": "livestock"}
    )
    Checklist.objects.get_or_create(kind=kind, version=9, defaults={"items": ITEMS, "published_at": at})
    staff = county.township_staff
    village = grids.found_village_grid(village=XINGLONG, since=SINCE, by=staff, at=at)
    grid = grids.found_grid(parent=village.code, name="第一网格", since=SINCE, by=staff, at=at)
    grids.assign(grid, duty="member", side="government", since=SINCE, by=staff, at=at, person=county.grid_member)
    return [
        sites.register_site(kind=kind, division_code=grid.code, name=name, since=SINCE, by=staff, at=at)
        for name in names
    ]


def photo(number: int, *, large=False) -> tuple[str, bytes]:
    """A real JPEG unlike all others, with a camera's time and orientation; a large one is shrunk on the phone."""
    taken = dt.datetime(2026, 3, 1, 8, tzinfo=clock.now().tzinfo) + dt.timedelta(seconds=number)
    size = (2400, 1800) if large else (640, 480)
    return f"IMG_{number:04d}.jpg", jpeg(*size, orientation=number % 8 + 1, taken_at=taken)


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def records() -> list[Patrol]:
    return list(Patrol.objects.everywhere(WHY).order_by("seq"))


def read(text: str) -> dict:
    return json.loads(text)


def body(patrol) -> dict:
    return read(patrol.body)


def announced() -> list[PatrolPhoto]:
    return list(PatrolPhoto.objects.all())


def arrived() -> list[str]:
    return sorted(IncomingPhoto.objects.values_list("sha256", flat=True))


def missing() -> int:
    return PatrolPhoto.objects.filter(received_at__isnull=True).count()
