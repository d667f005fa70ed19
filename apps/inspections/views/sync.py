"""What the offline patrol page asks the server: docs/patrol-sync.md, line by line."""

import logging

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.gathering import Collected, Gathered
from apps.common.verdicts import Refused
from apps.evidence import images
from apps.evidence.actions import DISK_FULL
from apps.inspections import exporting, tasks
from apps.inspections.actions import outbox, receiving
from apps.inspections.actions.patrols import STORED, Receipt
from apps.inspections.forms import sync as forms
from apps.inspections.permissions import PATROLLERS
from apps.inspections.queries import devices, pack, patrols
from apps.inspections.records import BODY_BYTES, MOST_PHOTOS

logger = logging.getLogger(__name__)
LIMITS = {
    "records_per_request": forms.MOST_RECORDS, "body_bytes": BODY_BYTES, "photo_bytes": images.MAX_BYTES,
    "photos_per_record": MOST_PHOTOS,
}  # fmt: skip
# A full batch of the longest records, each letter of them escaped.
MOST_BYTES = 2 * forms.MOST_RECORDS * BODY_BYTES
_development = Gathered(tasks.develop_arrived)
_finishing = Collected(tasks.finish_patrols, "patrol_ids")


def answers_json(view):
    """A stranger gets 401 and a sentence: a redirect to the login page would look like an answer."""
    view.answers_json = True
    return view


def _failed(error, message, status):
    return JsonResponse({"error": error, "message": message}, status=status)


@require_safe
@answers_json
@open_to(PATROLLERS)
def hello(request):
    user = request.user
    person = {"id": user.pk, "name": user.full_name, "post": user.post_label}
    answer = {"contract": exporting.CONTRACT, "csrf_token": get_token(request), "person": person, "limits": LIMITS}
    return JsonResponse(answer | {"server_time": exporting.spoken_time(clock.now())})


@require_safe
@answers_json
@open_to(PATROLLERS)
def sync_pack(request):
    content = pack.pack_of(request.user, on=clock.today())
    tag = f'"{content["pack"]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = JsonResponse(content | {"made_at": exporting.spoken_time(clock.now())}, headers={"ETag": tag})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@require_POST
@answers_json
@open_to(PATROLLERS)
def sync_records(request):
    now = clock.now()
    try:
        sent = forms.read_outbox(_body(request))
    except forms.TooLarge as refusal:
        return _failed("too_large", str(refusal), 413)
    except forms.BadRequest as refusal:
        return _failed("bad_request", str(refusal), 400)
    results = outbox.take_in(sent.records, by=request.user, at=now, sending_offset_ms=sent.sending_offset_ms(now))
    _finishing.add([result.patrol.pk for result in results if _is_new_patrol(result)])
    answer = {"contract": exporting.CONTRACT, "server_time": exporting.spoken_time(now)}
    answer["receipts"] = [_told(envelope, result) for envelope, result in zip(sent.records, results, strict=True)]
    return JsonResponse(answer | {"device": _hear(request.user, sent, now)})


def _body(request) -> bytes:
    """Read past Django's own limit, which is made for forms, up to ours."""
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise forms.TooLarge("一次送得太多，请分几次送。")
    return content


def _told(envelope, result) -> dict:
    if isinstance(result, Receipt):
        return exporting.receipt_json(result)
    return exporting.refusal_json(envelope, result) if result else exporting.failure_json(envelope)


def _hear(user, sent, now) -> dict | None:
    if sent.device is None:
        return None
    outstanding = receiving.hear_device(
        device=sent.device, label=sent.label, highest_seq=sent.highest_seq, pending_records=sent.pending_records,
        pending_photos=sent.pending_photos, voided=sent.voided, by=user, at=now,
    )  # fmt: skip
    return exporting.device_json(outstanding)


def _is_new_patrol(result) -> bool:
    return isinstance(result, Receipt) and result.patrol is not None and result.answer == STORED


@require_http_methods(["PUT"])
@answers_json
@open_to(PATROLLERS)
def sync_photo(request, sha256):
    try:
        answer = receiving.receive_photo(sha256=sha256, stream=request, by=request.user, at=clock.now())
    except receiving.Unexpected as refusal:
        return _photo_answer(sha256, "unexpected", refusal, 409)
    except receiving.Damaged as refusal:
        return _photo_answer(sha256, "damaged", refusal, 422)
    except receiving.TooLarge as refusal:
        return _failed("too_large", str(refusal), 413)
    except Refused as refusal:
        return _photo_answer(sha256, "refused", refusal, 415)
    except OSError:
        logger.exception("a photo could not be written")
        return _failed("storage", DISK_FULL, 507)
    _development.ask()
    return JsonResponse({"sha256": sha256, "answer": answer}, status=201 if answer == receiving.STORED else 200)


def _photo_answer(sha256, answer, refusal, status):
    return JsonResponse({"sha256": sha256, "answer": answer, "reason": str(refusal)}, status=status)


@require_POST
@answers_json
@open_to(PATROLLERS)
def sync_status(request):
    now = clock.now()
    try:
        asked = forms.read_question(request.body)
    except forms.BadRequest as refusal:
        return _failed("bad_request", str(refusal), 400)
    device = patrols.device_of(request.user, asked.device)
    return JsonResponse({
        "contract": exporting.CONTRACT,
        "server_time": exporting.spoken_time(now),
        "records": patrols.held_records(request.user, asked.uuids),
        "photos": patrols.held_photos(request.user, asked.photos),
        "device": exporting.device_json(devices.outstanding(device)) if device else None,
    })  # fmt: skip
