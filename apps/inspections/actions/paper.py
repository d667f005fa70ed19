"""Sheets are printed with their ids; what comes back is keyed in once."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections import slips
from apps.inspections.actions.logging_by_page import log_by_page
from apps.inspections.actions.outbox import author_for
from apps.inspections.models import PaperSheet, PaperSlip, Patrol
from apps.inspections.permissions import SITE_KEEPERS
from apps.inspections.queries.paper import leads

MOST_SLIPS = 60


@transaction.atomic
def print_sheet(*, division_code: str, number: int, by, at, checklist=None) -> PaperSheet:
    """So many blank records of a place, each with an id that no other record will ever have."""
    if not by.holds(*SITE_KEEPERS, over=division_code) and not leads(by, division_code, on=timezone.localdate(at)):
        raise Refused("纸质单由网格长、所属村或乡镇印发。")
    if not 1 <= number <= MOST_SLIPS:
        raise Refused(f"一次印 1 到 {MOST_SLIPS} 张。")
    sheet = PaperSheet.objects.create(
        division_code=division_code, checklist=checklist, printed_by=by, by_label=by.signature, printed_at=at
    )
    PaperSlip.objects.bulk_create(
        PaperSlip(sheet=sheet, number=position, uuid=uuid4(), code=slips.new_code())
        for position in range(1, number + 1)
    )
    audit.record("印发纸质巡查单", at=at, by=by, about=sheet, number=number)
    return sheet


@transaction.atomic
def key_in(slip, *, envelope: dict, author_id: int, by, at, shots=()) -> tuple[Patrol, bool]:
    """(the patrol of this slip, whether it was made now). Of two people at once the second meets the first one's record.

    `author_id` is whoever was out there, `shots` are (hash, role, Shot) as the envelope's record announces them.
    """
    PaperSlip.objects.select_for_update().get(pk=slip.pk)
    there = Patrol.objects.everywhere("the record of this slip").filter(uuid=slip.uuid).first()
    if there is not None:
        return there, False
    author = author_for(author_id, by)
    brought_by = by if author.pk != by.pk else None
    receipt = log_by_page(envelope=envelope, shots=shots, by=author, at=at, brought_by=brought_by)
    return receipt.patrol, True
