"""Sites as lists and pages show them, and one site's file."""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.db.models import OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.common.scoping import under
from apps.inspections.completeness import completeness
from apps.inspections.models import (
    Finding,
    PatrolTask,
    Site,
    SiteFile,
    SiteKeeper,
    SiteKind,
    SpotCheck,
    SpotCheckFinding,
    Visit,
)  # fmt: skip
from apps.inspections.queries import grids, reach
from apps.inspections.words import Outcome
from apps.problems.models import Problem


def listed(user, *, on, place="", grid="", kind="", risk="", state=""):
    """Sites as the list shows them: with kind, keeper, last visit, and whether something is overdue."""
    sites = Site.objects.visible_to(user).select_related("kind")
    for code in filter(None, (place, grid)):
        sites = sites.filter(under("division_code", [code]))
    if kind:
        sites = sites.filter(kind__key=kind)
    if risk:
        sites = sites.filter(risk=risk)
    return _in_state(with_watch(sites, on=on), state, on)


def with_watch(sites, *, on):
    """Adds keeper_name, last_visit, owed_since: the earliest missed task after which nobody came."""
    keepers = SiteKeeper.objects.in_force(on).filter(site=OuterRef("pk")).values("name")[:1]
    visits = Visit.objects.filter(site=OuterRef("pk"), patrol__taken_back_at__isnull=True).order_by("-day")
    sites = sites.annotate(keeper_name=Subquery(keepers), last_visit=Subquery(visits.values("day")[:1]))
    missed = PatrolTask.objects.everywhere("tasks of the sites asked for").overdue(on).filter(site=OuterRef("pk"))
    unseen = missed.filter(due_on__gte=Coalesce(OuterRef("last_visit"), Value(dt.date.min)))
    return sites.annotate(owed_since=Subquery(unseen.order_by("due_on").values("due_on")[:1]))


def _in_state(sites, state, on):
    if state == "stopped":
        return sites.exclude(pk__in=Site.objects.everywhere("working sites").working(on).values("pk"))
    if state == "out_of_watch":
        return out_of_watch(sites, on=on)
    if state == "no_keeper":
        return sites.working(on).filter(keeper_name__isnull=True)
    return sites.working(on) if state == "working" else sites


def out_of_watch(sites, *, on):
    """失管脱管: working, a task missed, and nobody there since."""
    return sites.working(on).filter(owed_since__isnull=False)


@dataclass(frozen=True)
class OutOfWatch:
    """How many sites of a township nobody has seen in time, and the longest that one of them has waited."""

    code: str
    name: str
    sites: int
    longest: int | None
    never: int


def out_of_watch_by_township(user, *, on) -> list[OutOfWatch]:
    found = out_of_watch(with_watch(Site.objects.visible_to(user), on=on), on=on)
    groups: dict[str, list] = {}
    for code, last_visit in found.order_by("division_code").values_list("division_code", "last_visit"):
        groups.setdefault(code[:9], []).append(last_visit)
    spoken = grids.places_of(groups)
    rows = [
        OutOfWatch(
            code,
            spoken[code],
            len(visits),
            max(((on - day).days for day in visits if day), default=None),
            visits.count(None),
        )
        for code, visits in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.sites, row.code))


def days_unwatched(site, *, on) -> int | None:
    """Days since the last visit; None when nobody was ever there."""
    return (on - site.last_visit).days if site.last_visit else None


def kinds():
    return SiteKind.objects.filter(retired=False).prefetch_related("attributes")


def record(user, *, on):
    """A site with what its page shows; a deputy reads the files of those for whom he stands in."""
    return (
        reach.in_reach(Site, user, on=on)
        .select_related("kind")
        .prefetch_related("kind__attributes", Prefetch("files", SiteFile.objects.select_related("photo", "document")))
    )


@dataclass(frozen=True)
class Happening:
    """One line of a site's file: what happened to it, a visit, or a problem."""

    at: object
    label: str
    by: str
    note: str = ""
    tone: str = ""
    url: str = ""
    link: str = ""


def file_of(site, *, user, most=200) -> list[Happening]:
    """一口一档: everything that ever happened there, newest first."""
    visits = Visit.objects.filter(site=site).select_related("patrol").order_by("-patrol__found_at")[:most]
    events = site.events.order_by("-at")[:most]
    checks = SpotCheck.objects.visible_to(user).recorded().filter(site=site).order_by("-found_at")[:most]
    happenings = chain(
        map(_told_visit, visits), map(_told_check, checks), map(_told_event, events), _told_problems(site, user, most)
    )
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)[:most]


def _told_visit(visit):
    patrol = visit.patrol
    taken_back = patrol.taken_back_at is not None
    label = "巡查（已撤回）" if taken_back else "巡查"
    return Happening(
        patrol.found_at, label, patrol.by_label, visit.note or patrol.note, "quiet" if taken_back else "",
        reverse("patrol", args=[patrol.pk]), patrol.reference,
    )  # fmt: skip


def _told_check(check):
    return Happening(
        check.found_at, "县级抽查", check.by_label, check.note or check.get_outcome_display(),
        "late" if check.outcome == Outcome.PROBLEM else "done", reverse("spot_check", args=[check.pk]), check.reference,
    )  # fmt: skip


def _told_event(event):
    words = [event.note]
    if "after" in event.details:
        words.append(f"{event.details.get('before') or '（空）'} → {event.details['after']}")
    if event.details.get("kind"):
        words.append(f"{event.details['kind']}，从 {event.details['on']} 起")
    return Happening(event.at, event.get_step_display(), event.by_label, "；".join(filter(None, words)), "quiet")


def _told_problems(site, user, most):
    for problem in problems_of(site, user=user)[:most]:
        yield Happening(
            problem.created_at, "发现问题", str(problem.discovered_by or ""), problem.heading, "late" if problem.is_open else "done",
            reverse("problem", args=[problem.pk]), f"{problem.number} {problem.get_state_display()}",
        )  # fmt: skip


def problems_of(site, *, user):
    found = Finding.objects.filter(site=site).values("problem_id")
    checked = SpotCheckFinding.objects.filter(spot_check__site=site).values("problem_id")
    either = Q(pk__in=found) | Q(pk__in=checked)
    return Problem.objects.visible_to(user).filter(either).select_related("discovered_by").order_by("-pk")


def completeness_of(site, *, on):
    return completeness(
        site,
        attributes=site.kind.attributes.all(),
        has_keeper=site.keepers.in_force(on).exists(),
        has_photo=any(file.photo_id for file in site.files.all()),
    )
