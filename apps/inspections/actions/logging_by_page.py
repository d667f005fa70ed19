"""A patrol logged on an ordinary page takes the same way as one from a phone, with its photos at once."""

import hashlib
import json

from django.db import transaction

from apps.common.verdicts import Refused
from apps.inspections.actions.outbox import finish
from apps.inspections.actions.patrols import ALREADY, CONFLICT, Receipt, log_patrol, receipt_of
from apps.inspections.actions.receiving import develop, receive_photo
from apps.inspections.models import IncomingPhoto
from apps.inspections.records import read


@transaction.atomic
def log_by_page(*, envelope: dict, shots=(), by, at, brought_by=None) -> Receipt:
    """`shots` are (hash, role, Shot) as the record announces them. A form sent twice is one patrol.

    `by` was out there; `brought_by` is whoever keys it in for him from paper.
    """
    record = read(envelope)
    receipt = log_patrol(record=record, by=by, at=at, brought_by=brought_by)
    if receipt.answer == CONFLICT:
        if _said(receipt.patrol.body) != _said(record.body):
            raise Refused(f"这张表单已经登记过（{receipt.patrol.reference}）。要登记另一次巡查，请重新打开页面。")
        receipt.patrol.conflicts.filter(sha256=record.sha256).delete()
        return receipt_of(receipt.patrol, record, answer=ALREADY)
    for sha256, _, shot in shots if receipt.photos_missing else ():
        shot.file.seek(0)
        receive_photo(sha256=sha256, stream=shot.file, by=by, at=at)
        develop(IncomingPhoto.objects.get(person=by, sha256=sha256), at=at)
    finish(patrol_ids=[receipt.patrol.pk], at=at)
    return receipt


def _said(body: str) -> dict:
    """What a person said in a form: without the moment and the keys that each sending makes anew."""
    known = json.loads(body)
    findings = [{name: value for name, value in found.items() if name != "uuid"} for found in known.get("findings", [])]
    photos = [photo["sha256"] for photo in known.get("photos", [])]
    rest = {name: value for name, value in known.items() if name not in ("found_at", "findings", "photos")}
    return rest | {"findings": findings, "photos": photos}


def log_nothing_found(*, uuid: str, site: str, place: str, by, at) -> Receipt:
    """The one tap: no photo, no position, no text."""
    visits = [{"site": int(site)}] if site.isdecimal() else []
    body = json.dumps({
        "v": 1, "type": "patrol", "uuid": uuid, "author": by.pk, "via": "pc", "found_at": at.isoformat(), "place": place,
        "visits": visits,
    })  # fmt: skip
    return log_by_page(
        envelope={"uuid": uuid, "sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body}, by=by, at=at
    )
