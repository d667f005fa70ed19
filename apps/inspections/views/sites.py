"""点位: the list, one site's file, and everything that changes it."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.evidence.responses import DISPLAY, THUMBNAIL, document_response, photo_response
from apps.inspections.actions import sites as actions
from apps.inspections.codes import code_asked
from apps.inspections.forms import sites as forms
from apps.inspections.models import Site
from apps.inspections.permissions import KEEPERS, SITE_KEEPERS, may_keep_sites
from apps.inspections.queries import grids, plans
from apps.inspections.queries import sites as queries
from apps.inspections.queries.standards import standing
from apps.inspections.views.pages import form_page

_FORM = require_http_methods(["GET", "HEAD", "POST"])
STATES = (("在用", "working"), ("失管脱管", "out_of_watch"), ("没有责任人", "no_keeper"), ("已停用", "stopped"))


@require_safe
@open_to(LEDGER)
def sites(request):
    today, user, asked = clock.today(), request.user, request.GET
    folded = forms.SiteFilter(asked, kinds=queries.kinds(), user=user, on=today)
    found = queries.listed(
        user, on=today, grid=code_asked(asked.get("grid", "")), state=asked.get("state", ""), **folded.facts
    )
    page = page_of(found, key="-pk", cursor=asked.get("cursor", ""))
    spoken = grids.places_of([site.division_code for site in page])
    for site in page:
        site.place, site.unwatched = spoken[site.division_code], queries.days_unwatched(site, on=today)
    context = {
        "page": page, "total": found.count(), "folded": folded, "states": STATES,
        "may_keep": bool(user.roles & SITE_KEEPERS), "may_import": bool(user.roles & KEEPERS), "today": today,
    }  # fmt: skip
    return render(request, "inspections/sites.html", context)


@require_safe
@open_to(LEDGER)
def site(request, pk):
    today = clock.today()
    site = get_or_404(queries.record(request.user, on=today), pk=pk)
    context = {
        "site": site,
        "place": grids.places_of([site.division_code])[site.division_code],
        "keeper": site.keepers.in_force(today).first(),
        "stop": site.stops.in_force(today).first(),
        "attributes": [(row.label, site.attributes.get(row.key), row.unit) for row in site.kind.attributes.all()],
        "photos": [_shown(site, file) for file in site.files.all() if file.photo_id],
        "documents": [file for file in site.files.all() if file.document_id],
        "file": queries.file_of(site, user=request.user),
        "standing": standing(site),
        "completeness": queries.completeness_of(site, on=today),
        "tasks": plans.open_tasks_of(site, on=today),
        "problems": queries.problems_of(site, user=request.user)[:20],
        "may_keep": bool(may_keep_sites(request.user, site.division_code)),
        "today": today,
    }
    return render(request, "inspections/site.html", context)


def _shown(site, file) -> dict:
    at = {"pk": site.pk, "file": file.pk}
    return {
        "url": reverse("site_photo", kwargs=at),
        "thumbnail_url": reverse("site_photo", kwargs=at | {"variant": THUMBNAIL}),
        "caption": f"{timezone.localdate(file.photo.uploaded_at)} 上传",
    }


def _site(request, pk) -> Site:
    return get_or_404(Site.objects.visible_to(request.user).select_related("kind"), pk=pk)


def _file(request, pk) -> Site:
    return get_or_404(queries.record(request.user, on=clock.today()), pk=pk)


@require_safe
@open_to(LEDGER)
def site_photo(request, pk, file, variant=DISPLAY):
    kept = get_or_404(_file(request, pk).files.select_related("photo").filter(photo__isnull=False), pk=file)
    return photo_response(kept.photo, variant)


@require_safe
@open_to(LEDGER)
def site_document(request, pk, file):
    kept = get_or_404(_file(request, pk).files.select_related("document").filter(document__isnull=False), pk=file)
    return document_response(kept.document, inline="inline" in request.GET)


@_FORM
@open_to(*SITE_KEEPERS)
def new_site(request):
    kinds = list(queries.kinds())
    kind = forms.kind_named(request.GET.get("kind", ""), kinds)
    form = forms.SiteForm(request.POST or None, kind=kind, user=request.user, today=clock.today())

    def act(**_):
        facts = form.facts()
        return actions.register_site(kind=kind, since=clock.today(), by=request.user, at=clock.now(), **facts)

    return form_page(
        request, form, act=act, title=f"新建{kind}档案", submit="建档", kinds=kinds, kind=kind, draft=f"site-{kind.key}",
        done=lambda site: f"已为{site.name}建档。接下来请定责任人。", then=lambda site: ("site", site.pk), back=reverse("sites"),
    )  # fmt: skip


def _page(request, site, form, act, done, **texts):
    return form_page(
        request, form, act=partial(act, site, by=request.user, at=clock.now()), done=done,
        then=lambda _: ("site", site.pk), back=reverse("site", args=[site.pk]), **texts,
    )  # fmt: skip


@_FORM
@open_to(*SITE_KEEPERS)
def change_site(request, pk):
    site = _site(request, pk)
    form = forms.SiteForm(request.POST or None, kind=site.kind, user=request.user, today=clock.today(), site=site)

    def act(site, *, by, at, **_):
        return actions.correct_site(site, by=by, at=at, **form.facts())

    return _page(request, site, form, act, lambda _: "已保存，原来的内容留在档案里。", title=f"更正{site.name}的资料")


@_FORM
@open_to(*SITE_KEEPERS)
def move_site(request, pk):
    site = _site(request, pk)
    form = forms.MoveSiteForm(request.POST or None, site=site, user=request.user, today=clock.today())
    done = "已调整网格。以前的巡查和问题仍算在原来的网格。"
    return _page(request, site, form, actions.move_site, lambda _: done, title=f"调整{site.name}的网格", submit="调整")


@_FORM
@open_to(*SITE_KEEPERS)
def set_keeper(request, pk):
    site = _site(request, pk)
    form = forms.KeeperForm(request.POST or None, site=site, today=clock.today())
    return _page(request, site, form, actions.set_keeper, lambda _: "已定责任人。", title=f"{site.name}的责任人")


@_FORM
@open_to(*SITE_KEEPERS)
def stop_site(request, pk):
    site = _site(request, pk)
    form = forms.StopForm(request.POST or None, today=clock.today())
    done = "已停用，从那天起不再派巡查任务。"
    return _page(request, site, form, actions.stop_site, lambda _: done, title=f"停用{site.name}", submit="停用")


@_FORM
@open_to(*SITE_KEEPERS)
def resume_site(request, pk):
    site = _site(request, pk)
    form = forms.ResumeForm(request.POST or None, today=clock.today())
    return _page(
        request, site, form, actions.resume_site, lambda _: "已恢复。", title=f"恢复{site.name}", submit="恢复"
    )


@_FORM
@open_to(*SITE_KEEPERS)
def attach_to_site(request, pk):
    site = _site(request, pk)
    form = forms.AttachForm(request.POST or None, request.FILES or None)
    return _page(
        request,
        site,
        form,
        actions.attach,
        lambda _: "已放进档案。",
        title=f"{site.name}：添加照片或材料",
        submit="添加",
    )


def own_kind(key):
    kind = queries.kinds().filter(key=key).first()
    if kind is None:
        raise Http404("没有这种点位。")
    return kind
