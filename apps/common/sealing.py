"""A chain of seals over the audit trail: whoever changes, adds or takes away a sealed entry breaks it.

Sealing is done after the fact by the timetable, so that no act waits for it. A seal covers what lies between the last
one and a mark noted when that one was made: an entry's number is given before its transaction ends, and what was under
way at the mark has ended by the time of the next seal.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max

from apps.common import locks
from apps.common.locks import Lock
from apps.common.models import AuditEntry, AuditSeal

# Longer than any transaction may take (the time limit of tasks is 30 minutes).
SETTLED_AFTER = dt.timedelta(minutes=45)
# The order and the choice of columns are part of every seal ever made.
FACTS = (
    "pk", "at", "actor_id", "actor_name", "actor_post", "ip", "action", "object_type", "object_id", "object_label",
    "division_code", "succeeded", "changes",
)  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A seal that does not fit what stands in the trail now."""

    seal: AuditSeal
    words: str


def seal(*, at) -> AuditSeal | None:
    """The next link of the chain; None when it is too early, or another worker is at it."""
    with transaction.atomic():
        if not locks.is_free(Lock.SEALING):
            return None
        last = AuditSeal.objects.order_by("-pk").first()
        if last and at - last.sealed_at < SETTLED_AFTER:
            return None
        first, until = (last.until, last.seen) if last else (0, 0)
        entries, digest = _digest(last.sha256 if last else "", first, until)
        seen = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        return AuditSeal.objects.create(until=until, seen=seen, entries=entries, sha256=digest, sealed_at=at)


def breaks() -> Iterator[Break]:
    """Every seal that does not fit, the oldest first. Each is compared with the one before as that one says itself."""
    before, after = "", 0
    for link in AuditSeal.objects.order_by("pk"):
        entries, digest = _digest(before, after, link.until)
        if entries != link.entries:
            yield Break(link, f"封存时有 {link.entries} 条，现在有 {entries} 条")
        elif digest != link.sha256:
            yield Break(link, "内容和封存时不一样")
        before, after = link.sha256, link.until


def head() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-pk").first()


def _digest(before: str, after: int, until: int) -> tuple[int, str]:
    """How many entries lie in (after, until], and the hash of the link before and of all of them."""
    digest, entries = hashlib.sha256(before.encode()), 0
    rows = AuditEntry.objects.filter(pk__gt=after, pk__lte=until).order_by("pk").values_list(*FACTS)
    for row in rows.iterator(chunk_size=2000):
        digest.update(_line(row))
        entries += 1
    return entries, digest.hexdigest()


def _line(row) -> bytes:
    facts = [value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value for value in row]
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode("utf-8", "surrogatepass")
