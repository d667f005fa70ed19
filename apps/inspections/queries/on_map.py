"""What the map of sites and problems shows: points in scope, and what has no place on it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from apps.common.scoping import under
from apps.inspections.models import Finding
from apps.inspections.queries import grids
from apps.inspections.queries.sites import listed
from apps.problems.models import Problem

SITES, PROBLEMS = "sites", "problems"
# Points that one answer carries; the page asks on until nothing is left.
MOST = 2000
# Fields that take time to read and stand on no map.
_UNSEEN = ("attributes", "given_position", "origin", "remarks")


@dataclass(frozen=True)
class Asked:
    """Which points: the filters of the page. `show` is "", sites, out_of_watch, problems or unplaced."""

    on: dt.date
    show: str = ""
    place: str = ""
    grid: str = ""
    kind: str = ""
    risk: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        return {"": (SITES, PROBLEMS), PROBLEMS: (PROBLEMS,), "unplaced": ()}.get(self.show, (SITES,))

    @property
    def near(self) -> str:
        """Where the filters lead, if to one township or further down."""
        return self.grid or self.place


def sites(user, asked: Asked):
    """Working sites that have a position, with kind, last visit and since when a visit is owed."""
    return _sites(user, asked, "out_of_watch" if asked.show == "out_of_watch" else "working").filter(
        latitude__isnull=False
    )


def unplaced(user, asked: Asked):
    """Working sites that nobody can find on the map yet."""
    return _sites(user, asked, "working").filter(latitude__isnull=True)


def _sites(user, asked, state):
    return listed(user, on=asked.on, place=asked.place, grid=asked.grid, kind=asked.kind, risk=asked.risk, state=state)


def problems(user, asked: Asked):
    """Open problems that have a position; where a kind or a risk is asked for, those found at such sites."""
    return _problems(user, asked).filter(latitude__isnull=False)


def unplaced_problems(user, asked: Asked):
    return _problems(user, asked).filter(latitude__isnull=True)


def _problems(user, asked):
    found = Problem.objects.visible_to(user).open()
    for code in filter(None, (asked.place, asked.grid)):
        found = found.filter(under("division_code", [code]))
    wanted = Q(site__kind__key=asked.kind) if asked.kind else Q()
    wanted &= Q(site__risk=asked.risk) if asked.risk else Q()
    return found.filter(Exists(Finding.objects.filter(wanted, problem=OuterRef("pk")))) if wanted else found


def points(user, asked: Asked, layer: str, *, after: int = 0) -> list:
    """At most MOST rows of a layer behind a key, with `place` and `area`; one of them more than the last answer had."""
    found = sites(user, asked).defer(*_UNSEEN) if layer == SITES else problems(user, asked)
    rows = list(found.filter(pk__gt=after).order_by("pk")[:MOST])
    name_areas(rows, wide=len(min(user.division_codes, key=len, default="")) <= 6 and len(asked.near) < 9)
    return rows


def name_areas(rows, *, wide=False):
    """Says of each row where it is, and the township (`wide`) or village that a name on the plain ground stands for."""
    areas = {row.pk: row.division_code[: 9 if wide else 12] for row in rows}
    spoken = grids.places_of({row.division_code for row in rows})
    near = grids.own_names(set(areas.values()))
    for row in rows:
        row.place, row.area = spoken[row.division_code], near.get(areas[row.pk], "")
