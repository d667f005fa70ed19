"""Receipts and states as the JSON of docs/patrol-sync.md."""

from django.utils import timezone

from apps.inspections.actions.patrols import Receipt
from apps.inspections.queries.devices import Outstanding

CONTRACT = 1


def spoken_time(moment) -> str:
    return timezone.localtime(moment).isoformat(timespec="milliseconds")


def receipt_json(receipt: Receipt) -> dict:
    record, patrol = receipt.record, receipt.patrol
    told = {
        "uuid": str(record.uuid), "sha256": record.sha256, "answer": receipt.answer, "number": patrol.reference if patrol else "",
        "found_at": spoken_time(receipt.found_at), "photos_missing": list(receipt.photos_missing),
        "problems": [_problem(finding) for finding in receipt.findings],
        "marks": [{"mark": mark.mark, "words": mark.words} for mark in receipt.marks],
    }  # fmt: skip
    return told | {"reason": receipt.reason} if receipt.reason else told


def _problem(finding) -> dict:
    problem = finding.problem
    return {
        "finding": str(finding.uuid), "id": problem.pk, "number": problem.number, "state": problem.get_state_display()
    }  # fmt: skip


def refusal_json(envelope, refusal) -> dict:
    return _of(envelope) | {
        "answer": "refused", "code": getattr(refusal, "code", "bad_record"), "field": getattr(refusal, "field", ""),
        "reason": str(refusal),
    }  # fmt: skip


def failure_json(envelope) -> dict:
    return _of(envelope) | {"answer": "error", "reason": "服务器没有处理好这条记录，稍后会自动再送。"}


def _of(envelope) -> dict:
    known = envelope if isinstance(envelope, dict) else {}
    return {name: str(known.get(name, ""))[:64] for name in ("uuid", "sha256")}


def device_json(state: Outstanding) -> dict:
    return {
        "highest_seq": state.highest_seq, "received": state.received, "missing_seqs": list(state.missing),
        "more_missing": state.more_missing, "missing_photos": state.photos, "words": state.words,
    }  # fmt: skip
