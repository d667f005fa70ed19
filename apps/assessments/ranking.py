"""Places of units by results: ordered keys, rounded values, ties 1-1-3. Pure. Persons are never ranked (POLICY.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices


class Standing(TextChoices):
    RANKED = "ranked", "参与排名"
    SMALL = "small", "样本不足，不排名"
    NOTHING_DUE = "nothing_due", "本月没有到期问题，不排名"
    NO_RECORD = "no_record", "无记录，不排名"


@dataclass(frozen=True)
class Criterion:
    """One key of the order: which measure, and whether more of it is better."""

    key: str
    more_is_better: bool


@dataclass(frozen=True)
class Scheme:
    """Compared in the order of the criteria. Units with fewer than `minimum` cases of the first are not ranked."""

    version: str
    criteria: tuple[Criterion, ...]
    minimum: int

    @property
    def first(self) -> str:
        return self.criteria[0].key


MONTHLY = (
    Criterion("in_time", True),
    Criterion("overdue", False),
    Criterion("relapsed", False),
    Criterion("found_by_themselves", True),
)


def monthly_scheme(minimum: int) -> Scheme:
    """The county's monthly ranking: rectified in time, then overdue, relapses, found by themselves."""
    return Scheme("2026-1", MONTHLY, minimum)


@dataclass(frozen=True)
class Entry:
    """A unit with its values by measure as printed, the cases behind the first criterion, and whether it has records."""

    code: str
    values: Mapping[str, Decimal | int | None]
    cases: int
    has_records: bool = True


@dataclass(frozen=True)
class Place:
    code: str
    place: int | None
    standing: Standing


def rank(entries, scheme: Scheme) -> list[Place]:
    """Ranked units best first, then the others in the order of their codes, each with the reason."""
    entries = list(entries)
    standings = {entry.code: standing(entry, scheme) for entry in entries}
    ranked = [entry for entry in entries if standings[entry.code] == Standing.RANKED]
    ranked.sort(key=lambda entry: (_merit(entry, scheme), entry.code))
    places, previous = [], None
    for position, entry in enumerate(ranked, start=1):
        merit = _merit(entry, scheme)
        place = places[-1].place if merit == previous else position
        places.append(Place(entry.code, place, Standing.RANKED))
        previous = merit
    others = sorted((code, why) for code, why in standings.items() if why != Standing.RANKED)
    return places + [Place(code, None, why) for code, why in others]


def standing(entry: Entry, scheme: Scheme) -> Standing:
    if not entry.has_records:
        return Standing.NO_RECORD
    if entry.cases == 0:
        return Standing.NOTHING_DUE
    return Standing.SMALL if entry.cases < scheme.minimum else Standing.RANKED


def _merit(entry: Entry, scheme: Scheme) -> tuple:
    """Smaller is better; a value that does not exist comes after every one that does."""
    merit = []
    for criterion in scheme.criteria:
        value = entry.values.get(criterion.key)
        better_first = 0 if value is None else -value if criterion.more_is_better else value
        merit.append((value is None, better_first))
    return tuple(merit)
