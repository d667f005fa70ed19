"""Reading a record as a phone froze it: strictly, with the field of every mistake (docs/patrol-sync.md). Pure."""

import datetime as dt
import hashlib
import json
import re

from apps.inspections.records import values
from apps.inspections.records.shapes import (
    DayRecord,
    FindingRecord,
    NotAccepted,
    PatrolRecord,
    PhotoRecord,
    Record,
    VisitRecord,
)
from apps.inspections.words import Answer, PhotoRole, Via

BODY_BYTES = 200_000
MOST_VISITS, MOST_FINDINGS, MOST_PHOTOS, MOST_COMPANIONS = 50, 20, 30, 30
_ITEM = re.compile(r"[a-z0-9_-]{1,40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read(envelope) -> Record:
    """The record in an envelope {"uuid", "sha256", "body"}. Raises NotAccepted with code, field and sentence."""
    if not isinstance(envelope, dict) or not isinstance(envelope.get("body"), str):
        raise NotAccepted("记录的格式不对，请更新巡查页面后再送。", field="body")
    text, sha256 = envelope["body"], str(envelope.get("sha256", ""))
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        raise values.wrong("body") from None
    if len(content) > BODY_BYTES:
        raise NotAccepted("这条记录的文字太多，请分成两条。", field="body")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotAccepted("记录在传送中变了样，请再送一次。", code="hash", field="sha256")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAccepted("记录的格式不对，请更新巡查页面后再送。", field="body") from None
    reader = _READERS.get(str(body.get("type"))) if isinstance(body, dict) and body.get("v") == 1 else None
    if reader is None:
        raise NotAccepted("服务器还不认识这种记录，请更新巡查页面后再送。", field="type")
    if str(body.get("uuid", "")) != str(envelope.get("uuid", "")):
        raise NotAccepted("记录的编号前后不一致，请更新巡查页面后再送。", field="uuid")
    return reader(body, _common(body, sha256, text))


def _common(body, sha256, text) -> dict:
    clock = values.part(body, "clock")
    return {
        "uuid": values.uuid(body, "uuid"),
        "sha256": sha256,
        "body": text,
        "author": values.integer(body, "author"),
        "device": values.uuid(body, "device", needed=False),
        "seq": values.integer(body, "seq", needed=False, most=2**31 - 1),
        "via": values.choice(body, "via", Via, otherwise=Via.PHONE),
        "phone_time": values.moment(body, "found_at"),
        "offset_ms": values.integer(clock, "offset_ms", "clock.", least=-(2**53), most=2**53) if clock else None,
        "place": values.place(body),
    }


def _read_patrol(body, common) -> PatrolRecord:
    visits = tuple(_visit(row, f"visits.{n}.") for n, row in enumerate(values.rows(body, "visits", most=MOST_VISITS)))
    findings = tuple(
        _finding(row, f"findings.{n}.") for n, row in enumerate(values.rows(body, "findings", most=MOST_FINDINGS))
    )
    photos = tuple(_photo(row, f"photos.{n}.") for n, row in enumerate(values.rows(body, "photos", most=MOST_PHOTOS)))
    people = tuple(
        _companion(row, f"companions.{n}.")
        for n, row in enumerate(values.rows(body, "companions", most=MOST_COMPANIONS))
    )
    base = values.part(body, "base") or {}
    record = PatrolRecord(
        **common, visits=visits, companions=people, note=values.text(body, "note", most=2000), position=values.position(body),
        position_age_s=values.age(values.part(body, "position")), findings=findings, photos=photos,
        base_sites=base.get("sites") if isinstance(base.get("sites"), dict) else {},
    )  # fmt: skip
    _check_whole(record)
    return record


def _check_whole(record):
    if not record.visits and not record.place:
        raise NotAccepted("请选择去了哪个点位或者哪个网格。", field="place")
    if len({visit.site for visit in record.visits}) < len(record.visits):
        raise NotAccepted("同一个点位在一条记录里只能有一次。", field="visits")
    if len({photo.sha256 for photo in record.photos}) < len(record.photos):
        raise NotAccepted("同一张照片在一条记录里只能有一次。", field="photos")
    _check_findings(record)


def _check_findings(record):
    known = {finding.uuid for finding in record.findings}
    if len(known) < len(record.findings):
        raise NotAccepted("两个问题的编号一样，请更新巡查页面后再送。", field="findings")
    for number, photo in enumerate(record.photos):
        if photo.finding is not None and photo.finding not in known:
            raise NotAccepted("照片说的问题不在这条记录里。", field=f"photos.{number}.finding")
    for number, finding in enumerate(record.findings):
        roles = {photo.role for photo in record.photos if photo.finding == finding.uuid}
        if finding.fixed and not {PhotoRole.BEFORE, PhotoRole.AFTER} <= roles:
            raise NotAccepted(
                "当场处理的，处理前、处理后各拍一张照片。", code="on_the_spot", field=f"findings.{number}.fixed"
            )


def _visit(row, path) -> VisitRecord:
    answers = values.part(row, "answers", path) or {}
    usable = all(_ITEM.fullmatch(item) and answer in Answer.values for item, answer in answers.items())
    if not usable or len(answers) > 100:
        raise NotAccepted("检查项只能是正常、有问题或者不涉及。", field=f"{path}answers")
    checklist = values.integer(row, "checklist", path, needed=bool(answers))
    return VisitRecord(values.integer(row, "site", path), checklist, answers, values.text(row, "note", path, most=1000))


def _finding(row, path) -> FindingRecord:
    complaint, fixed = values.part(row, "complaint", path), values.part(row, "fixed", path)
    return FindingRecord(
        uuid=values.uuid(row, "uuid", path),
        site=values.integer(row, "site", path, needed=False),
        item=values.text(row, "item", path, most=30),
        description=values.text(row, "description", path, most=5000, needed="请写一句话说明发现了什么问题。"),
        category=values.text(row, "category", path, most=20),
        location=values.text(row, "location", path, most=200),
        complaint=values.text(complaint, "words", f"{path}complaint.", most=1000, needed="请写群众反映了什么。")
        if complaint
        else "",
        measure=values.text(fixed, "measure", f"{path}fixed.", most=1000, needed="请写当场是怎么处理的。")
        if fixed
        else "",
        fixed=fixed is not None,
        position=values.position(row),
    )


def _photo(row, path) -> PhotoRecord:
    sha256 = row.get("sha256")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise NotAccepted("照片的校验值不对，请更新巡查页面后再送。", field=f"{path}sha256")
    place, position = values.position(row), values.part(row, "position", path)
    known = {} if place is None else {
        "latitude": str(place.latitude), "longitude": str(place.longitude), "accuracy_m": place.accuracy_m,
        "age_s": values.age(position), "source": str(place.source),
    }  # fmt: skip
    return PhotoRecord(
        sha256, values.integer(row, "size", path, needed=False), values.choice(row, "role", PhotoRole, path, otherwise=PhotoRole.OTHER),
        values.uuid(row, "finding", path, needed=False), values.moment(row, "taken_at", path, needed=False), known,
    )  # fmt: skip


def _companion(row, path) -> dict:
    person = values.integer(row, "person", path, needed=False)
    name = values.text(row, "name", path, most=60)
    if person is None and not name:
        raise NotAccepted("请选择同行的人，或者写下姓名。", field=path.rstrip("."))
    return {"person": person} if person is not None else {"name": name}


def _read_day(body, common) -> DayRecord:
    try:
        day = dt.date.fromisoformat(body.get("day"))
    except (TypeError, ValueError):
        raise NotAccepted("日报告没有写明日期。", field="day") from None
    if not common["place"] or len(common["place"]) > 12:
        raise NotAccepted("日报告要写明是哪个村或乡镇。", field="place")
    return DayRecord(**common, day=day)


_READERS = {"patrol": _read_patrol, "day": _read_day}
