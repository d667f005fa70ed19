"""任务 and 巡查计划: what is to be visited, what was missed, and the plans behind it."""

from functools import partial
from uuid import uuid4

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.inspections.actions import plans as actions
from apps.inspections.forms.base import PlaceFilter
from apps.inspections.forms.plans import EndPlanForm, PlanForm
from apps.inspections.models import PatrolPlan
from apps.inspections.permissions import KEEPERS, PATROLLERS, may_keep_plans
from apps.inspections.queries import days, grids
from apps.inspections.queries import plans as queries
from apps.inspections.queries import sites as site_queries
from apps.inspections.views.pages import form_page

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@open_to(LEDGER)
def patrol_tasks(request):
    today, user = clock.today(), request.user
    mine = request.GET.get("of", "") != "all"
    tasks = queries.coming_tasks(user, on=today, mine=mine)
    page = page_of(tasks, key="due_on", cursor=request.GET.get("cursor", ""))
    spoken = grids.places_of([task.division_code for task in page])
    for task in page:
        task.place, task.key = spoken[task.division_code], uuid4()
    context = {
        "page": page, "total": tasks.count(), "today": today, "may_patrol": bool(user.roles & PATROLLERS),
        "unconfirmed": days.unconfirmed(user, day=today), "reminded": days.reminded(user, day=today),
    }  # fmt: skip
    return render(request, "inspections/tasks.html", context)


@require_safe
@open_to(LEDGER)
def patrol_plans(request):
    today, user = clock.today(), request.user
    places = PlaceFilter(request.GET, user=user, on=today)
    plans = queries.listed(user, on=today, place=places.chosen)
    page = page_of(plans, key="-pk", cursor=request.GET.get("cursor", ""))
    spoken = grids.places_of([plan.division_code for plan in page])
    for plan in page:
        plan.place, plan.from_above = spoken[plan.division_code], queries.is_made_above(plan, user)
    context = {
        "page": page,
        "total": plans.count(),
        "places": places,
        "may_keep": bool(user.roles & KEEPERS),
        "today": today,
    }
    return render(request, "inspections/plans.html", context)


@require_safe
@open_to(LEDGER)
def patrol_plan(request, pk):
    today, user = clock.today(), request.user
    plan = get_or_404(queries.readable(user, on=today).prefetch_related("kinds"), pk=pk)
    tasks = queries.tasks_of(plan, user, on=today)
    page = page_of(tasks, key="due_on", cursor=request.GET.get("cursor", ""))
    spoken = grids.places_of({plan.division_code, *(task.division_code for task in page)})
    for task in page:
        task.place = spoken[task.division_code]
        task.patrol_in_sight = bool(task.patrol) and user.sees(task.patrol.division_code)
    context = {
        "plan": plan, "from_above": queries.is_made_above(plan, user), "place": spoken[plan.division_code], "page": page, "total": tasks.count(), "today": today,
        "may_keep": may_keep_plans(user, plan.division_code) and plan.until is None,
    } | queries.progress_of(tasks)  # fmt: skip
    return render(request, "inspections/plan.html", context)


@_FORM
@open_to(*KEEPERS)
def new_plan(request):
    today = clock.today()
    form = PlanForm(request.POST or None, user=request.user, today=today)

    def act(**facts):
        return actions.make_plan_with_tasks(by=request.user, at=clock.now(), today=today, **facts)

    return form_page(
        request, form, act=act, title="制定巡查计划", submit="制定", draft="plan", back=reverse("patrol_plans"),
        done=lambda made: f"已制定“{made[0].name}”，本周期派出 {made[1]} 个任务。", then=lambda made: ("patrol_plan", made[0].pk),
    )  # fmt: skip


@_FORM
@open_to(*KEEPERS)
def end_plan(request, pk):
    plan = get_or_404(PatrolPlan.objects.visible_to(request.user), pk=pk)
    form = EndPlanForm(request.POST or None, today=clock.today())
    return form_page(
        request, form, act=partial(actions.end_plan, plan, by=request.user, at=clock.now()), title=f"停用“{plan.name}”", submit="停用",
        done=lambda _: "已停用，以前的任务和巡查都留着。", then=lambda plan: ("patrol_plan", plan.pk),
        back=reverse("patrol_plan", args=[pk]),
    )  # fmt: skip


@require_safe
@open_to(LEDGER)
def out_of_watch(request):
    """失管脱管 by township: how many sites, and for how long."""
    rows = site_queries.out_of_watch_by_township(request.user, on=clock.today())
    return render(request, "inspections/out_of_watch.html", {"rows": rows})
