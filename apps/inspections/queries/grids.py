"""Grids with their people, and the levels that are on."""

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import Length

from apps.accounts.models import Post
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import Grid, GridLevel, GridMember, Site, in_force
from apps.inspections.words import Depth, Duty, Side
from apps.territory.models import Division
from apps.territory.queries import names, short_village

# On everywhere, under these names, unless a county or township calls them otherwise.
USUAL_LEVELS = {Depth.VILLAGE: Depth.VILLAGE.label, Depth.GROUP: Depth.GROUP.label}


def levels_of(code: str) -> dict[int, str]:
    """Depth -> local name of the levels that are on at a township (or for its whole county)."""
    levels = {int(depth): label for depth, label in USUAL_LEVELS.items()}
    above = [code[:6], code[: codes.TOWNSHIP]]
    rows = GridLevel.objects.within(code[:6]).filter(division_code__in=above).order_by("division_code")
    return levels | dict(rows.values_list("depth", "label"))


def level_labels(county_code: str) -> dict[tuple[str, int], str]:
    """(place, depth) -> name for a whole county, for lists."""
    rows = GridLevel.objects.within(county_code).values_list("division_code", "depth", "label")
    return {(place, depth): label for place, depth, label in rows}


def label_of(code: str, labels: dict[tuple[str, int], str]) -> str:
    depth = codes.depth_of(code)
    for place in (code[: codes.TOWNSHIP], code[:6]):
        if (place, depth) in labels:
            return labels[place, depth]
    return Depth(depth).label


def places_of(all_codes) -> dict[str, str]:
    """Code -> place as people say it: 暨龙镇兴龙村第一网格, for grids of any depth, in two queries."""
    all_codes = {code for code in all_codes if code}
    known = {code: short_village(name) for code, name in names(all_codes).items()}
    paths = {part for code in all_codes for part in codes.ancestors(code) if len(part) > codes.VILLAGE}
    known |= dict(Grid.objects.everywhere("names of places").filter(code__in=paths).values_list("code", "name"))
    return {code: _spoken(code, known) for code in all_codes}


def own_names(all_codes) -> dict[str, str]:
    """Code -> the place's own name without those above it: 兴龙村."""
    return {code: short_village(name) for code, name in names(all_codes).items()}


def _spoken(code, known) -> str:
    parts = [code[: codes.TOWNSHIP], *codes.ancestors(code)] if len(code) >= codes.TOWNSHIP else [code]
    return "".join(dict.fromkeys(known.get(part, "") for part in parts)) or known.get(code[:6], "")


def listed(user, *, on, place: str = ""):
    """Grids in force in somebody's sight, with what a list shows."""
    people = GridMember.objects.in_force(on).select_related("person")
    grids = Grid.objects.visible_to(user).in_force(on)
    if place:
        grids = grids.filter(under("code", [place]))
    return grids.annotate(**_counts(on)).prefetch_related(Prefetch("members", people, to_attr="people"))


def _counts(on) -> dict:
    here = in_force(on, "members__")
    return {
        "leaders": Count("members", filter=here & Q(members__duty=Duty.LEADER), distinct=True),
        **{f"from_{side.value}": Count("members", filter=here & Q(members__side=side), distinct=True) for side in Side},
    }


def site_counts(grids, *, on) -> dict[str, int]:
    """Code of a grid -> how many working sites lie in it or below, in one query over the sites of the page."""
    shown = [grid.code for grid in grids]
    sites = Site.objects.everywhere("counted below the grids on the page").working(on)
    placed = list(sites.filter(under("division_code", shown)).values_list("division_code", flat=True)) if shown else []
    return {code: sum(place.startswith(code) for place in placed) for code in shown}


def vacant(grids, *, on):
    """Without a leader who holds a post today."""
    held = in_force(on, "members__") & Q(members__duty=Duty.LEADER)
    without_account = Q(members__person__isnull=True)
    in_post = Q(members__person__is_active=True, members__person__posts__valid_from__lte=on) & (
        Q(members__person__posts__valid_until__isnull=True) | Q(members__person__posts__valid_until__gt=on)
    )
    led = Grid.objects.everywhere("led grids").filter(held & (without_account | in_post)).values("pk")
    return grids.exclude(pk__in=led)


def parents_for(user, *, on) -> list[tuple[str, str]]:
    """(code, name) of everything a new grid may lie under: villages, and grids that are not the deepest."""
    villages = Division.objects.in_force(on).filter(under("code", user.division_codes), level="village")
    found = dict(villages.values_list("code", "name"))
    grids = Grid.objects.visible_to(user).in_force(on).annotate(length=Length("code"))
    found |= dict(grids.filter(length__lt=codes.LONGEST).values_list("code", "name"))
    spoken = places_of(found)
    return [(code, spoken[code]) for code in sorted(found)]


def grid_choices(user, *, on) -> list[tuple[str, str]]:
    """(code, place) of grids and villages in sight where a site may lie; a village is always one of them."""
    villages = Division.objects.in_force(on).filter(under("code", user.division_codes), level="village")
    found = set(villages.values_list("code", flat=True))
    found |= set(Grid.objects.visible_to(user).in_force(on).values_list("code", flat=True))
    spoken = places_of(found)
    return [(code, spoken[code]) for code in sorted(found)]


def people_near(code: str, *, on) -> list[tuple[int, str]]:
    """(id, name and unit) of people who hold a post in the township, for choosing members, keepers and deputies."""
    posts = Post.objects.in_force(on).filter(division__code__startswith=code[: codes.TOWNSHIP], person__is_active=True)
    rows = posts.order_by("pk").values_list("person_id", "person__full_name", "organisation__name")
    found = {pk: f"{name}（{unit}）" for pk, name, unit in rows}
    return sorted(found.items(), key=lambda choice: choice[1])


def history_of(grid):
    return grid.members.select_related("person", "handed_to").order_by("-since", "-pk")
