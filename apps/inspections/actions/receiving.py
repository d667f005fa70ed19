"""What arrives after a record: photos by hash, and what a phone says about its outbox."""

import hashlib
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from apps.common.verdicts import Refused
from apps.evidence import images
from apps.evidence.actions import keep_photo
from apps.evidence.queries import same_picture
from apps.evidence.shots import PositionSource, read_position
from apps.evidence.storage import EvidenceStorage, day_folder
from apps.inspections.actions import storing
from apps.inspections.models import IncomingPhoto, PatrolMark, PatrolPhoto, SpentNumber, waiting_photos
from apps.inspections.queries import devices, patrols
from apps.inspections.words import Mark, PhotoRole
from apps.problems import actions as ledger
from apps.problems.models import Attachment

PHASES = {
    PhotoRole.BEFORE: Attachment.Phase.BEFORE,
    PhotoRole.AFTER: Attachment.Phase.AFTER,
    PhotoRole.OTHER: Attachment.Phase.BEFORE,
}
STORED, ALREADY = "stored", "already"
RECORD_FIRST = "服务器还没有这张照片所属的记录，请先送记录。"
_CHUNK = 256 * 1024


class Unexpected(Refused):
    """No record names this photo: the record comes first."""


class Damaged(Refused):
    """Other bytes arrived than were promised: send again."""


class TooLarge(Refused):
    """More than one photo may have."""


def receive_photo(*, sha256: str, stream, by, at) -> str:
    """Keep the bytes under their hash, flushed to disk; nothing is decoded here. Returns "stored" or "already".

    `stream` is anything with read(size). Raises Unexpected, Damaged, TooLarge, or Refused for what is no photo.
    Kept first and asked afterwards: nearly every photo is one that a record has announced.
    """
    try:
        content = _read(stream, sha256)
        suffix = images.glance(content)
    except Refused:
        if _was_here(sha256, by):
            return ALREADY
        raise
    storage = EvidenceStorage()
    name = storage.keep(f"{day_folder('incoming', at)}/{uuid4().hex}{suffix}", content)
    try:
        booked = storing.book(person_id=by.pk, sha256=sha256, name=name, size=len(content), at=at)
    except BaseException:
        storage.delete(name)
        raise
    if booked:
        return STORED
    storage.delete(name)
    if _was_here(sha256, by):
        return ALREADY
    raise Unexpected(RECORD_FIRST)


def _read(stream, sha256) -> bytes:
    parts, size, digest = [], 0, hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > images.MAX_BYTES:
            raise TooLarge(images.TOO_HEAVY)
        digest.update(chunk)
        parts.append(chunk)
    if digest.hexdigest() != sha256:
        raise Damaged("照片在传送中变了样，请再送一次。")
    return b"".join(parts)


def _was_here(sha256, by) -> bool:
    """Whether the photo arrived before. Raises Unexpected where no record names it."""
    held, announced = patrols.photo_known(by, sha256)
    if held:
        _tick_off(IncomingPhoto.objects.get(person=by, sha256=sha256))
    elif not announced:
        raise Unexpected(RECORD_FIRST)
    return held


@transaction.atomic
def _tick_off(held):
    """Records that waited for this photo wait no more, and neither do their problems."""
    waiting = PatrolPhoto.objects.filter(waiting_photos(), person=held.person_id, sha256=held.sha256)
    rows = list(waiting.select_related("finding").select_for_update(of=("self",)))
    PatrolPhoto.objects.filter(pk__in=[row.pk for row in rows]).update(received_at=held.received_at)
    problems = Counter(row.finding.problem_id for row in rows if row.finding_id)
    for problem, number in problems.items():
        ledger.expect_fewer_photos(problem, by_number=number)


@transaction.atomic
def develop(incoming, *, at) -> IncomingPhoto:
    """Make evidence of an arrived photo and put it where it belongs. Safe to run again, also for a later record."""
    incoming = (
        IncomingPhoto.objects.select_for_update(of=("self",)).select_related("person", "photo").get(pk=incoming.pk)
    )
    announced = list(
        PatrolPhoto.objects.filter(person=incoming.person_id, sha256=incoming.sha256, photo__isnull=True)
        .select_related("patrol", "finding__problem").order_by("pk")
    )  # fmt: skip
    if incoming.photo_id is None and not incoming.failure:
        _make_evidence(incoming, announced)
    if incoming.photo_id is not None:
        for row in announced:
            _put_in_place(row, incoming.photo)
    _tick_off(incoming)
    return incoming


def undeveloped(*, after=0):
    return IncomingPhoto.objects.filter(photo__isnull=True, failure="", pk__gt=after).order_by("pk")


@transaction.atomic
def develop_if_free(pk, *, at):
    """Unless another worker has it in hand, or has done it since."""
    free = undeveloped().filter(pk=pk).select_for_update(skip_locked=True).first()
    if free is not None:
        develop(free, at=at)


def _make_evidence(incoming, announced):
    storage, first = EvidenceStorage(), announced[0] if announced else None
    with storage.open(incoming.file) as file:
        try:
            incoming.photo = keep_photo(
                file=file, by=incoming.person, at=incoming.received_at, taken_at=first and first.taken_at,
                position=_position(first.position) if first and first.position else None,
            )  # fmt: skip
        except Refused as refusal:
            incoming.failure = str(refusal)[:300]
            for row in announced:
                _say(row.patrol, Mark.DAMAGED, f"一张照片打不开：{refusal}")
            incoming.save(update_fields=["failure"])
            return
    name, incoming.file = incoming.file, ""
    incoming.save(update_fields=["photo", "file"])
    transaction.on_commit(lambda: storage.delete(name))
    if announced and same_picture(incoming.photo).exists():
        _say(announced[0].patrol, Mark.PHOTO_SEEN, "有一张照片和以前的照片很像，请看一看")


def _position(known):
    source = known.get("source") or PositionSource.BROWSER
    return read_position(known["latitude"], known["longitude"], known.get("accuracy_m"), source=source)


def _put_in_place(row, photo):
    row.photo = photo
    row.save(update_fields=["photo"])
    if row.finding_id:
        ledger.attach_arrived(row.finding.problem, photo=photo, phase=PHASES[row.role])


def _say(patrol, mark, words):
    PatrolMark.objects.bulk_create([PatrolMark(patrol=patrol, mark=mark, words=words[:200])], ignore_conflicts=True)


@transaction.atomic
def stop_waiting(photo, *, reason: str, by, at) -> PatrolPhoto:
    """The phone is lost or the file is no photo: the record is complete without it, and says why."""
    photo = PatrolPhoto.objects.select_for_update(of=("self",)).select_related("patrol", "finding").get(pk=photo.pk)
    if photo.received_at or photo.taken_off_at:
        raise Refused("这张照片已经到了，或者已经不再等待。")
    if not reason.strip():
        raise Refused("请写明为什么不等这张照片了。")
    photo.taken_off_at, photo.taken_off_reason = at, reason.strip()[:200]
    photo.save(update_fields=["taken_off_at", "taken_off_reason"])
    if photo.finding_id:
        ledger.expect_fewer_photos(photo.finding.problem_id, by_number=1)
    return photo


def sweep_incoming(*, at) -> int:
    """Delete files that a crash left between writing and booking; what is booked or young stays. Returns how many."""
    storage, deleted = EvidenceStorage(), 0
    for back in range(2, 9):
        folder = day_folder("incoming", at - timedelta(days=back))
        if not storage.exists(folder):
            continue
        names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        for name in names - set(IncomingPhoto.objects.filter(file__in=names).values_list("file", flat=True)):
            storage.delete(name)
            deleted += 1
    return deleted


# --- The phone's outbox ---


def hear_device(
    *, device, by, at, label="", highest_seq=0, pending_records=0, pending_photos=0, voided=()
) -> devices.Outstanding:
    """What the phone says about itself, and what is still to come from it. Numbers only grow: no lock is needed."""
    facts = {
        "device": device, "person": by.pk, "place": by.main_post.division_id if by.main_post else by.county_code,
        "label": label, "pending_records": pending_records, "pending_photos": pending_photos, "at": at,
    }  # fmt: skip
    if voided:
        storing.hear(**facts, highest_seq=0)
        spend_numbers(device, voided)
    return devices.Numbers(*storing.hear(**facts, highest_seq=highest_seq)).outstanding()


def spend_numbers(device, numbers):
    """Numbers that no stored record will ever bear, with the reason: [(seq, reason)]."""
    rows = [SpentNumber(device_id=device, seq=seq, reason=reason[:100]) for seq, reason in numbers]
    SpentNumber.objects.bulk_create(rows, ignore_conflicts=True)
