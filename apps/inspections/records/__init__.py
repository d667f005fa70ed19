"""Records of the offline patrol page, as docs/patrol-sync.md defines them. Pure: knows no request and no database."""

from apps.inspections.records.reading import BODY_BYTES, MOST_PHOTOS, read
from apps.inspections.records.shapes import (
    DayRecord,
    FindingRecord,
    NotAccepted,
    PatrolRecord,
    PhotoRecord,
    Record,
    VisitRecord,
)

__all__ = [
    "BODY_BYTES",
    "MOST_PHOTOS",
    "DayRecord",
    "FindingRecord",
    "NotAccepted",
    "PatrolRecord",
    "PhotoRecord",
    "Record",
    "VisitRecord",
    "read",
]
