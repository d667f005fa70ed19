"""Plans, tasks, and who has which of them to do."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length, Substr

from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import Grid, PatrolPlan, PatrolTask, Site, SiteKeeper, in_force
from apps.inspections.queries import reach

COMING_DAYS = 31


def sites_of(plan):
    """The sites that the plan means, working or not."""
    sites = Site.objects.within(plan.division_code)
    chosen = list(plan.chosen_sites.everywhere("the plan's own").values_list("pk", flat=True))
    if chosen:
        return sites.filter(pk__in=chosen)
    kinds = list(plan.kinds.values_list("pk", flat=True))
    if kinds:
        sites = sites.filter(kind__in=kinds)
    return sites.filter(risk__in=plan.risks) if plan.risks else sites


def leaf_grids(code: str, *, on):
    """Grids in force that no finer grid divides."""
    grids = Grid.objects.within(code).in_force(on).annotate(length=Length("code"))
    finer = (
        Grid.objects.everywhere("finer grids")
        .filter(in_force(on))
        .annotate(above=Substr("code", 1, Length("code") - codes.STEP))
    )
    return grids.filter(~Exists(finer.filter(above=OuterRef("code"))))


def listed(user, *, on, place=""):
    plans = PatrolPlan.objects.visible_to(user)
    if place:
        plans = plans.filter(under("division_code", [place]))
    standing = Q(tasks__dropped_on__isnull=True, tasks__first_day__lte=on, tasks__end_day__gt=on)
    return plans.prefetch_related("kinds").annotate(
        asked=Count("tasks", filter=standing, distinct=True),
        done=Count("tasks", filter=standing & Q(tasks__done_on__isnull=False), distinct=True),
        chosen=Count("chosen_sites", distinct=True),
    )


def in_force_on(on):
    return PatrolPlan.objects.everywhere("beat makes the tasks of every plan").in_force(on)


# --- Tasks ---


def own_places(user, *, on) -> list[str]:
    """Codes of the grids in which one (or somebody on leave) is a leader or member."""
    return reach.grids_of(reach.acting_for(user, on=on), on=on)


def is_mine(user, *, on) -> Q:
    """Tasks in one's grids, and of sites that one answers for; the whole of one's places where one is in no grid.

    And whatever of this falls to a colleague on leave whose deputy one is.
    """
    places = reach.grids_of([user.pk], on=on) or list(user.division_codes)
    keepers = SiteKeeper.objects.in_force(on).filter(person_id__in=reach.acting_for(user, on=on))
    kept = Q(site_id__in=keepers.values("site_id"))
    return under("division_code", [*places, *reach.stood_in_for(user, on=on)]) | kept


def coming_tasks(user, *, on, mine=True, days=COMING_DAYS):
    """Open tasks, the most urgent first: missed ones whose period still runs, and those of the days to come."""
    tasks = reach.in_reach(PatrolTask, user, on=on).open()
    tasks = tasks.filter(end_day__gt=on, first_day__lte=on + dt.timedelta(days=days))
    if mine:
        tasks = tasks.filter(is_mine(user, on=on))
    return tasks.select_related("plan", "site", "site__kind", "grid")


def open_tasks_of(site, *, on):
    tasks = PatrolTask.objects.within(site.division_code).open().filter(site=site, end_day__gt=on)
    return tasks.select_related("plan").order_by("due_on", "number")[:10]


def tasks_of(plan, *, on):
    """Tasks of a plan's running period."""
    tasks = PatrolTask.objects.within(plan.division_code).filter(plan=plan, first_day__lte=on, end_day__gt=on)
    return tasks.select_related("site", "site__kind", "grid", "patrol")


def progress_of(tasks) -> dict[str, int]:
    """How many of these tasks stand (停用 takes them away), and how many of those are done."""
    standing = Q(dropped_on__isnull=True)
    return tasks.aggregate(
        asked=Count("pk", filter=standing), done=Count("pk", filter=standing & Q(done_on__isnull=False))
    )
