"""Where evidence lies on disk: random names by day, flushed before anybody is told it is safe, and no URL."""

import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django.utils.deconstruct import deconstructible


@deconstructible
class EvidenceStorage(FileSystemStorage):
    """Files under MEDIA_ROOT that only a view can hand out, after it has found their record in scope."""

    def url(self, name):
        raise ValueError("Evidence has no public address; answer with apps.evidence.responses.")

    def keep(self, name: str, content: bytes) -> str:
        """Like saving, for a name that is new and bytes that are here: one write, and nobody is asked for a free name."""
        path = Path(self.path(name))
        try:
            _write_new(path, content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_new(path, content)
        _flush(path.parent)
        return name

    def _save(self, name, content):
        try:
            saved = super()._save(name, content)
        except OSError:
            self.delete(name)  # half a file, of which nobody would know the name
            raise
        # A phone deletes its copy once we say we have it: by then it must have reached the disk, not only memory.
        path = Path(self.path(saved))
        _flush(path)
        _flush(path.parent)
        return saved


def _write_new(path, content):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, settings.FILE_UPLOAD_PERMISSIONS)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, settings.FILE_UPLOAD_PERMISSIONS)
            os.fsync(descriptor)
    except OSError:
        path.unlink(missing_ok=True)  # half a file, of which nobody would know the name
        raise


def _flush(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def day_folder(kind: str, moment) -> str:
    """One folder a day: small enough to list, and easy to back up by date."""
    return f"{kind}/{timezone.localtime(moment):%Y/%m/%d}"


def _random_name(kind, moment, filename):
    return f"{day_folder(kind, moment)}/{uuid4().hex}{Path(filename).suffix}"


def original_name(photo, filename):
    return _random_name("originals", photo.uploaded_at, filename)


def display_name(photo, filename):
    return _random_name("displays", photo.uploaded_at, filename)


def thumbnail_name(photo, filename):
    return _random_name("thumbnails", photo.uploaded_at, filename)


def document_name(document, filename):
    return _random_name("documents", document.uploaded_at, filename)
