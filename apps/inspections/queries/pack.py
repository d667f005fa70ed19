"""What the phone keeps for work without a signal: small, complete, capped (docs/patrol-sync.md)."""

import hashlib
import json

from django.db.models import Case, IntegerField, Q, Value, When

from apps.common.scoping import under
from apps.inspections.codes import VILLAGE
from apps.inspections.models import Checklist, DayConfirmation, Grid, Site, SiteKeeper
from apps.inspections.queries import grids, plans, reach
from apps.inspections.queries.sites import kinds, with_watch
from apps.problems.words import Category

MOST_SITES, MOST_TASKS = 500, 500


def pack_of(user, *, on) -> dict:
    """Everything but the time at which it was made; `pack` is its hash."""
    own = plans.own_places(user, on=on)
    codes = sorted({post.division_id for post in user.current_posts})
    places = codes + [code for code in reach.stood_in_for(user, on=on) if len(code) == VILLAGE and code not in codes]
    sites, left_out = _sites(user, own, on)
    content = {
        "contract": 1,
        "places": [{"code": code, "name": name} for code, name in sorted(grids.places_of(places).items())],
        "grids": _grids(user, own, on),
        "sites": sites,
        "sites_left_out": left_out,
        "kinds": _kinds(),
        "checklists": _checklists(),
        "tasks": _tasks(user, on),
        "colleagues": [{"id": pk, "name": name} for pk, name in grids.people_near(codes[0], on=on)] if codes else [],
        "categories": [{"key": category.value, "name": category.label} for category in Category],
        "days": _days(codes, on),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return content | {"pack": hashlib.sha256(text.encode()).hexdigest()}


def _sites(user, own, on):
    kept = SiteKeeper.objects.in_force(on).filter(person_id__in=reach.acting_for(user, on=on)).values("site_id")
    mine = (under("division_code", own) if own else Q(pk__in=[])) | Q(pk__in=kept)
    ranked = Case(When(mine, then=Value(0)), default=Value(1), output_field=IntegerField())
    sites = (
        with_watch(reach.in_reach(Site, user, on=on).working(on), on=on).select_related("kind").annotate(rank=ranked)
    )
    total = sites.count()
    rows = [
        {
            "id": site.pk, "version": site.version, "name": site.name, "kind": site.kind.key, "place": site.division_code,
            "risk": site.risk, "keeper": site.keeper_name or "", "mine": site.rank == 0,
            "lat": None if site.latitude is None else float(site.latitude),
            "lng": None if site.longitude is None else float(site.longitude),
            "last_visit": site.last_visit.isoformat() if site.last_visit else None,
        }
        for site in sites.order_by("rank", "division_code", "pk")[:MOST_SITES]
    ]  # fmt: skip
    return rows, max(total - MOST_SITES, 0)


def _grids(user, own, on):
    rows = list(reach.in_reach(Grid, user, on=on).in_force(on).order_by("code")[:MOST_SITES])
    spoken = grids.places_of([row.code for row in rows])
    return [
        {"code": row.code, "name": spoken[row.code], "version": row.version, "mine": row.code in own} for row in rows
    ]


def _kinds():
    published = dict(Checklist.objects.order_by("version").values_list("kind_id", "version"))
    return [
        {"key": kind.key, "name": kind.name, "category": kind.category, "checklist": published.get(kind.pk)}
        for kind in kinds()
    ]


def _checklists():
    newest = Checklist.objects.order_by("kind_id", "-version").distinct("kind_id").select_related("kind")
    return [
        {"kind": row.kind.key, "version": row.version, "standard": row.standard, "items": row.items} for row in newest
    ]


def _tasks(user, on):
    rows = plans.coming_tasks(user, on=on).order_by("due_on", "pk")[:MOST_TASKS]
    return [
        {
            "id": task.pk, "plan": task.plan.name, "site": task.site_id, "place": task.division_code,
            "from": task.first_day.isoformat(), "until": task.due_on.isoformat(),
        }
        for task in rows
    ]  # fmt: skip


def _days(codes, on):
    places = [code for code in codes if len(code) in (9, 12)]
    rows = DayConfirmation.objects.everywhere("one's own places").filter(division_code__in=places, day=on)
    confirmed = set(rows.values_list("division_code", flat=True))
    return [{"place": code, "day": on.isoformat(), "confirmed": code in confirmed} for code in places]
