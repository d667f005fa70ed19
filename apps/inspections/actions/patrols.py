"""A patrol is logged: once per UUID, with its findings in the ledger, in one transaction.

The database decides what is new: INSERT … ON CONFLICT DO NOTHING on the record's UUID; whoever did not insert looks at what is
there. Nothing is asked first and then done.
"""

from dataclasses import dataclass, field

from django.db import transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections.actions import storing
from apps.inspections.actions.drafting import Draft, draft_of, photo_rows
from apps.inspections.actions.findings import enter_findings
from apps.inspections.models import Conflict, Patrol, PatrolPhoto, waiting_photos
from apps.inspections.queries.intake import known_for
from apps.inspections.records import NotAccepted, PatrolRecord

STORED, ALREADY, CONFLICT = "stored", "already", "conflict"


@dataclass(frozen=True)
class Receipt:
    """What became of a record. `patrol` is the stored row, for a day's confirmation None."""

    answer: str
    record: object
    found_at: object = None
    patrol: Patrol | None = None
    reason: str = ""
    photos_missing: tuple[str, ...] = ()
    findings: tuple = field(default=(), repr=False)
    marks: tuple = field(default=(), repr=False)


@transaction.atomic
def log_patrol(*, record: PatrolRecord, by, at, brought_by=None, sending_offset_ms=None) -> Receipt:
    """Store a record of `by`; `brought_by` is whoever uploaded it for him from a backup file.

    Raises NotAccepted with the field. Then nothing is kept, not even a trace, and the corrected record is welcome.
    """
    known = known_for([record], by)
    draft = draft_of(record, known=known, by=by, at=at, brought_by=brought_by, sending_offset_ms=sending_offset_ms)
    if not record.findings:
        return log_together([draft])[0] or _met_again(record, by, at)
    (stored,) = storing.store([draft])
    if stored is None:
        return _met_again(record, by, at)
    draft.patrol.pk = stored.patrol
    findings = enter_findings(draft.patrol, record, sites=draft.sites, by=by)
    photos = photo_rows(record, {finding.uuid: finding.pk for finding in findings})
    missing = _announce(photos, draft.patrol, by)
    return _stored(draft, missing, findings)


def log_together(drafts: list[Draft]) -> list[Receipt | None]:
    """Store records in which nothing was found, all or none; None for one whose UUID is there already."""
    kept = storing.store(drafts) if drafts else []
    for draft, stored in zip(drafts, kept, strict=True):
        draft.patrol.pk = stored and stored.patrol
    return [stored and _stored(draft, stored.photos_missing) for draft, stored in zip(drafts, kept, strict=True)]


def _stored(draft, missing, findings=()) -> Receipt:
    return Receipt(
        STORED, draft.record, found_at=draft.patrol.found_at, patrol=draft.patrol, photos_missing=tuple(missing),
        findings=tuple(findings), marks=tuple(draft.marks),
    )  # fmt: skip


def receipt_of(patrol, record, *, answer, conflict=None, reason="") -> Receipt:
    """For a record that was here before: what is known of it now."""
    missing = PatrolPhoto.objects.filter(waiting_photos(), patrol=patrol, conflict=conflict)
    return Receipt(
        answer, record, found_at=patrol.found_at, patrol=patrol, reason=reason,
        photos_missing=tuple(missing.order_by("pk").values_list("sha256", flat=True)) if record.photos else (),
        findings=tuple(patrol.findings.select_related("problem").order_by("pk")),
        marks=tuple(patrol.marks.order_by("pk")),
    )  # fmt: skip


# --- The same UUID again ---


def _met_again(record, by, at) -> Receipt:
    patrol = Patrol.objects.everywhere("the row of this UUID").get(uuid=record.uuid)
    if patrol.person_id != by.pk:
        raise NotAccepted("这个编号的记录是另一个账号送来的。", code="other_account", field="uuid")
    if patrol.sha256 == record.sha256:
        return receipt_of(patrol, record, answer=ALREADY)
    version = Conflict(
        patrol=patrol, sha256=record.sha256, body=record.body, person=by, device_id=record.device, seq=record.seq,
        received_at=at,
    )  # fmt: skip
    Conflict.objects.bulk_create([version], ignore_conflicts=True)
    kept = Conflict.objects.get(patrol=patrol, sha256=record.sha256)
    _announce(photo_rows(record), patrol, by, conflict_id=kept.pk)
    words = f"这个编号已有另一份内容（{patrol.reference}）。两份都留着，由乡镇核对，您不用再送。"
    return receipt_of(patrol, record, answer=CONFLICT, conflict=kept, reason=words)


def _announce(photos, patrol, by, *, conflict_id=None) -> list[str]:
    """Photos come one by one after the record; one that is here already is not waited for."""
    if not photos:
        return []
    return storing.announce(photos, patrol=patrol, conflict_id=conflict_id, person_id=by.pk)


# --- Taken back ---


@transaction.atomic
def take_back(patrol, *, reason: str, by, at) -> Patrol:
    """Logged by mistake: it stays readable and is no longer counted. Its problems live on in the ledger."""
    patrol = Patrol.objects.visible_to(by).select_for_update(of=("self",)).get(pk=patrol.pk)
    if patrol.taken_back_at is not None:
        raise Refused("这次巡查已经撤回。")
    if patrol.person_id != by.pk:
        raise Refused("只有登记的人自己能撤回。")
    if not reason.strip():
        raise Refused("请写明为什么撤回。")
    patrol.taken_back_at, patrol.taken_back_by, patrol.taken_back_reason = at, by, reason.strip()[:200]
    patrol.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    audit.record("撤回巡查", at=at, by=by, about=patrol, reason=patrol.taken_back_reason)
    return patrol


@transaction.atomic
def look_at(patrol, *, by, at):
    """Somebody has looked at the marks and at other versions; they stay readable."""
    patrol.marks.filter(looked_at__isnull=True).update(looked_at=at, looked_by=by)
    patrol.conflicts.filter(looked_at__isnull=True).update(looked_at=at, looked_by=by)
    audit.record("核对巡查提示", at=at, by=by, about=patrol)
