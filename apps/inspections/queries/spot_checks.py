"""Spot checks: one's own, those on record, and what the patrols before them had said.

Figures start from `recorded_in`: a check that is not on record yet is in no count that its object may see.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Left
from django.utils import timezone

from apps.accounts.models import Post
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import Finding, Patrol, SpotCheck, SpotCheckFinding, SpotCheckInspector, Visit
from apps.inspections.queries import grids
from apps.inspections.words import Answer, Comparison, Outcome, PatrolSaid

# How far back a patrol still says something about the state in which a check finds a site.
LOOK_BACK = dt.timedelta(days=30)


# --- Of one inspector ---


def their_inspectors():
    return Prefetch("inspectors", SpotCheckInspector.objects.order_by("pk"))


def duties_of(user):
    """The checks this person was drawn for: those that wait first, by their last day."""
    return (
        SpotCheck.objects.visible_to(user).given_to(user).select_related("site", "site__kind", "draw")
        .defer("draw__frame").prefetch_related(their_inspectors())
    )  # fmt: skip


# --- Records ---


def record(user):
    """One check with everything its page shows."""
    findings = SpotCheckFinding.objects.select_related("problem").prefetch_related("problem__attachments__photo")
    return (
        SpotCheck.objects.visible_to(user)
        .select_related("draw", "site", "site__kind", "checklist", "last_visit__patrol", "last_visit__checklist")
        .defer("draw__frame").prefetch_related(their_inspectors(), Prefetch("findings", findings))
    )  # fmt: skip


def checklist_for(check, version: str):
    """The version with which the form was opened, else the newest; None for a kind without a checklist."""
    lists = check.site.kind.checklists.order_by("-version")
    opened = lists.filter(version=version).first() if version.isdecimal() and len(version) < 6 else None
    return opened or lists.first()


def recorded_in(checks, first=None, end=None):
    """Recorded checks of a half-open period out of an already scoped queryset."""
    checks = checks.recorded()
    return checks if first is None else checks.during(first, end)


def with_difference(checks):
    """巡查正常、抽查发现问题: what measures count, by the same rule as the pages."""
    return checks.compared(Comparison.MISSED)


def listed(user, *, first, end, place="", comparison=""):
    checks = recorded_in(SpotCheck.objects.visible_to(user), first, end).select_related("site", "site__kind")
    if place:
        checks = checks.filter(under("division_code", [place]))
    if comparison in Comparison.values:
        checks = checks.compared(comparison)
    return checks.prefetch_related(their_inspectors())


@dataclass(frozen=True)
class TownshipRow:
    """How many checks of a township were recorded, and in which of the four parts each of them is."""

    code: str
    name: str
    total: int
    parts: tuple[tuple[str, int], ...]


def by_township(user, *, first, end) -> list[TownshipRow]:
    """In the order of their codes: this is no ranking."""
    checks = recorded_in(SpotCheck.objects.visible_to(user), first, end).order_by()
    said = {PatrolSaid.FINE: Comparison.MISSED, PatrolSaid.PROBLEM: Comparison.BOTH}
    rows = checks.annotate(township=Left("division_code", codes.TOWNSHIP)).values_list(
        "township", "outcome", "patrol_said"
    )
    found: dict[str, dict[str, int]] = {}
    for township, outcome, patrol_said, number in rows.annotate(number=Count("pk")):
        part = Comparison.FINE if outcome == Outcome.FINE else said.get(patrol_said, Comparison.UNPATROLLED)
        counted = found.setdefault(township, dict.fromkeys(Comparison.values, 0))
        counted[part] += number
    spoken = grids.places_of(found)
    return [
        TownshipRow(code, spoken[code], sum(found[code].values()), tuple(found[code].items())) for code in sorted(found)
    ]


# --- What the patrols had said ---


def own_visits(site, *, before, known_at=None):
    """Visits by people of the township itself in the 30 days before a check; `known_at`: only what was in by then."""
    township = site.division_code[: codes.TOWNSHIP]
    at_home = (
        Post.objects.filter(person=OuterRef("patrol__person"), valid_from__lte=OuterRef("patrol__day"))
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("patrol__day")))
        .filter(division__code__startswith=township)
    )
    visits = Visit.objects.filter(
        Exists(at_home), site=site, patrol__found_at__lt=before, day__gte=timezone.localdate(before - LOOK_BACK)
    )
    if known_at is not None:
        standing = Q(patrol__taken_back_at__isnull=True) | Q(patrol__taken_back_at__gt=known_at)
        visits = visits.filter(standing, patrol__received_at__lte=known_at)
    return visits.select_related("patrol", "checklist").order_by("-patrol__found_at", "-pk")


def last_word(site, *, before, known_at) -> tuple[PatrolSaid, Visit | None]:
    """What the township's last patrol there had said, as far as it was known."""
    visit = own_visits(site, before=before, known_at=known_at).first()
    if visit is None:
        return PatrolSaid.NONE, None
    found = Answer.PROBLEM in visit.answers.values() or findings_at(visit).exists()
    return PatrolSaid.PROBLEM if found else PatrolSaid.FINE, visit


def findings_at(visit):
    """What was found at the site on that patrol; on a patrol of one site everything was found there."""
    here = Q(site_id=visit.site_id)
    if visit.patrol.visit_count == 1:
        here |= Q(site__isnull=True)
    return Finding.objects.filter(here, patrol_id=visit.patrol_id)


@dataclass(frozen=True)
class ItemRow:
    """One item of the checklist: what the last patrol said beside what the check found."""

    label: str
    patrol: str
    check: str
    differs: bool


def side_by_side(check) -> list[ItemRow]:
    visit = check.last_visit
    items = check.checklist.items if check.checklist_id else []
    found = set(findings_at(visit).values_list("item", flat=True)) if visit else set()
    rows = []
    for item in items:
        before = Answer.PROBLEM if item["key"] in found else visit.answers.get(item["key"], "") if visit else ""
        now = check.answers.get(item["key"], "")
        differs = now == Answer.PROBLEM and check.patrol_said == PatrolSaid.FINE
        rows.append(ItemRow(item["label"], _said(before, visit, found), Answer(now).label if now else "—", differs))
    return rows


def _said(answer, visit, found) -> str:
    if answer:
        return Answer(answer).label
    if visit is None:
        return "没有巡查"
    return "—" if visit.answers or found else "没有发现问题"


def visits_around(check, user) -> tuple[list[Visit], int]:
    """(visits of the 30 days before that counted for the comparison, how many came in after the record)."""
    visits = own_visits(check.site, before=check.found_at)
    mine = Patrol.objects.visible_to(user).values("pk")
    known = own_visits(check.site, before=check.found_at, known_at=check.recorded_at).filter(patrol__in=mine)
    return list(known[:20]), visits.filter(patrol__received_at__gt=check.recorded_at).count()


def told_where(checks) -> None:
    """Gives each check its place in words, with the address where that says more."""
    spoken = grids.places_of([check.division_code for check in checks])
    for check in checks:
        place, address = spoken[check.division_code], check.site.address
        said = not address or place.startswith(address)
        check.place = place if said else address if address.startswith(place) else f"{place} {address}"


def waiting_for(user):
    """Checks that wait for this person, the most urgent first."""
    return duties_of(user).waiting().order_by(F("draw__due_on").asc(), "pk")
