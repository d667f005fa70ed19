"""What of a phone's numbers has arrived, and what is still to come."""

from dataclasses import dataclass

from apps.inspections.models import Conflict, DayConfirmation, Device, Patrol, PatrolPhoto, SpentNumber, waiting_photos

MOST_SHOWN = 100


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


def outstanding(device: Device) -> Outstanding:
    known = _numbers_after(device)
    gap = [seq for seq in range(device.complete_until + 1, device.highest_seq + 1) if seq not in known]
    photos = PatrolPhoto.objects.filter(waiting_photos(), patrol__device_id=device.pk, conflict__isnull=True).count()
    return Outstanding(
        device.highest_seq,
        device.highest_seq - len(gap),
        tuple(gap[:MOST_SHOWN]),
        max(len(gap) - MOST_SHOWN, 0),
        photos,
    )


def complete_until(device: Device) -> int:
    """The number up to which nothing is missing any more."""
    known, seq = _numbers_after(device), device.complete_until
    while seq + 1 in known:
        seq += 1
    return seq


def _numbers_after(device) -> set[int]:
    after = {"device_id": device.pk, "seq__gt": device.complete_until}
    rows = (
        Patrol.objects.everywhere("numbers of a phone").filter(**after),
        DayConfirmation.objects.everywhere("numbers of a phone").filter(**after),
        Conflict.objects.filter(**after),
        SpentNumber.objects.filter(**after),
    )
    return {seq for found in rows for seq in found.values_list("seq", flat=True)}


def listed(user):
    """Phones from which something is still to come, in somebody's sight."""
    return Device.objects.visible_to(user).select_related("person").order_by("division_code", "pk")
