"""Handing out kept files. Whoever calls this has found the owning record in the user's scope first."""

import logging
from pathlib import PurePosixPath

from django.http import FileResponse, Http404

from apps.evidence import documents, images
from apps.evidence.models import Document, Photo

logger = logging.getLogger(__name__)

DISPLAY, THUMBNAIL, ORIGINAL = VARIANTS = ("display", "thumbnail", "original")
# Shown copies may stay in this browser for an hour; evidence itself is not left behind on a shared computer.
_BRIEFLY = "private, max-age=3600"
_NEVER = "private, no-store"
_IN_THE_BROWSER = {documents.Kind.PDF, documents.Kind.JPG, documents.Kind.PNG}


def photo_response(photo: Photo, variant: str = DISPLAY) -> FileResponse:
    """The photo to look at ("display", "thumbnail"), or the untouched "original" to download."""
    if variant not in VARIANTS:
        raise Http404("没有这种尺寸的照片。")
    kept = getattr(photo, variant)
    original = variant == ORIGINAL
    suffix = PurePosixPath(kept.name).suffix
    return _answer(
        kept,
        name=photo.original_name if original else f"{PurePosixPath(photo.original_name).stem}{suffix}",
        media_type=images.MEDIA_TYPES[suffix],
        attachment=original,
        caching=_NEVER if original else _BRIEFLY,
    )


def document_response(document: Document, *, inline: bool = False) -> FileResponse:
    """The document to download; `inline` shows what a browser can show safely (PDF, pictures)."""
    return _answer(
        document.file,
        name=document.original_name,
        media_type=documents.MEDIA_TYPES[document.kind],
        attachment=not (inline and document.kind in _IN_THE_BROWSER),
        caching=_NEVER,
    )


def _answer(kept, *, name, media_type, attachment, caching):
    try:
        file = kept.storage.open(kept.name)
    except FileNotFoundError:
        logger.error("evidence file missing: %s", kept.name)
        raise Http404("文件不见了，请联系系统管理员。") from None
    return FileResponse(
        file,
        as_attachment=attachment,
        filename=name,
        content_type=media_type,
        headers={
            "Cache-Control": caching,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
