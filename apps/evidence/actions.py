"""Everything that adds evidence. Nothing here changes it afterwards, except the copies that are shown."""

import errno
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from apps.common.verdicts import Refused
from apps.evidence import documents, images
from apps.evidence.models import Document, Photo
from apps.evidence.names import clean_name, with_suffix
from apps.evidence.shots import Position, PositionSource, Shot, TakenAtSource

DISK_FULL = "服务器的存储空间已满，文件没有保存。请联系系统管理员清理空间，然后重新上传。"
# A camera whose battery was empty says 1970 or 2000; one set wrongly may be ahead of us.
EARLIEST_YEAR = 2001
CLOCK_TOLERANCE = timedelta(hours=24)


@dataclass(frozen=True)
class ReadyPhoto:
    """Examined and developed, to be kept in a moment. The original stays where the upload put it, mostly on disk."""

    file: File
    position: Position | None
    facts: images.ImageFacts
    developed: images.Developed
    byte_size: int
    sha256: str


def make_ready(*, file: File, position: Position | None = None) -> ReadyPhoto:
    """The slow part of keeping a photo. It needs no database: do it before locking anything.

    Raises Refused with a sentence for whoever uploads it.
    """
    content = _read(file, images.MAX_BYTES, images.TOO_HEAVY)
    facts, developed = images.inspect(content), images.develop(content)
    return ReadyPhoto(file, position, facts, developed, len(content), hashlib.sha256(content).hexdigest())


def keep_ready(ready: ReadyPhoto, *, by, at: datetime, taken_at: datetime | None = None) -> Photo:
    """The quick part: the files and the row."""
    taken_at, taken_at_source = _time(ready.facts.taken_at, taken_at, at)
    photo = Photo(
        original_name=with_suffix(clean_name(ready.file.name, otherwise="照片"), ready.facts.suffix),
        byte_size=ready.byte_size,
        width=ready.facts.width,
        height=ready.facts.height,
        sha256=ready.sha256,
        phash=ready.developed.phash,
        taken_at=taken_at,
        taken_at_source=taken_at_source,
        uploaded_by=by,
        uploaded_at=at,
        **_place(ready.position, ready.facts.position),
    )
    with transaction.atomic(), _written() as write:
        write(photo.original, ready.facts.suffix, _read(ready.file, images.MAX_BYTES, images.TOO_HEAVY))
        write(photo.display, ".jpg", ready.developed.display)
        write(photo.thumbnail, ".jpg", ready.developed.thumbnail)
        photo.save(force_insert=True)
    return photo


def keep_photo(
    *, file: File, by, at: datetime, position: Position | None = None, taken_at: datetime | None = None
) -> Photo:
    """Keep a photo as evidence: the file untouched, beside it an upright copy and a thumbnail.

    `taken_at` is what the device said when the shutter opened; the photo's own time counts more.
    Raises Refused with a sentence for whoever uploads it.
    """
    return keep_ready(make_ready(file=file, position=position), by=by, at=at, taken_at=taken_at)


def keep_photos(*, shots: Iterable[Shot], by, at: datetime) -> list[Photo]:
    """Keep what a PhotosField returned: all of them or none."""
    with transaction.atomic():
        return [keep_photo(file=shot.file, by=by, at=at, position=shot.position) for shot in shots]


def keep_document(*, file: File, by, at: datetime) -> Document:
    content = _read(file, documents.MAX_BYTES, documents.TOO_HEAVY)
    kind = documents.inspect(content, name=file.name or "")
    document = Document(
        original_name=with_suffix(clean_name(file.name, otherwise="附件"), f".{kind}"),
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        byte_size=len(content),
        uploaded_by=by,
        uploaded_at=at,
    )
    with transaction.atomic(), _written() as write:
        write(document.file, f".{kind}", content)
        document.save(force_insert=True)
    return document


def develop_again(*, photo: Photo) -> Photo:
    """Make the shown copies anew from the original, after a lost file or a change of sizes."""
    with transaction.atomic(), _written() as write:
        photo = Photo.objects.select_for_update().get(pk=photo.pk)
        with photo.original.open() as original:
            developed = images.develop(original.read())
        former = [(photo.display.storage, name) for name in (photo.display.name, photo.thumbnail.name)]
        write(photo.display, ".jpg", developed.display)
        write(photo.thumbnail, ".jpg", developed.thumbnail)
        photo.phash = developed.phash
        photo.save(update_fields=["display", "thumbnail", "phash"])
        transaction.on_commit(lambda: [storage.delete(name) for storage, name in former])
    return photo


def _read(file, limit, too_heavy):
    if file.size > limit:
        raise Refused(too_heavy)
    file.seek(0)
    return file.read()


def _time(own, device, at):
    for moment, source in ((own, TakenAtSource.EXIF), (device, TakenAtSource.DEVICE)):
        if moment and moment.year >= EARLIEST_YEAR and moment <= at + CLOCK_TOLERANCE:
            return moment, source
    return None, ""


def _place(given, own):
    """A pin that a person set counts most; then where the photo was taken; then where the phone is now."""
    by_hand = given is not None and given.source == PositionSource.MANUAL
    place = given if by_hand else own or given
    if place is None:
        return {}
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accuracy_m": place.accuracy_m,
        "datum": place.datum,
        "position_source": place.source,
    }


@contextmanager
def _written() -> Iterator:
    """Hands out a function that writes files; they are removed again when anything inside fails.

    If a transaction further out is rolled back later, the files remain without a row, are never referenced,
    and the nightly sweep removes them.
    """
    done = []

    def write(field, suffix, content):
        field.save(f"file{suffix}", ContentFile(content), save=False)
        done.append((field.storage, field.name))

    try:
        yield write
    except BaseException as failure:
        for storage, name in done:
            storage.delete(name)
        if isinstance(failure, OSError) and failure.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise Refused(DISK_FULL) from failure
        raise
