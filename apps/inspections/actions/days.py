"""Confirming a day, or that nothing was found: one tap, once a place and day, by the constraint."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.common.queries import calendar
from apps.common.verdicts import Refused
from apps.inspections.actions.patrols import ALREADY, STORED, Receipt
from apps.inspections.models import DayConfirmation, DayReminder
from apps.inspections.moments import found_moment
from apps.inspections.permissions import works_in
from apps.inspections.queries.days import silent_places
from apps.inspections.records import DayRecord, NotAccepted
from apps.inspections.words import Via

TAPPED_AGAIN = "这一天已经有人确认过，不用再报。"


def log_day(*, record: DayRecord, by, at, sending_offset_ms=None) -> Receipt:
    """A confirmation that came from a phone."""
    found = found_moment(
        record.phone_time, received_at=at, offset_ms=record.offset_ms, sending_offset_ms=sending_offset_ms
    )
    if record.day > timezone.localdate(found.at):
        raise NotAccepted("还没有到的日子不能先报。", code="time", field="day")
    stored, row = _confirm(
        division_code=record.place, day=record.day, by=by, confirmed_at=found.at, received_at=at, uuid=record.uuid,
        sha256=record.sha256, via=record.via, device_id=record.device, seq=record.seq,
    )  # fmt: skip
    same = row.uuid == record.uuid
    return Receipt(
        STORED if stored else ALREADY, record, found_at=row.confirmed_at, reason="" if stored or same else TAPPED_AGAIN
    )


def confirm_day(*, division_code: str, day, by, at) -> tuple[bool, DayConfirmation]:
    """The tap on the page. Returns (whether it was the first, the confirmation that counts)."""
    if day > timezone.localdate(at):
        raise Refused("还没有到的日子不能先报。")
    return _confirm(
        division_code=division_code,
        day=day,
        by=by,
        confirmed_at=at,
        received_at=at,
        uuid=uuid4(),
        sha256="",
        via=Via.PC,
    )


@transaction.atomic
def _confirm(*, by, **facts):
    if not any(facts["division_code"].startswith(code) for code in works_in(by, facts["day"])):
        raise NotAccepted("这个地点不在您的工作范围内，请重新选择。", code="place", field="place")
    row = DayConfirmation(person=by, by_label=by.signature, **facts)
    DayConfirmation.objects.bulk_create([row], ignore_conflicts=True)
    of_place = DayConfirmation.objects.within(facts["division_code"])
    kept = of_place.filter(division_code=facts["division_code"], day=facts["day"]).first()
    if kept is None:
        raise NotAccepted("这个编号已经用过，请更新巡查页面后再送。", field="uuid")
    # Sent twice it bears the same UUID, but only the first INSERT has this moment of receipt.
    return kept.uuid == facts["uuid"] and kept.received_at == facts["received_at"], kept


def remind(*, places, day, at) -> list[str]:
    """Note that these places were reminded today; returns those that had not been."""
    known = set(
        DayReminder.objects.everywhere("reminders of the day").filter(day=day).values_list("division_code", flat=True)
    )
    fresh = [code for code in places if code not in known]
    rows = [DayReminder(division_code=code, day=day, at=at) for code in fresh]
    DayReminder.objects.bulk_create(rows, ignore_conflicts=True)
    return fresh


def remind_silent(*, county_code: str, at) -> list[str]:
    """At the county's hour, on working days: whoever has not reported is reminded, once."""
    day = timezone.localdate(at)
    if not calendar().is_workday(day):
        return []
    return remind(places=silent_places(county_code, day=day), day=day, at=at)
