"""A patrol is logged: once per UUID, with its findings in the ledger, in one transaction.

The database decides what is new: INSERT … ON CONFLICT DO NOTHING on the record's UUID; whoever did not insert looks at what is
there. Nothing is asked first and then done.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Post
from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections import datums
from apps.inspections.actions import storing
from apps.inspections.actions.findings import enter_findings
from apps.inspections.models import Checklist, Conflict, Patrol, PatrolMark, PatrolPhoto, waiting_photos
from apps.inspections.moments import found_moment
from apps.inspections.permissions import works_in
from apps.inspections.queries.patrols import KnownSite, place_known, sites_known
from apps.inspections.records import NotAccepted, PatrolRecord
from apps.inspections.words import Answer, Mark

FAR_M = 1000
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
    found = found_moment(
        record.phone_time, received_at=at, offset_ms=record.offset_ms, sending_offset_ms=sending_offset_ms
    )
    day = timezone.localdate(found.at)
    sites = _sites(record, by, day)
    place, grid_id = _place(record, sites, by, day)
    patrol = Patrol(
        uuid=record.uuid, sha256=record.sha256, body=record.body, division_code=place, grid_id=grid_id, person=by,
        by_label=by.signature, brought_by=brought_by, companions=_companions(record, by),
        persons=1 + len(record.companions), visit_count=len(record.visits), finding_count=len(record.findings),
        note=record.note, found_at=found.at, day=day, phone_time=record.phone_time, clock_offset_ms=record.offset_ms,
        sending_offset_ms=sending_offset_ms, received_at=at, via=record.via, device_id=record.device, seq=record.seq,
        **_located(record),
    )  # fmt: skip
    visits = _visits(patrol, record, sites)
    patrol.pk = storing.store(patrol, visits)
    if patrol.pk is None:
        stored = Patrol.objects.everywhere("the row of this UUID").get(uuid=record.uuid)
        return _met_again(stored, record, by, at)
    findings = enter_findings(patrol, record, sites=sites, by=by)
    missing = _announce_photos(patrol, record, by, findings={finding.uuid: finding.pk for finding in findings})
    marks = _mark(patrol, record, visits, sites, found)
    return Receipt(
        STORED, record, found_at=patrol.found_at, patrol=patrol, photos_missing=tuple(missing), findings=tuple(findings),
        marks=tuple(marks),
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


def _met_again(patrol, record, by, at) -> Receipt:
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
    _announce_photos(patrol, record, by, conflict_id=kept.pk)
    words = f"这个编号已有另一份内容（{patrol.reference}）。两份都留着，由乡镇核对，您不用再送。"
    return receipt_of(patrol, record, answer=CONFLICT, conflict=kept, reason=words)


# --- Where ---


def _sites(record, by, day) -> dict[int, KnownSite]:
    asked = {visit.site for visit in record.visits} | {
        found.site for found in record.findings if found.site is not None
    }
    rows = sites_known(asked)
    allowed = works_in(by, day)
    for number, visit in enumerate(record.visits):
        if not _reaches(allowed, rows.get(visit.site)):
            raise NotAccepted(
                "没有找到这个点位，或者它不在您的工作范围内。", code="site", field=f"visits.{number}.site"
            )
    for number, found in enumerate(record.findings):
        if found.site is not None and not _reaches(allowed, rows.get(found.site)):
            raise NotAccepted(
                "没有找到这个点位，或者它不在您的工作范围内。", code="site", field=f"findings.{number}.site"
            )
    return rows


def _reaches(allowed, site) -> bool:
    return site is not None and any(site.division_code.startswith(code) for code in allowed)


def _place(record, sites, by, day) -> tuple[str, int | None]:
    place = record.place or sites[record.visits[0].site].division_code
    if not any(place.startswith(code) for code in works_in(by, day)):
        raise NotAccepted("这个地点不在您的工作范围内，请重新选择。", code="place", field="place")
    grid_id, is_division = place_known(place)
    if grid_id is None and not is_division:
        raise NotAccepted("没有这个网格，请重新选择。", code="place", field="place")
    return place, grid_id


def _located(record) -> dict:
    if record.position is None:
        return {}
    position = record.position
    return {
        "latitude": position.latitude, "longitude": position.longitude, "accuracy_m": position.accuracy_m,
        "position_age_s": record.position_age_s, "position_source": position.source,
    }  # fmt: skip


# --- What belongs to it ---


def _companions(record, by) -> list[dict]:
    """With the names of the day: a list that people read, and that outlasts accounts."""
    asked = [companion["person"] for companion in record.companions if "person" in companion]
    near = (
        Post.objects.filter(person_id__in=asked, division__code__startswith=by.county_code)
        if asked
        else Post.objects.none()
    )
    names = dict(near.values_list("person_id", "person__full_name"))
    for number, companion in enumerate(record.companions):
        if "person" in companion and companion["person"] not in names:
            raise NotAccepted("没有找到同行的人，请写姓名。", field=f"companions.{number}.person")
    return [{"name": names[row["person"]], **row} if "person" in row else row for row in record.companions]


def _visits(patrol, record, sites) -> list[dict]:
    asked = {(sites[visit.site].kind_id, visit.checklist) for visit in record.visits if visit.checklist is not None}
    lists = {}
    if asked:
        rows = Checklist.objects.filter(
            kind__in={kind for kind, _ in asked}, version__in={version for _, version in asked}
        )
        lists = {(row.kind_id, row.version): row for row in rows}
    answered = [lists.get((sites[visit.site].kind_id, visit.checklist)) for visit in record.visits]
    _check_standards(record, answered)
    return [
        {
            "site": visit.site, "checklist": checklist and checklist.pk, "answers": visit.answers, "note": visit.note,
            "distance_m": _distance(patrol, sites[visit.site]),
        }
        for visit, checklist in zip(record.visits, answered, strict=True)
    ]  # fmt: skip


def _check_standards(record, lists):
    """五有标准: what is answered 无 is a finding with a photo of its own."""
    shown = {photo.finding for photo in record.photos}
    proven = {(found.site, found.item) for found in record.findings if found.uuid in shown}
    for number, (visit, checklist) in enumerate(zip(record.visits, lists, strict=True)):
        for item in checklist.items if checklist and checklist.standard else ():
            if visit.answers.get(item["key"]) == Answer.PROBLEM and (visit.site, item["key"]) not in proven:
                words = f"“{item['label']}”答了“无”，请给这一项拍一张照片。"
                raise NotAccepted(words, code="standard", field=f"visits.{number}.answers.{item['key']}")


def _distance(patrol, site) -> int | None:
    if patrol.latitude is None or site.latitude is None:
        return None
    return datums.metres_between(patrol.latitude, patrol.longitude, site.latitude, site.longitude)


def _announce_photos(patrol, record, by, *, findings=None, conflict_id=None) -> list[str]:
    """Photos come one by one after the record; one that is here already is not waited for."""
    if not record.photos:
        return []
    rows = [
        {
            "finding": (findings or {}).get(photo.finding), "sha256": photo.sha256, "role": photo.role, "size": photo.size,
            "taken_at": photo.taken_at, "position": photo.position,
        }
        for photo in record.photos
    ]  # fmt: skip
    return storing.announce(rows, patrol_id=patrol.pk, conflict_id=conflict_id, person_id=by.pk)


def _mark(patrol, record, visits, sites, found) -> list[PatrolMark]:
    said = [(Mark.CLOCK, found.words)] if found.words else []
    allowed = FAR_M + (patrol.accuracy_m or 0)
    far = [visit for visit in visits if visit["distance_m"] is not None and visit["distance_m"] > allowed]
    said += [
        (Mark.FAR, f"{sites[visit['site']].name}：离点位约 {_spoken_metres(visit['distance_m'])}") for visit in far
    ]
    changed = [site.name for pk, site in sites.items() if _is_older(record.base_sites.get(str(pk)), site.version)]
    said += [(Mark.BASE, f"{name}的资料后来有更新") for name in changed]
    marks = [PatrolMark(patrol=patrol, mark=mark, words=words[:200]) for mark, words in said]
    return PatrolMark.objects.bulk_create(marks) if marks else []


def _is_older(version, present) -> bool:
    return isinstance(version, int) and version < present


def _spoken_metres(metres) -> str:
    return f"{metres} 米" if metres < 1000 else f"{metres / 1000:.1f} 公里"


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
