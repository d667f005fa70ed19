"""Points as GeoJSON for the map's script. The one place where a stored point takes the datum of the tiles under it."""

from functools import cache

from django.urls import reverse

from apps.common.deadlines import PROVISIONAL_SHORT, deadline_label
from apps.inspections import datums
from apps.inspections.words import Risk

_SIZES = {Risk.HIGH: "high", Risk.MEDIUM: "medium", Risk.LOW: "low"}


def collection(features, *, following: str = "") -> dict:
    """`following` is the address of the points after these, "" when they were the last."""
    return {"type": "FeatureCollection", "features": list(features), "following": following}


def site_feature(site, *, tiles: str, on) -> dict:
    """A site with last_visit, owed_since, place and area, as queries.on_map lists it."""
    late = site.owed_since is not None
    return _feature(
        f"site-{site.pk}", site, tiles,
        shape="watch" if late else _SIZES[site.risk], title=site.name, url=_address("site", site.pk),
        lines=[f"{site.kind} · {site.get_risk_display()}", site.place, visit_words(site, on)],
    )  # fmt: skip


def visit_words(site, on) -> str:
    """When somebody was there, and whether that is too long ago."""
    said = f"最近巡查 {site.last_visit}" if site.last_visit else "还没有巡查"
    if site.owed_since is None:
        return said
    return f"{said}，失管脱管" + (f" {(on - site.last_visit).days} 天" if site.last_visit else "")


def problem_feature(problem, *, tiles: str, on) -> dict:
    deadline = deadline_label(problem.deadline, on, not problem.owes, kind=problem.deadline_kind)
    tentative = f"（{PROVISIONAL_SHORT}）" if problem.deadline_is_provisional else ""
    words = f"{deadline}{tentative}" if problem.owes else ""
    return _feature(
        f"problem-{problem.pk}", problem, tiles,
        shape="late" if deadline.tone == "late" else "problem", title=problem.heading,
        url=_address("problem", problem.pk),
        lines=[f"{problem.get_category_display()} · {problem.get_state_display()}", problem.place, words],
    )  # fmt: skip


@cache
def _before_key(name) -> str:
    return reverse(name, args=[0]).removesuffix("0/")


def _address(name, key) -> str:
    """As reverse() gives it, which thousands of points cannot each ask."""
    return f"{_before_key(name)}{key}/"


def _feature(key, row, tiles, **properties) -> dict:
    latitude, longitude = datums.drawn_at(row.latitude, row.longitude, tiles)
    return {
        "type": "Feature", "id": key, "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties | {"area": row.area},
    }  # fmt: skip
