"""Draws: what may be drawn, what was drawn, and what proves it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from apps.accounts.models import Post
from apps.accounts.roles import COUNTY
from apps.common.models import AuditEntry
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.drawing import Frame, InspectorEntry, Lot, SiteEntry
from apps.inspections.models import Site, SiteKeeper, SpotCheck, SpotCheckDraw
from apps.inspections.queries import grids
from apps.inspections.queries.spot_checks import their_inspectors
from apps.inspections.words import CheckStatus

EARLIER = dt.timedelta(days=30)
COUNTY_LENGTH = 6


# --- What may be drawn ---


def supervised_by(user) -> str:
    """The county whose sites this person draws, "" for nobody's."""
    return next((post.division_id for post in user.current_posts if post.role in COUNTY), "")


def inspectors_of(code: str, *, on) -> dict[int, InspectorEntry]:
    """Active people of the county's own units who supervise, with the townships where they hold posts besides."""
    posts = Post.objects.in_force(on).filter(role__in=COUNTY, division_id=code, person__is_active=True)
    posts = posts.select_related("person", "organisation").order_by("pk")
    people = {post.person_id: post for post in posts if len(post.organisation.division_id) <= COUNTY_LENGTH}
    barred: dict[int, set[str]] = {pk: set() for pk in people}
    held = Post.objects.in_force(on).filter(person_id__in=people)
    for pk, *places in held.values_list("person_id", "division_id", "organisation__division_id"):
        barred[pk] |= {place[: codes.TOWNSHIP] for place in places if len(place) >= codes.TOWNSHIP}
    return {
        pk: InspectorEntry(pk, post.person.full_name, post.organisation.name, tuple(sorted(barred[pk])))
        for pk, post in people.items()
    }


def frame_for(user, code: str, *, on, kinds=(), risks=(), townships=(), people) -> Frame:
    """Everything that may be drawn today; no kinds, risks or townships means all. `people` are ids."""
    sites = Site.objects.visible_to(user).working(on).filter(under("division_code", [code])).select_related("kind")
    if kinds:
        sites = sites.filter(kind__key__in=kinds)
    if risks:
        sites = sites.filter(risk__in=risks)
    if townships:
        sites = sites.filter(under("division_code", townships))
    keepers = dict(SiteKeeper.objects.in_force(on).filter(site__in=sites).values_list("site_id", "person_id"))
    entries = (SiteEntry(s.pk, s.name, s.kind.name, s.division_code, keepers.get(s.pk)) for s in sites)
    near = inspectors_of(code, on=on)
    return Frame(tuple(entries), tuple(near[pk] for pk in people if pk in near))


# --- Draws ---


def draws(user):
    """With how many checks are waiting, recorded and given up."""
    counted = {f"{status.value}_count": Count("checks", filter=Q(checks__status=status)) for status in CheckStatus}
    return SpotCheckDraw.objects.visible_to(user).defer("frame").annotate(**counted)


def checks_of(draw, user):
    return (
        SpotCheck.objects.visible_to(user).filter(draw=draw).select_related("site", "site__kind").order_by("number")
        .prefetch_related(their_inspectors())
    )  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """Another draw shortly before, and how much of it is the same."""

    draw: SpotCheckDraw
    sites_shared: int


def recent_draws(user, *, at) -> list[SpotCheckDraw]:
    return list(draws(user).filter(drawn_at__gte=at - EARLIER).order_by("-pk"))


def earlier_than(draw, user) -> list[Earlier]:
    """Draws of the 30 days before whose frame shares sites with this one: nobody draws again unseen."""
    before = SpotCheckDraw.objects.visible_to(user).filter(
        division_code=draw.division_code, drawn_at__gte=draw.drawn_at - EARLIER, pk__lt=draw.pk
    )
    own = _sites_in(draw)
    found = (Earlier(other, len(own & _sites_in(other))) for other in before.order_by("-pk"))
    return [earlier for earlier in found if earlier.sites_shared]


def _sites_in(draw) -> set[int]:
    return {site["id"] for site in draw.frame["sites"]}


def lots_of(draw) -> list[Lot]:
    """The list as it is kept, in the order of the draw."""
    checks = SpotCheck.objects.everywhere("proof of one draw").filter(draw=draw).order_by("number")
    people = their_inspectors()
    return [
        Lot(check.site_id, tuple(row.person_id for row in check.inspectors.all()))
        for check in checks.prefetch_related(people)
    ]


def noted_fingerprint(draw) -> str:
    """The figure over frame, seed and list that the audit trail kept when they were drawn."""
    trail = AuditEntry.objects.filter(object_type=draw._meta.label_lower, object_id=str(draw.pk), action="双随机抽取")
    return "".join(trail.values_list("changes__名单校验值", flat=True)[:1])


def bars_of(draw) -> list[tuple[str, list[str]]]:
    """(name, townships) of everybody in the frame who was kept away from some place."""
    people = [person for person in draw.frame["inspectors"] if person["barred"]]
    spoken = grids.places_of([code for person in people for code in person["barred"]])
    return [(person["name"], [spoken[code] for code in person["barred"]]) for person in people]
