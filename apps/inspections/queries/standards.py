"""五有标准 and the like: how a site stands by the last record that answered it."""

import datetime as dt
from dataclasses import dataclass

from apps.inspections.models import Visit
from apps.inspections.words import Answer


@dataclass(frozen=True)
class Standing:
    """`known` of `total` items are there; what was left open is not. `patrol_id` None: nobody has looked yet."""

    name: str
    known: int
    total: int
    missing: tuple[str, ...]
    day: dt.date | None = None
    patrol_id: int | None = None

    @property
    def passes(self) -> bool:
        return self.known == self.total


def standing(site) -> Standing | None:
    """By the newest record that counts; None for kinds of sites without a standard."""
    visits = Visit.objects.filter(site=site, patrol__taken_back_at__isnull=True, checklist__isnull=False)
    last = (
        visits.exclude(checklist__standard="")
        .select_related("checklist", "patrol")
        .order_by("-patrol__found_at", "-pk")
        .first()
    )
    if last is None:
        return _unseen(site.kind.checklists.first())
    items = last.checklist.items
    missing = tuple(item["label"] for item in items if last.answers.get(item["key"]) != Answer.FINE)
    return Standing(
        last.checklist.standard, len(items) - len(missing), len(items), missing, last.patrol.day, last.patrol_id
    )


def _unseen(checklist) -> Standing | None:
    if checklist is None or not checklist.standard:
        return None
    return Standing(checklist.standard, 0, len(checklist.items), tuple(item["label"] for item in checklist.items))
