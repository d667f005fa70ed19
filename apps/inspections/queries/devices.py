"""What of a phone's numbers has arrived, and what is still to come."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from apps.inspections.models import Device, PatrolPhoto, waiting_photos

MOST_SHOWN = 100
_NUMBERS = """
with before as (select complete_until, highest_seq from inspections_device where id = %(device)s),
known as (select coalesce((select complete_until from before), 0) as until)
select (select until from known), coalesce((select highest_seq from before), 0),
    array(
        select seq from inspections_patrol, known where device_id = %(device)s and seq > until
        union select seq from inspections_dayconfirmation, known where device_id = %(device)s and seq > until
        union select seq from inspections_conflict, known where device_id = %(device)s and seq > until
        union select seq from inspections_spentnumber, known where device_id = %(device)s and seq > until
    ),
    (select count(*) from inspections_patrolphoto photo join inspections_patrol patrol on patrol.id = photo.patrol_id
     where patrol.device_id = %(device)s and photo.conflict_id is null
       and photo.received_at is null and photo.taken_off_at is null)
"""


@dataclass(frozen=True)
class Outstanding:
    """`received` counts numbers, `missing` is the gap between them and the highest number ever reported."""

    highest_seq: int
    received: int
    missing: tuple[int, ...]
    more_missing: int
    photos: int

    @property
    def records(self) -> int:
        return len(self.missing) + self.more_missing

    @property
    def words(self) -> str:
        if not self.records and not self.photos:
            return "这台手机的记录和照片都已送达"
        parts = [f"{self.records} 条"] * bool(self.records) + [f"{self.photos} 张照片"] * bool(self.photos)
        return f"这台手机有 {'、'.join(parts)}还没到"


@dataclass(frozen=True)
class Numbers:
    """Of one phone: everything up to `until` has arrived, and beyond it `known`; `photos` are still to come."""

    until: int
    highest: int
    known: frozenset[int]
    photos: int

    def outstanding(self) -> Outstanding:
        gap = [seq for seq in range(self.until + 1, self.highest + 1) if seq not in self.known]
        return Outstanding(
            self.highest, self.highest - len(gap), tuple(gap[:MOST_SHOWN]), max(len(gap) - MOST_SHOWN, 0), self.photos
        )


def numbers_of(device_id) -> Numbers:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"device": device_id})
        until, highest, known, photos = cursor.fetchone()
    known = frozenset(known)
    while until + 1 in known:
        until += 1
    return Numbers(until, max(highest, until), known, photos)


def outstanding(device: Device) -> Outstanding:
    return numbers_of(device.pk).outstanding()


def listed(user):
    """Phones in somebody's sight from which something may still be to come: a gap in the numbers, or photos."""
    photos = PatrolPhoto.objects.filter(waiting_photos(), conflict__isnull=True, patrol__device_id=OuterRef("pk"))
    behind = Q(highest_seq__gt=F("complete_until")) | Exists(photos)
    return Device.objects.visible_to(user).filter(behind).select_related("person").order_by("division_code", "pk")
