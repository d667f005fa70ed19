"""Single values out of a record's JSON: of the right kind, or complained about by field. Pure."""

import datetime as dt
import re
from uuid import UUID

from apps.evidence.shots import PositionSource, read_position
from apps.inspections.records.shapes import NotAccepted

OLD_PAGE = "记录的格式不对，请更新巡查页面后再送。"
_CODE = re.compile(r"\d{9}(\d{3}){0,4}")
_MOST_INTEGER = 2**63 - 1


def _given(row, name, path, needed):
    value = row.get(name)
    if value is None or value == "":
        if needed:
            raise NotAccepted("记录里少了内容，请更新巡查页面后再送。", field=f"{path}{name}")
        return None
    return value


def wrong(name, path="") -> NotAccepted:
    return NotAccepted(OLD_PAGE, field=f"{path}{name}")


def integer(row, name, path="", *, needed=True, least=0, most=_MOST_INTEGER) -> int | None:
    value = _given(row, name, path, needed)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise wrong(name, path)
    return value


def text(row, name, path="", *, most, needed="") -> str:
    """Without what PostgreSQL cannot keep. `needed` is the sentence for an empty one."""
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise wrong(name, path)
    kept = (value or "").replace("\0", "").encode("utf-8", "ignore").decode().strip()
    if len(kept) > most:
        raise NotAccepted(f"写得太长了，最多 {most} 个字。", field=f"{path}{name}")
    if needed and not kept:
        raise NotAccepted(needed, field=f"{path}{name}")
    return kept


def uuid(row, name, path="", *, needed=True) -> UUID | None:
    """In the one spelling that the contract allows, so that equal means equal."""
    value = _given(row, name, path, needed)
    if value is None:
        return None
    try:
        found = UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise wrong(name, path) from None
    if str(found) != value:
        raise wrong(name, path)
    return found


def moment(row, name, path="", *, needed=True) -> dt.datetime | None:
    value = _given(row, name, path, needed)
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong(name, path) from None
    if found.tzinfo is None or not 1971 <= found.year <= 9000:
        raise wrong(name, path)
    return found


def choice(row, name, choices, path="", *, otherwise):
    value = row.get(name)
    if value in (None, ""):
        return otherwise
    if value not in choices.values:
        raise wrong(name, path)
    return choices(value)


def rows(body, name, *, most) -> list[dict]:
    found = body.get(name) or []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise wrong(name)
    if len(found) > most:
        raise NotAccepted(f"一条记录里最多 {most} 个，请分成两条。", field=name)
    return found


def part(row, name, path="") -> dict | None:
    value = row.get(name)
    if value is not None and not isinstance(value, dict):
        raise wrong(name, path)
    return value


def place(body) -> str:
    value = body.get("place") or ""
    if not isinstance(value, str) or (value and not _CODE.fullmatch(value)):
        raise wrong("place")
    return value


def position(row):
    """A position nobody typed: one that cannot be used is left out without a word."""
    given = row.get("position")
    if not isinstance(given, dict):
        return None
    source = PositionSource.MANUAL if given.get("source") == "manual" else PositionSource.BROWSER
    return read_position(given.get("lat"), given.get("lng"), given.get("accuracy_m"), source=source)


def age(given) -> int | None:
    """Seconds between the fix and the shutter."""
    seconds = given.get("age_s") if isinstance(given, dict) else None
    usable = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 10**8
    return int(seconds) if usable else None
