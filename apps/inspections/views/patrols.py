"""巡查记录: the list, one patrol, and logging one on an ordinary page."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.evidence.responses import DISPLAY, THUMBNAIL, photo_response
from apps.inspections.actions import backups as backup_actions
from apps.inspections.actions import logging_by_page as actions
from apps.inspections.actions import patrols as patrol_actions
from apps.inspections.actions import receiving
from apps.inspections.forms.patrols import BackupForm, PatrolFilter, PatrolForm, ReasonForm
from apps.inspections.models import Patrol, Site
from apps.inspections.permissions import KEEPERS, PATROLLERS, SITE_KEEPERS
from apps.inspections.queries import devices, grids
from apps.inspections.queries import patrols as queries
from apps.inspections.queries.reach import in_reach
from apps.inspections.views.pages import form_page

_FORM = require_http_methods(["GET", "HEAD", "POST"])
STATES = (("未撤回", "counting"), ("发现问题", "found"), ("照片未齐", "missing"), ("请看一看", "marked"))


@require_safe
@open_to(LEDGER)
def patrols(request):
    asked, user = request.GET, request.user
    places = PatrolFilter(asked, user=user, on=clock.today())
    found = queries.listed(user, state=asked.get("state", ""), **places.facts)
    page = page_of(found, key="-pk", cursor=asked.get("cursor", ""))
    spoken = grids.places_of([patrol.division_code for patrol in page])
    for patrol in page:
        patrol.place = spoken[patrol.division_code]
    return render(
        request, "inspections/patrols.html", {"page": page, "total": found.count(), "places": places, "states": STATES}
    )  # fmt: skip


@require_safe
@open_to(LEDGER)
def patrol(request, pk):
    patrol = get_or_404(queries.record(request.user), pk=pk)
    before, after = queries.photos_by_role(patrol)
    photos = list(patrol.photos.all())
    for visit in patrol.visits.all():
        visit.told = queries.told_answers(visit)
    context = {
        "patrol": patrol,
        "place": grids.places_of([patrol.division_code])[patrol.division_code],
        "before": [_shown(photo) for photo in before],
        "after": [_shown(photo) for photo in after],
        "photos": photos,
        "missing": [photo for photo in photos if photo.received_at is None and photo.taken_off_at is None],
        "findings": patrol.findings.all(),
        "may_take_back": patrol.person_id == request.user.pk and patrol.taken_back_at is None,
        "may_look": request.user.holds(*SITE_KEEPERS, over=patrol.division_code),
    }
    return render(request, "inspections/patrol.html", context)


def _shown(photo) -> dict:
    at = {"pk": photo.patrol_id, "photo": photo.pk}
    return {
        "url": reverse("patrol_photo", kwargs=at),
        "thumbnail_url": reverse("patrol_photo", kwargs=at | {"variant": THUMBNAIL}),
        "caption": photo.get_role_display(),
    }


def _patrol(request, pk) -> Patrol:
    return get_or_404(Patrol.objects.visible_to(request.user), pk=pk)


@require_safe
@open_to(LEDGER)
def patrol_photo(request, pk, photo, variant=DISPLAY):
    kept = get_or_404(_patrol(request, pk).photos.filter(photo__isnull=False).select_related("photo"), pk=photo)
    return photo_response(kept.photo, variant)


@_FORM
@open_to(PATROLLERS)
def new_patrol(request):
    today, asked = clock.today(), request.GET.get("site", "")
    site = in_reach(Site, request.user, on=today).filter(pk=asked).first() if asked.isdecimal() else None
    form = PatrolForm(request.POST or None, request.FILES or None, user=request.user, today=today, site=site)
    return form_page(
        request, form, act=lambda **_: _log(request, form), title="登记巡查", submit="登记", draft="patrol",
        intro="没有发现问题，选好点位直接点“登记”，不用拍照。", done=lambda receipt: f"已登记 {receipt.patrol.reference}。",
        then=lambda receipt: ("patrol", receipt.patrol.pk), back=reverse("patrol_tasks"),
    )  # fmt: skip


def _log(request, form):
    now = clock.now()
    return actions.log_by_page(envelope=form.envelope(at=now), shots=form.hashed(), by=request.user, at=now)


@require_POST
@open_to(PATROLLERS)
def nothing_found(request):
    """One tap on a task: the site was visited and in order. The key of the button makes a double tap one patrol."""
    try:
        receipt = actions.log_nothing_found(
            uuid=request.POST.get("uuid", ""), site=request.POST.get("site", ""), place=request.POST.get("place", ""),
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已登记 {receipt.patrol.reference}：没有发现问题。")
    return redirect("patrol_tasks")


@_FORM
@open_to(PATROLLERS)
def take_back_patrol(request, pk):
    patrol = _patrol(request, pk)
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form, act=partial(patrol_actions.take_back, patrol, by=request.user, at=clock.now()), title=f"撤回 {patrol.reference}",
        submit="撤回", intro="登记错了可以撤回：记录还看得到，不再计数。已经上报的问题仍在台账里。",
        done=lambda patrol: f"已撤回 {patrol.reference}。", then=lambda patrol: ("patrol", patrol.pk), back=reverse("patrol", args=[pk]),
    )  # fmt: skip


@_FORM
@open_to(*SITE_KEEPERS)
def stop_waiting(request, pk, photo):
    patrol = _patrol(request, pk)
    awaited = get_or_404(patrol.photos.all(), pk=photo)
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form, act=partial(receiving.stop_waiting, awaited, by=request.user, at=clock.now()), title="不再等这张照片",
        submit="不再等", done=lambda _: "已记下。", then=lambda _: ("patrol", pk), back=reverse("patrol", args=[pk]),
        intro="手机丢了、坏了，照片来不了时用。记录会写明缺一张照片和原因。",
    )  # fmt: skip


@require_POST
@open_to(*SITE_KEEPERS)
def look_at_marks(request, pk):
    patrol_actions.look_at(_patrol(request, pk), by=request.user, at=clock.now())
    messages.success(request, "已看过。提示只供核对，不计分。")
    return redirect("patrol", pk)


@require_safe
@open_to(*KEEPERS)
def phones(request):
    rows = [(device, devices.outstanding(device)) for device in devices.listed(request.user)[:200]]
    waiting = [(device, state) for device, state in rows if state.records or state.photos]
    return render(request, "inspections/phones.html", {"waiting": waiting})


@_FORM
@open_to(PATROLLERS)
def backups(request):
    """A file that a phone's page made, because it could not send: the same receipts, nothing doubled."""
    form = BackupForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context["taken"] = backup_actions.take_backup(form.cleaned_data["file"], by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return render(request, "inspections/backups.html", context)
