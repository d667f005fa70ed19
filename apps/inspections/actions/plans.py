"""Plans are made and ended; their tasks are made, and settled with the visits that happened."""

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from apps.common import audit
from apps.common.queries import calendar
from apps.common.verdicts import Refused
from apps.inspections import planning
from apps.inspections.models import Patrol, PatrolPlan, PatrolTask, Visit
from apps.inspections.permissions import may_keep_plans
from apps.inspections.queries.plans import leaf_grids, sites_of
from apps.inspections.words import Target


@transaction.atomic
def make_plan(
    *, division_code: str, name: str, target: str, times: int, period: str, since, by, at,
    kinds=(), risks=(), chosen_sites=(), season_from="", season_until="", workdays_only=True,
) -> PatrolPlan:  # fmt: skip
    """A plan; beat makes its tasks."""
    may_keep_plans(by, division_code).or_raise()
    if bool(season_from) != bool(season_until):
        raise Refused("季节的开始和结束要一起填，或者都不填。")
    plan = PatrolPlan.objects.create(
        division_code=division_code, name=name.strip(), target=target, times=times, period=period, since=since,
        risks=list(risks), season_from=season_from, season_until=season_until, workdays_only=workdays_only,
        created_by=by, created_at=at,
    )  # fmt: skip
    plan.kinds.add(*kinds)
    plan.chosen_sites.add(*chosen_sites)
    audit.record("制定巡查计划", at=at, by=by, about=plan, times=times, period=period, target=target)
    return plan


@transaction.atomic
def end_plan(plan, *, on, by, at) -> PatrolPlan:
    """From that day on it asks for nothing more; tasks due before stay."""
    plan = PatrolPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=plan.pk)
    may_keep_plans(by, plan.division_code).or_raise()
    if plan.until is not None:
        raise Refused(f"这个计划已在 {plan.until} 停用。")
    plan.until = max(on, plan.since)
    plan.save(update_fields=["until"])
    PatrolTask.objects.within(plan.division_code).open().filter(plan=plan, due_on__gte=on).update(dropped_on=on)
    audit.record("停用巡查计划", at=at, by=by, about=plan, on=on)
    return plan


# --- Tasks of the coming period ---


@transaction.atomic
def make_tasks(plan, *, today: dt.date) -> int:
    """The tasks of the running period, and of those that begin soon; returns how many are new. Safe to run again."""
    working = calendar().is_workday if plan.workdays_only else lambda day: True
    wanted = []
    for first, end in planning.coming_periods(today, plan.period):
        days = planning.due_days(first, end, plan.times, is_workday=working)
        for number, due in enumerate(days, start=1):
            if _asks_for(plan, due):
                wanted += [PatrolTask(plan=plan, first_day=first, end_day=end, number=number, due_on=due, **where)
                           for where in _targets(plan, due)]  # fmt: skip
    own = PatrolTask.objects.everywhere("the plan's own").filter(plan=plan)
    before = own.count()
    PatrolTask.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    return own.count() - before


def _asks_for(plan, due) -> bool:
    begun = plan.since <= due and (plan.until is None or due < plan.until)
    return begun and planning.in_season(due, plan.season_from, plan.season_until)


def _targets(plan, due):
    """What a visit of the plan that is due on the day goes to: a stopped site drops out from that day only."""
    if plan.target == Target.TOTAL:
        return [{"division_code": plan.division_code}]
    if plan.target == Target.EACH_GRID:
        return [{"grid": grid, "division_code": grid.code} for grid in leaf_grids(plan.division_code, on=due)]
    return [{"site": site, "division_code": site.division_code} for site in sites_of(plan).working(due)]


# --- Settling with what happened ---


@transaction.atomic
def settle_tasks(*, patrol_ids) -> int:
    """Put visits and tasks together, for the periods, sites and grids that these patrols touch.

    The n-th task of a period is done by the first patrol of the n-th day on which somebody was there. The result depends
    on what happened, not on the order in which it arrived, and running it again changes nothing.
    """
    changed = 0
    patrols = Patrol.objects.everywhere("settling tasks").filter(pk__in=patrol_ids).prefetch_related("visits")
    concerned = {pk for patrol in patrols for pk in _tasks_of(patrol).values_list("pk", flat=True)}
    groups = PatrolTask.objects.everywhere("settling tasks").filter(pk__in=concerned)
    keys = set(groups.values_list("plan_id", "first_day", "site_id", "grid_id"))
    for plan, first_day, site, grid in sorted(keys, key=str):
        tasks = (
            PatrolTask.objects.everywhere("settling tasks")
            .standing()
            .select_related("plan")
            .filter(plan=plan, first_day=first_day, site=site, grid=grid)
        )
        changed += _settle(list(tasks.order_by("number").select_for_update(of=("self",))))
    return changed


def _tasks_of(patrol):
    sites = [visit.site_id for visit in patrol.visits.all()]
    above = [patrol.division_code[:length] for length in range(6, len(patrol.division_code) + 1, 3)]
    total = Q(site__isnull=True, grid__isnull=True, division_code__in=above)
    tasks = PatrolTask.objects.everywhere("settling tasks").standing()
    touched = Q(site_id__in=sites) | total
    if patrol.grid_id and patrol.is_walk:
        touched |= Q(grid_id=patrol.grid_id)
    return tasks.filter(touched, first_day__lte=patrol.day, end_day__gt=patrol.day)


def _settle(tasks) -> int:
    if not tasks:
        return 0
    done = _happened(tasks[0])
    changed = []
    for position, task in enumerate(tasks):
        day, patrol = done[position] if position < len(done) else (None, None)
        if (task.done_on, task.patrol_id) != (day, patrol):
            task.done_on, task.patrol_id = day, patrol
            changed.append(task)
    PatrolTask.objects.everywhere("settling tasks").bulk_update(changed, ["done_on", "patrol"])
    return len(changed)


def _happened(task) -> list[tuple[dt.date, int]]:
    """(day, patrol) of everything that counts for the task's period: one a day for each site or grid."""
    period = {"day__gte": task.first_day, "day__lt": task.end_day}
    if task.grid_id:
        walks = (
            Patrol.objects.everywhere("settling tasks").counting().filter(grid=task.grid_id, visit_count=0, **period)
        )
        rows = [(day, None, pk) for day, pk in walks.order_by("found_at", "pk").values_list("day", "pk")]
    else:
        sites = [task.site_id] if task.site_id else sites_of(task.plan).values("pk")
        visits = Visit.objects.filter(site__in=sites, patrol__taken_back_at__isnull=True, **period)
        rows = visits.order_by("patrol__found_at", "patrol_id", "pk").values_list("day", "site_id", "patrol_id")
    return [(key[0], next(group)[2]) for key, group in groupby(_ordered(rows), key=lambda row: row[:2])]


def _ordered(rows):
    """By day and site, keeping within one of these the order of time."""
    return sorted(rows, key=lambda row: (row[0], row[1] or 0))


@transaction.atomic
def make_plan_with_tasks(*, today: dt.date, **facts) -> tuple[PatrolPlan, int]:
    """The plan and at once the tasks of the running period, so that nobody waits for the night."""
    plan = make_plan(**facts)
    return plan, make_tasks(plan, today=today)
