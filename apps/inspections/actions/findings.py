"""What a patrol found becomes a problem of the ledger in the same step; what was put right there and then is closed at once."""

from django.db import IntegrityError, transaction

from apps.common.verdicts import Refused
from apps.inspections import codes
from apps.inspections.models import Finding
from apps.inspections.queries.reach import stood_in_for
from apps.inspections.records import NotAccepted
from apps.problems import actions as ledger
from apps.problems.guessing import guess_category
from apps.problems.words import Category, Source


def enter_findings(patrol, record, *, sites, by) -> list[Finding]:
    entered = []
    for number, found in enumerate(record.findings):
        path = f"findings.{number}"
        photos = [photo for photo in record.photos if photo.finding == found.uuid]
        try:
            entered.append(_enter(patrol, found, photos, site=sites.get(found.site), by=by))
        except IntegrityError:
            raise NotAccepted("这个问题的编号已经用过，请更新巡查页面后再送。", field=f"{path}.uuid") from None
        except NotAccepted:
            raise
        except Refused as refusal:
            raise NotAccepted(str(refusal), code="place", field=path) from None
    return entered


@transaction.atomic
def _enter(patrol, found, photos, *, site, by) -> Finding:
    problem = ledger.report(
        given=_given(patrol, by, note=_words_of_complaint(found)),
        division_code=codes.division_of(site.division_code if site else patrol.division_code),
        description=found.description,
        category=_category(found, site),
        # A resident's complaint is a petition, whoever writes it down: its closure is the county's.
        source=Source.PETITION if found.complaint else Source.PATROL,
        location=found.location or (site.name if site else ""),
        form_key=found.uuid,
        progress=found.measure if found.complaint else "",
        photos_to_come=len(photos),
        also_at=[codes.division_of(code) for code in stood_in_for(by, on=patrol.day)],
        **_position(patrol, found, photos, site),
    )
    if found.fixed and not found.complaint:
        problem = ledger.fix_on_spot(problem, given=_given(patrol, by, note=found.measure), photos_to_come=len(photos))
    return Finding.objects.create(
        patrol=patrol, uuid=found.uuid, site_id=site and site.pk, item=found.item, problem=problem, complaint=found.complaint,
        fixed_on_spot=found.fixed, measure=found.measure,
    )  # fmt: skip


def _given(patrol, by, *, note="") -> ledger.Step:
    """At the moment it was found, wherever the phone was between then and now."""
    return ledger.Step(by=by, at=patrol.found_at, note=note, details={"巡查记录": patrol.reference})


def _words_of_complaint(found) -> str:
    return f"群众现场反映：{found.complaint}" if found.complaint else ""


def _category(found, site) -> str:
    if found.category in Category.values:
        return found.category
    return guess_category(found.description) or (site.category if site else Category.OTHER)


def _position(patrol, found, photos, site) -> dict:
    """Where it was found: the pin, else the first photo of it, else where the patrol was, else the site."""
    if found.position is not None:
        return {"latitude": found.position.latitude, "longitude": found.position.longitude}
    placed = next((photo.position for photo in photos if photo.position), None)
    if placed is not None:
        return {"latitude": placed["latitude"], "longitude": placed["longitude"]}
    for known in (patrol, site):
        if known is not None and known.latitude is not None:
            return {"latitude": known.latitude, "longitude": known.longitude}
    return {}
