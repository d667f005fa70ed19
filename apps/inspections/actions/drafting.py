"""A record made ready to be stored: the rows it will be, or the reason why not. Nothing is written here."""

from dataclasses import dataclass

from django.utils import timezone

from apps.accounts.models import Post
from apps.inspections import datums
from apps.inspections.models import Patrol, PatrolMark
from apps.inspections.moments import found_moment
from apps.inspections.permissions import works_in
from apps.inspections.queries.intake import Known, KnownSite
from apps.inspections.records import NotAccepted, PatrolRecord
from apps.inspections.words import Answer, Mark

FAR_M = 1000


@dataclass(frozen=True)
class Draft:
    """`patrol` has no row yet. `visits` are {"site", "checklist" (row), "answers", "note", "distance_m"}."""

    record: PatrolRecord
    patrol: Patrol
    sites: dict[int, KnownSite]
    visits: list[dict]
    marks: list[PatrolMark]


def draft_of(record: PatrolRecord, *, known: Known, by, at, brought_by=None, sending_offset_ms=None) -> Draft:
    """What storing a record of `by` would store. Raises NotAccepted with the field."""
    found = found_moment(
        record.phone_time, received_at=at, offset_ms=record.offset_ms, sending_offset_ms=sending_offset_ms
    )
    day = timezone.localdate(found.at)
    place = _place(record, known, works_in(by, day, is_deputy=known.is_deputy))
    patrol = Patrol(
        uuid=record.uuid, sha256=record.sha256, body=record.body, division_code=place, grid_id=known.grids.get(place),
        person=by, by_label=by.signature, brought_by=brought_by, companions=_companions(record, by),
        persons=1 + len(record.companions), visit_count=len(record.visits), finding_count=len(record.findings),
        note=record.note, found_at=found.at, day=day, phone_time=record.phone_time, clock_offset_ms=record.offset_ms,
        sending_offset_ms=sending_offset_ms, received_at=at, via=record.via, device_id=record.device, seq=record.seq,
        **_located(record),
    )  # fmt: skip
    visits = _visits(patrol, record, known)
    return Draft(record, patrol, known.sites, visits, _marks(patrol, record, visits, known.sites, found))


# --- Where ---


def _place(record, known, allowed) -> str:
    """The place of a record whose sites and place lie within what is allowed."""
    for number, visit in enumerate(record.visits):
        _check_reach(allowed, known.sites.get(visit.site), f"visits.{number}.site")
    for number, found in enumerate(record.findings):
        if found.site is not None:
            _check_reach(allowed, known.sites.get(found.site), f"findings.{number}.site")
    place = record.place or known.sites[record.visits[0].site].division_code
    if not any(place.startswith(code) for code in allowed):
        raise NotAccepted("这个地点不在您的工作范围内，请重新选择。", code="place", field="place")
    if place not in known.grids and place not in known.divisions:
        raise NotAccepted("没有这个网格，请重新选择。", code="place", field="place")
    return place


def _check_reach(allowed, site, field):
    if site is None or not any(site.division_code.startswith(code) for code in allowed):
        raise NotAccepted("没有找到这个点位，或者它不在您的工作范围内。", code="site", field=field)


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
    names = {}
    if asked:
        near = Post.objects.filter(person_id__in=asked, division__code__startswith=by.county_code)
        names = dict(near.values_list("person_id", "person__full_name"))
    for number, companion in enumerate(record.companions):
        if "person" in companion and companion["person"] not in names:
            raise NotAccepted("没有找到同行的人，请写姓名。", field=f"companions.{number}.person")
    return [{"name": names[row["person"]], **row} if "person" in row else row for row in record.companions]


def _visits(patrol, record, known) -> list[dict]:
    answered = [known.checklist_of(visit) for visit in record.visits]
    _check_standards(record, answered)
    return [
        {
            "site": visit.site, "checklist": checklist and checklist.pk, "answers": visit.answers, "note": visit.note,
            "distance_m": _distance(patrol, known.sites[visit.site]),
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


def photo_rows(record, findings=None) -> list[dict]:
    """What will follow; `findings` are {uuid: row} of those that photos belong to."""
    return [
        {
            "finding": (findings or {}).get(photo.finding), "sha256": photo.sha256, "role": photo.role, "size": photo.size,
            "taken_at": photo.taken_at, "position": photo.position,
        }
        for photo in record.photos
    ]  # fmt: skip


# --- What to look at ---


def _marks(patrol, record, visits, sites, found) -> list[PatrolMark]:
    said = [(Mark.CLOCK, found.words)] if found.words else []
    allowed = FAR_M + (patrol.accuracy_m or 0)
    far = [visit for visit in visits if visit["distance_m"] is not None and visit["distance_m"] > allowed]
    said += [
        (Mark.FAR, f"{sites[visit['site']].name}：离点位约 {_spoken_metres(visit['distance_m'])}") for visit in far
    ]
    mine = [sites[pk] for pk in dict.fromkeys(_sites_of(record))]
    changed = [site.name for site in mine if _is_older(record.base_sites.get(str(site.pk)), site.version)]
    said += [(Mark.BASE, f"{name}的资料后来有更新") for name in changed]
    return [PatrolMark(mark=mark, words=words[:200]) for mark, words in said]


def _sites_of(record):
    yield from (visit.site for visit in record.visits)
    yield from (found.site for found in record.findings if found.site is not None)


def _is_older(version, present) -> bool:
    return isinstance(version, int) and version < present


def _spoken_metres(metres) -> str:
    return f"{metres} 米" if metres < 1000 else f"{metres / 1000:.1f} 公里"
