"""Turning what the patrol page sends around its records into values."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from uuid import UUID

MOST_RECORDS, MOST_ASKED = 50, 500
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_SEQ = 2**31 - 1


class TooLarge(Exception):
    """More than one request may hold."""


class BadRequest(Exception):
    """A mistake of the page, not of a record; the sentence is for the person."""


@dataclass(frozen=True)
class Outbox:
    """A request to records/: who sends, what lies there, and the frozen records."""

    device: UUID | None
    label: str
    sent_at: dt.datetime | None
    highest_seq: int
    pending_records: int
    pending_photos: int
    voided: tuple[tuple[int, str], ...]
    records: list

    def sending_offset_ms(self, now) -> int | None:
        """The server's clock minus the phone's, as this request shows it."""
        return round((now - self.sent_at).total_seconds() * 1000) if self.sent_at else None


@dataclass(frozen=True)
class Question:
    """A request to status/."""

    device: UUID | None
    uuids: tuple[UUID, ...]
    photos: tuple[str, ...]


def read_outbox(content: bytes) -> Outbox:
    body = _object(content)
    device, pending = _part(body, "device"), _part(body, "pending")
    records = body.get("records", [])
    if not isinstance(records, list) or len(records) > MOST_RECORDS:
        raise BadRequest(f"一次最多送 {MOST_RECORDS} 条记录。")
    return Outbox(
        _uuid(device.get("id")), str(device.get("label") or "")[:60].replace("\0", ""), _moment(body.get("sent_at")),
        _count(pending.get("highest_seq")), _count(pending.get("records")), _count(pending.get("photos")),
        tuple(_voided(body.get("voided") or [])), records,
    )  # fmt: skip


def read_question(content: bytes) -> Question:
    body = _object(content)
    uuids, photos = _list(body, "uuids"), _list(body, "photos")
    known = tuple(text for text in photos if isinstance(text, str) and _SHA256.fullmatch(text))
    return Question(_uuid(_part(body, "device").get("id")), tuple(filter(None, map(_uuid, uuids))), known)


def _object(content) -> dict:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise BadRequest("请求的格式不对，请更新巡查页面。") from None
    if not isinstance(body, dict):
        raise BadRequest("请求的格式不对，请更新巡查页面。")
    return body


def _part(body, name) -> dict:
    part = body.get(name) or {}
    if not isinstance(part, dict):
        raise BadRequest("请求的格式不对，请更新巡查页面。")
    return part


def _list(body, name) -> list:
    rows = body.get(name) or []
    if not isinstance(rows, list) or len(rows) > MOST_ASKED:
        raise BadRequest(f"一次最多问 {MOST_ASKED} 个。")
    return rows


def _uuid(value) -> UUID | None:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None


def _moment(value) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo and 1971 <= moment.year <= 9000 else None


def _count(value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_SEQ else 0


def _voided(rows):
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and _count(row.get("seq")):
            yield row["seq"], str(row.get("reason") or "").replace("\0", "")
