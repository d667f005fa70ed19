"""When a patrol, a task, a site or a find counts, as conditions over its rows. Each takes the period and returns a Q.

A patrol counts on the local day on which something was found, not on the day it arrived. What was taken back counts nowhere.
"""

from django.db.models import Exists, F, OuterRef, Q

from apps.assessments import conditions as when
from apps.assessments.periods import Period
from apps.inspections.models import Finding, PatrolTask, SiteStop, Visit, in_force
from apps.inspections.words import Outcome, PatrolSaid

# --- Patrols ---


def patrolled(period: Period) -> Q:
    return Q(day__gte=period.first, day__lt=period.until)


def patrolled_with_find(period: Period) -> Q:
    return patrolled(period) & Q(finding_count__gt=0)


# --- Tasks. One that was dropped (the site stopped, the plan ended) asks for nothing and is no row here. ---


def task_due(period: Period) -> Q:
    """Its last day lies in the period and is over."""
    return Q(due_on__gte=period.first, due_on__lt=period.cut)


def task_in_time(period: Period) -> Q:
    return task_due(period) & Q(done_on__lte=F("due_on"))


def task_late(period: Period) -> Q:
    return task_due(period) & Q(done_on__gt=F("due_on"), done_on__lt=period.until)


def task_missed(period: Period) -> Q:
    return task_due(period) & (Q(done_on__isnull=True) | Q(done_on__gte=period.until))


# --- Sites ---


def site_working(period: Period) -> Q:
    """In operation at the end of the period: opened, and not stopped."""
    opened = Q(opened_on__isnull=True) | Q(opened_on__lte=period.known_on)
    return opened & ~Q(Exists(SiteStop.objects.filter(in_force(period.known_on), site=OuterRef("pk"))))


def site_due(period: Period) -> Q:
    """A task for it falls due in the period. The rule for sites that open, stop or resume in the middle stands in the tasks:
    one is made only for a day on which the site is in operation, and dropped when the site stops before that day."""
    return _has_task(Q(due_on__gte=period.first, due_on__lt=period.until))


def site_visited(period: Period) -> Q:
    return Q(Exists(_visits(day__gte=period.first, day__lt=period.until, site=OuterRef("pk"))))


def site_covered(period: Period) -> Q:
    return site_due(period) & site_visited(period)


def site_not_covered(period: Period) -> Q:
    return site_due(period) & ~site_visited(period)


def site_unplanned(period: Period) -> Q:
    """In operation, and no plan asks for anybody to go there in a period that touches this one."""
    return site_working(period) & ~_has_task(Q(first_day__lt=period.until, end_day__gt=period.first))


def site_out_of_watch(period: Period) -> Q:
    """失管脱管 at the end of the period: in operation, a task missed, and nobody there since."""
    unseen = ~Exists(_visits(day__gt=OuterRef("due_on"), day__lt=period.until, site=OuterRef("site_id")))
    missed = Q(done_on__isnull=True) | Q(done_on__gte=period.until)
    return site_working(period) & _has_task(Q(unseen, missed, due_on__lt=period.cut))


def _has_task(condition: Q) -> Q:
    tasks = PatrolTask.objects.everywhere("the tasks of the sites that are counted").standing()
    return Q(Exists(tasks.filter(condition, site=OuterRef("pk"))))


def _visits(**conditions):
    return Visit.objects.filter(patrol__taken_back_at__isnull=True, **conditions)


# --- Spot checks that are on record; what is still ahead is nobody's to know ---


def checked(period: Period) -> Q:
    return Q(day__gte=period.first, day__lt=period.until)


def checked_with_find(period: Period) -> Q:
    return checked(period) & Q(outcome=Outcome.PROBLEM)


def missed_by_patrols(period: Period) -> Q:
    """The last patrol before the check had found the site in order."""
    return checked_with_find(period) & Q(patrol_said=PatrolSaid.FINE)


# --- What patrols found, as problems of the ledger ---


def found_on_patrol(period: Period) -> Q:
    """Entered with a patrol; what residents complained of on the spot is among them."""
    return when.found(period) & Q(Exists(Finding.objects.filter(problem=OuterRef("pk"))))


def fixed_on_spot(period: Period) -> Q:
    return when.found(period) & Q(Exists(Finding.objects.filter(problem=OuterRef("pk"), fixed_on_spot=True)))
