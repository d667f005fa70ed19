"""双随机抽查 for the county's supervision: draws, one draw, one's own checks, and putting a check on record."""

import secrets
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import COUNTY
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.inspections.actions import spot_checks as actions
from apps.inspections.drawing import written
from apps.inspections.forms.patrols import ReasonForm
from apps.inspections.forms.spot_checks import DrawForm, RecordForm
from apps.inspections.models import SiteKind, SpotCheckDraw
from apps.inspections.permissions import may_cancel_check, may_record_check
from apps.inspections.queries import grids
from apps.inspections.queries import spot_checks as queries
from apps.inspections.queries import spot_draws as drawn
from apps.inspections.views.pages import form_page
from apps.inspections.words import Risk

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(COUNTY)
def spot_draws(request):
    draws = drawn.draws(request.user)
    context = {
        "page": page_of(draws, key="-pk", cursor=request.GET.get("cursor", "")), "total": draws.count(),
        "mine": queries.waiting_for(request.user).count(), "today": clock.today(),
    }  # fmt: skip
    return render(request, "inspections/spot_draws.html", context)


@_FORM
@open_to(COUNTY)
def new_spot_draw(request):
    now, today = clock.now(), clock.today()
    form = DrawForm(request.POST or None, user=request.user, today=today)

    def act(**facts):
        return actions.draw(seed=secrets.token_hex(16), by=request.user, at=now, **facts)

    return form_page(
        request, form, act=act, title="双随机抽取", submit="抽取", draft="spot-draw", back=reverse("spot_draws"),
        template="inspections/spot_draw_new.html", recent=drawn.recent_draws(request.user, at=now),
        done=lambda made: f"已抽出 {made.how_many} 处，名单和种子已存档。检查前不要告诉被检查的乡镇。",
        then=lambda made: ("spot_draw", made.pk),
    )  # fmt: skip


def _draw(request, pk) -> SpotCheckDraw:
    return get_or_404(SpotCheckDraw.objects.visible_to(request.user), pk=pk)


def _list_of(request, draw) -> dict:
    """What the page and the printed list say of a draw."""
    checks = list(drawn.checks_of(draw, request.user))
    queries.told_where(checks)
    spoken = grids.places_of(draw.townships)
    kinds = dict(SiteKind.objects.filter(key__in=draw.kinds).values_list("key", "name"))
    return {
        "draw": draw, "checks": checks, "today": clock.today(),
        "kinds": [kinds.get(key, key) for key in draw.kinds], "risks": [Risk(risk).label for risk in draw.risks],
        "townships": [spoken[code] for code in draw.townships],
    }  # fmt: skip


@require_safe
@open_to(COUNTY)
def spot_draw(request, pk):
    """With ?again the list is drawn anew out of seed and frame and compared."""
    draw = _draw(request, pk)
    context = _list_of(request, draw) | {
        "earlier": drawn.earlier_than(draw, request.user),
        "barred": drawn.bars_of(draw),
        "proof": actions.draw_again(draw) if "again" in request.GET else None,
    }
    return render(request, "inspections/spot_draw.html", context)


@require_safe
@open_to(COUNTY)
def spot_draw_list(request, pk):
    """The list to print and sign."""
    return render(request, "inspections/spot_draw_list.html", _list_of(request, _draw(request, pk)))


@require_safe
@open_to(COUNTY)
def spot_draw_frame(request, pk):
    """The frame byte by byte as its SHA-256 was taken."""
    draw = _draw(request, pk)
    answer = HttpResponse(written(draw.frame), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{draw.reference}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@open_to(COUNTY)
def my_spot_checks(request):
    waiting = list(queries.waiting_for(request.user))
    done = list(queries.duties_of(request.user).exclude(pk__in=[check.pk for check in waiting]).order_by("-pk")[:50])
    queries.told_where([*waiting, *done])
    return render(
        request, "inspections/my_spot_checks.html", {"waiting": waiting, "done": done, "today": clock.today()}
    )  # fmt: skip


@_FORM
@open_to(COUNTY)
def record_spot_check(request, pk):
    check, now = get_or_404(queries.record(request.user), pk=pk), clock.now()
    queries.told_where([check])
    checklist = queries.checklist_for(check, request.POST.get("checklist", ""))
    form = RecordForm(request.POST or None, request.FILES or None, check=check, checklist=checklist, now=now)
    return form_page(
        request, form, act=lambda **_: actions.record(check, said=form.said(), checklist=checklist, by=request.user, at=now),
        title=check.site.name, template="inspections/record_spot_check.html", check=check, checklist=checklist,
        verdict=may_record_check(request.user, check), back=reverse("my_spot_checks"), done=_told, then=lambda made: ("spot_check", made.pk), today=clock.today(),
    )  # fmt: skip


def _told(check) -> str:
    number = check.findings.count()
    entered = f"{number} 个问题已进台账，等乡镇交办" if number else "没有发现问题"
    return f"已登记 {check.site.name}：{entered}。乡镇现在可以看到这次抽查。"


@_FORM
@open_to(COUNTY)
def cancel_spot_check(request, pk):
    check = get_or_404(queries.record(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form, act=partial(actions.cancel, check, by=request.user, at=clock.now()), title=f"取消抽查“{check.site.name}”",
        submit="取消这次抽查", intro="去不了才取消，如点位已拆除。原因留在名单上，名单不改。要补查别处，请另抽一次。",
        done=lambda check: f"已取消对{check.site.name}的抽查，原因已留在名单上。", then=lambda check: ("spot_draw", check.draw_id),
        back=reverse("spot_draw", args=[check.draw_id]), verdict=may_cancel_check(request.user, check),
    )  # fmt: skip
