"""Keeping disk and database in step: files nobody refers to, and evidence whose file is missing or altered."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from apps.evidence.models import Document, Photo

# A file younger than this may belong to a transaction that has not finished yet.
GRACE = timedelta(days=1)
_FIELDS = (
    (Photo, "original", "originals"),
    (Photo, "display", "displays"),
    (Photo, "thumbnail", "thumbnails"),
    (Document, "file", "documents"),
)


def sweep_orphans(*, at: datetime) -> int:
    """Delete files that no row refers to, left behind by rolled-back transactions. Returns how many."""
    return sum(
        _sweep_folder(model, field, folder, at)
        for model, field, root in _FIELDS
        for folder in _day_folders(model._meta.get_field(field).storage, root)
    )


def broken(rows: QuerySet) -> Iterator[tuple[Photo | Document, str]]:
    """Photos or documents whose kept file is gone or is no longer what was uploaded, with a sentence."""
    for row in rows.iterator(chunk_size=500):
        kept = row.original if isinstance(row, Photo) else row.file
        try:
            with kept.open() as file:
                if hashlib.file_digest(file.file, "sha256").hexdigest() != row.sha256:
                    yield row, "文件内容与上传时不一致"
        except FileNotFoundError:
            yield row, "文件不见了"


def _sweep_folder(model, field, folder, at):
    storage = model._meta.get_field(field).storage
    # The folder is the day of the upload, and that day is indexed: no need to search the whole table for a name.
    year, month, day = (int(part) for part in folder.split("/")[1:])
    midnight = timezone.make_aware(datetime(year, month, day))  # noqa: DTZ001
    uploaded = model._base_manager.filter(uploaded_at__gte=midnight, uploaded_at__lt=midnight + timedelta(days=1))
    known = set(uploaded.values_list(field, flat=True))
    orphans = [
        name
        for name in (f"{folder}/{file}" for file in storage.listdir(folder)[1])
        if name not in known and storage.get_modified_time(name) < at - GRACE
    ]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _day_folders(storage, root):
    folders = [root]
    for _level in ("year", "month", "day"):
        folders = [
            f"{folder}/{name}" for folder in folders if storage.exists(folder) for name in _digits(storage, folder)
        ]
    return folders


def _digits(storage, folder):
    return sorted(name for name in storage.listdir(folder)[0] if name.isdigit())
