"""The shapes of what a phone sends, as values (docs/patrol-sync.md). Pure."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from apps.common.verdicts import Refused


class NotAccepted(Refused):
    """The record is not kept; `code` and `field` tell the page where, the sentence tells the person why."""

    def __init__(self, sentence, *, code="bad_record", field=""):
        super().__init__(sentence)
        self.code, self.field = code, field


@dataclass(frozen=True)
class VisitRecord:
    site: int
    checklist: int | None
    answers: dict
    note: str


@dataclass(frozen=True)
class FindingRecord:
    uuid: UUID
    site: int | None
    item: str
    description: str
    category: str
    location: str
    complaint: str
    measure: str
    fixed: bool
    position: object


@dataclass(frozen=True)
class PhotoRecord:
    sha256: str
    size: int | None
    role: str
    finding: UUID | None
    taken_at: dt.datetime | None
    position: dict


@dataclass(frozen=True)
class Record:
    """What every record has, of whatever type."""

    uuid: UUID
    sha256: str
    body: str
    author: int
    device: UUID | None
    seq: int | None
    via: str
    phone_time: dt.datetime
    offset_ms: int | None
    place: str


@dataclass(frozen=True)
class PatrolRecord(Record):
    visits: tuple[VisitRecord, ...] = ()
    companions: tuple[dict, ...] = ()
    note: str = ""
    position: object = None
    position_age_s: int | None = None
    findings: tuple[FindingRecord, ...] = ()
    photos: tuple[PhotoRecord, ...] = ()
    base_sites: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DayRecord(Record):
    day: dt.date | None = None
