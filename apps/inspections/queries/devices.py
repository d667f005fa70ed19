"""What of a phone's numbers has arrived, and what is still to come."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from apps.common import statements
from apps.inspections.models import Device, PatrolPhoto, waiting_photos

MOST_SHOWN = 100
# A phone that names an absurd number shall not make us look for millions.
MOST_OPEN_NUMBERS = 10_000

# Common table expressions: `known` are the numbers beyond those that were complete before, `reached` what is complete now,
# because numbers that follow each other stay equally far from their position in the list.
KNOWN_NUMBERS = """
before as (
    select coalesce(max(complete_until), 0) as until, coalesce(max(highest_seq), 0) as highest
    from inspections_device where id = %(device)s
), known as (
    select seq from inspections_patrol, before where device_id = %(device)s and seq > until
    union select seq from inspections_dayconfirmation, before where device_id = %(device)s and seq > until
    union select seq from inspections_conflict, before where device_id = %(device)s and seq > until
    union select seq from inspections_spentnumber, before where device_id = %(device)s and seq > until
), reached as (
    select coalesce(max(seq), max(before.until)) as until
    from before left join (select seq, seq - row_number() over (order by seq) as start from known) run on run.start = before.until
)
"""
MISSING_PHOTOS = """
(select count(*) from inspections_patrolphoto
 where device_id = %(device)s and conflict_id is null and received_at is null and taken_off_at is null)
"""
_NUMBERS = f"""
with {KNOWN_NUMBERS}
select reached.until, greatest(before.highest, reached.until), array(select seq from known where seq > reached.until),
       {MISSING_PHOTOS}
from before, reached
"""  # noqa: S608


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
    known: list[int]
    photos: int

    def outstanding(self) -> Outstanding:
        known = set(self.known)
        gap = [seq for seq in range(self.until + 1, self.highest + 1) if seq not in known]
        return Outstanding(
            self.highest, self.highest - len(gap), tuple(gap[:MOST_SHOWN]), max(len(gap) - MOST_SHOWN, 0), self.photos
        )


def outstanding(device: Device) -> Outstanding:
    return Numbers(*statements.row(_NUMBERS, {"device": device.pk})).outstanding()


def listed(user):
    """Phones in somebody's sight from which something may still be to come: a gap in the numbers, or photos."""
    photos = PatrolPhoto.objects.filter(waiting_photos(), conflict__isnull=True, device_id=OuterRef("pk"))
    behind = Q(highest_seq__gt=F("complete_until")) | Exists(photos)
    return Device.objects.visible_to(user).filter(behind).select_related("person").order_by("division_code", "pk")
