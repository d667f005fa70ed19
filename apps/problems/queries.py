"""Reading the ledger: who may act on what, one record with all that belongs to it, the counts on the chips."""

import datetime as dt
import re

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from apps.common.models import LongWork
from apps.common.scoping import under
from apps.problems.models import Attachment, Escalation, Problem, ProblemEvent, ProblemExport, Supporting
from apps.problems.states import State
from apps.territory.levels import CODE_LENGTH, Level, cut
from apps.territory.models import Division
from apps.territory.queries import names, place_name, short_village

NUMBER = re.compile(r"(\d{4})-(\d{1,12})")
STRANDED_AFTER = dt.timedelta(minutes=1)
_LONG_TEXTS = ("extra", "goal", "measures", "progress", "criteria", "origin", "raw", "remarks")


def places_of(problems) -> dict[str, str]:
    """Code -> place as people say it, for every problem, in one query."""
    return place_names({problem.division_code for problem in problems})


def place_names(codes) -> dict[str, str]:
    known = {code: short_village(name) for code, name in names(codes).items()}
    return {code: place_name(code, known) for code in codes}


def with_places(problems) -> list[Problem]:
    problems = list(problems)
    places = places_of(problems)
    for problem in problems:
        problem.place = places[problem.division_code]
    return problems


def for_list(problems):
    """A list shows neither the long texts nor the raw rows."""
    return problems.select_related("lead_organisation").defer(*_LONG_TEXTS)


def numbered(problems, text: str):
    """The one problem with a number such as 2026-000123, or with nothing but its running part; else None."""
    match = NUMBER.fullmatch(text.strip())
    if not match:
        return None
    year, running = match.groups()
    problem = problems.filter(pk=int(running)).first()
    return problem if problem and timezone.localtime(problem.created_at).year == int(year) else None


def record(user):
    """One problem with everything its page shows."""
    events = ProblemEvent.objects.select_related("by").prefetch_related(
        Prefetch("attachments", Attachment.objects.select_related("photo", "document"))
    )
    return (
        Problem.objects.visible_to(user)
        .select_related("lead_organisation", "discovered_by", "submitted_by", "verified_by", "duplicate_of")
        .prefetch_related(
            Prefetch("events", events),
            Prefetch("escalations", Escalation.objects.select_related("department", "called_by")),
            Prefetch("attachments", Attachment.objects.select_related("photo")),
            "supporting_organisations",
        )
    )


def for_step(user):
    """One problem as far as its step pages need it."""
    attachments = Attachment.objects.select_related("photo")
    escalations = Escalation.objects.select_related("department")
    return (
        Problem.objects.visible_to(user)
        .select_related("lead_organisation")
        .prefetch_related(Prefetch("escalations", escalations), Prefetch("attachments", attachments))
    )


def verified(user):
    """Problems that wait for closure, the longest verified first."""
    waiting = Problem.objects.visible_to(user).filter(state=State.VERIFIED)
    return waiting.select_related("verified_by").defer("extra", "raw", "origin").order_by("verified_on", "pk")


def with_photos(problems) -> list[Problem]:
    """A page of them with their photos, in one query."""
    problems = list(problems)
    attachments = Attachment.objects.filter(photo__isnull=False).select_related("photo")
    prefetch_related_objects(problems, Prefetch("attachments", attachments))
    return problems


def counted(problems, conditions: dict[str, Q]) -> dict[str, int]:
    """How many rows meet each condition, in one query."""
    return problems.aggregate(
        **{name: Count("pk", filter=Q(pk__isnull=False) & condition) for name, condition in conditions.items()}
    )


def places_named(word: str, county_code: str) -> Q:
    """Problems whose place bears the word in its name."""
    found = Division.objects.filter(code__startswith=county_code, name__contains=word)
    codes = list(found.exclude(level=Level.COUNTY).values_list("code", flat=True)[:200]) if county_code else []
    return under("division_code", _outermost(codes)) if codes else Q(pk__in=[])


def _outermost(codes) -> list[str]:
    """兴龙镇 covers its villages, which need no range of their own."""
    kept: list[str] = []
    for code in sorted(codes):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return kept


def place_choices(codes, *, on) -> list[tuple[str, str]]:
    """(code, name) of the places under somebody's posts, with the place itself first; a county's under township names.

    A county gives pairs of (township name, [(code, name), …]) as a select with groups wants them.
    """
    places = Division.objects.in_force(on).filter(under("code", codes)).order_by("code")
    own = {place.code: short_village(place.name) for place in places}
    rows = [(code, _with_village(code, own)) for code in own]
    if not any(len(code) == 6 for code in codes):
        return rows
    return [("全县", [row for row in rows if len(row[0]) == 6]), *_by_township(rows)]


def _with_village(code, own) -> str:
    """一组 is everywhere: a group is said with its village, 兴龙村一组."""
    village = own.get(cut(code, Level.VILLAGE), "") if len(code) > CODE_LENGTH[Level.VILLAGE] else ""
    return own[code] if own[code].startswith(village) else f"{village}{own[code]}"


def _by_township(rows):
    groups: dict[str, tuple[str, list]] = {}
    for code, name in rows:
        township = cut(code, Level.TOWNSHIP)
        if len(code) == 9:
            groups[township] = (name, [(code, f"{name}（全镇）")])
        elif township in groups:
            groups[township][1].append((code, name))
    return list(groups.values())


def supported_by(units):
    """Ids of the problems that one of the units supports; reaches a person only as a condition on a scoped queryset."""
    return Supporting.objects.filter(organisation_id__in=units).values("problem_id")


def ledger(user, conditions):
    return Problem.objects.visible_to(user).filter(*conditions)


def chosen(user, keys):
    return Problem.objects.visible_to(user).filter(pk__in=keys).order_by("pk")


def all_of(*conditions: Q) -> Q:
    return Q(*conditions)


def stranded_exports(now):
    """Exports that nobody seems to be at work on: the worker died, or the broker did not take the order."""
    before = now - STRANDED_AFTER
    queued = Q(stage=LongWork.Stage.QUEUED, created_at__lt=before)
    return ProblemExport.objects.filter(queued | Q(stage=LongWork.Stage.RUNNING, started_at__lt=before)).order_by("pk")


def provisional(known_until):
    """Problems with a day that was counted provisionally and can be counted again."""
    called = Escalation.objects.filter(arrival_is_provisional=True, arrive_on__lte=known_until).values("problem_id")
    counted = Q(deadline_is_provisional=True, deadline__lte=known_until)
    counted |= Q(notice_is_provisional=True, notice_until__lte=known_until)
    return Problem.objects.everywhere("the calendar of a year has become known").filter(counted | Q(pk__in=called))


def is_waiting_long(export, now) -> bool:
    return export.stage == LongWork.Stage.QUEUED and export.created_at < now - STRANDED_AFTER
