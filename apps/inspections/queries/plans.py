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


def _places(user, *, on) -> list[str]:
    """Where somebody reads: his own places, and those where he stands in for a colleague."""
    return [*user.division_codes, *reach.stood_in_for(user, on=on)]


def readable(user, *, on):
    """Plans of one's places, and those made above them that ask for visits there. Who may end a plan is another matter."""
    places = _places(user, on=on)
    above = {code[:length] for code in places for length in range(codes.COUNTY, len(code), codes.STEP)}
    plans = PatrolPlan.objects.everywhere("plans of one's places, and those made above them")
    return plans.filter(under("division_code", places) | Q(division_code__in=above))


def is_made_above(plan, user) -> bool:
    """By the township or the county of somebody whose own places are smaller."""
    return not user.sees(plan.division_code) and any(own.startswith(plan.division_code) for own in user.division_codes)


def _own_share(user, *, on, prefix="") -> Q:
    """Of a plan made above: the tasks of one's places, and those that may be done anywhere in the plan's."""
    anywhere = Q(**{f"{prefix}site__isnull": True, f"{prefix}grid__isnull": True})
    return under(f"{prefix}division_code", _places(user, on=on)) | anywhere


def listed(user, *, on, place=""):
    plans = readable(user, on=on)
    if place:
        plans = plans.filter(under("division_code", [place]))
    standing = Q(tasks__dropped_on__isnull=True, tasks__first_day__lte=on, tasks__end_day__gt=on)
    standing &= _own_share(user, on=on, prefix="tasks__")
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


def tasks_of(plan, user, *, on):
    """Tasks of a plan's running period, as far as they concern somebody."""
    tasks = PatrolTask.objects.within(plan.division_code).filter(plan=plan, first_day__lte=on, end_day__gt=on)
    tasks = tasks.filter(_own_share(user, on=on))
    return tasks.select_related("site", "site__kind", "grid", "patrol")


def progress_of(tasks) -> dict[str, int]:
    """How many of these tasks stand (停用 takes them away), and how many of those are done."""
    standing = Q(dropped_on__isnull=True)
    return tasks.aggregate(
        asked=Count("pk", filter=standing), done=Count("pk", filter=standing & Q(done_on__isnull=False))
    )
