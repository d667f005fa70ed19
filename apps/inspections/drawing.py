"""双随机: sites and inspectors drawn by a seed out of a frame. Pure: the same seed and frame draw the same for ever.

Lots are SHA-256 values of seed and number, not a library's dice, so that anybody can draw them again with any tool.
"""

import hashlib
import json
from collections import deque
from dataclasses import asdict, dataclass

from apps.common.verdicts import Refused

TOWNSHIP = 9


@dataclass(frozen=True)
class SiteEntry:
    """A site that may be drawn. `place` is the code it lies under, `keeper` the account of whoever answers for it."""

    id: int
    name: str
    kind: str
    place: str
    keeper: int | None = None


@dataclass(frozen=True)
class InspectorEntry:
    """Somebody who may be drawn. `barred`: codes of the townships in which he holds a post himself."""

    id: int
    name: str
    unit: str
    barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """Everything the draw looks at. Kept as it was drawn from."""

    sites: tuple[SiteEntry, ...]
    inspectors: tuple[InspectorEntry, ...]

    @property
    def canonical(self) -> dict:
        """The one way to write this frame down, in whatever order it was gathered."""
        return {
            "sites": [asdict(site) for site in sorted(self.sites, key=lambda site: site.id)],
            "inspectors": [
                asdict(person) | {"barred": sorted(person.barred)}
                for person in sorted(self.inspectors, key=lambda person: person.id)
            ],
        }


@dataclass(frozen=True)
class Lot:
    """A site that was drawn, with whoever was drawn for it."""

    site: int
    inspectors: tuple[int, ...]


def written(canonical: dict) -> str:
    """The text whose SHA-256 stands on the list."""
    return json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(canonical: dict) -> str:
    return hashlib.sha256(written(canonical).encode()).hexdigest()


def frame_of(canonical: dict) -> Frame:
    people = (InspectorEntry(**(row | {"barred": tuple(row["barred"])})) for row in canonical["inspectors"])
    return Frame(tuple(SiteEntry(**row) for row in canonical["sites"]), tuple(people))


def is_barred(person: InspectorEntry, site: SiteEntry) -> bool:
    """回避: nobody checks the township in which he holds a post, nor a site that he answers for."""
    return site.place[:TOWNSHIP] in person.barred or site.keeper == person.id


def draw(frame: Frame, *, seed: str, how_many: int, each: int) -> list[Lot]:
    """`how_many` different sites, each with `each` different inspectors, the work spread as evenly as avoidance allows.

    Raises Refused when the frame is too small, or when some site of it could not be checked by anybody.
    """
    _check_possible(frame, how_many, each)
    drawn = sorted(frame.sites, key=lambda site: (_lot(seed, "site", site.id), site.id))[:how_many]
    people = sorted(frame.inspectors, key=lambda person: (_lot(seed, "inspector", person.id), person.id))
    given = _deal(drawn, people, seed, each)
    _level(given, {site.id: site for site in drawn}, people)
    return [Lot(site.id, tuple(given[site.id])) for site in drawn]


def _lot(seed, *parts) -> str:
    return hashlib.sha256("|".join([seed, *map(str, parts)]).encode()).hexdigest()


def _check_possible(frame, how_many, each):
    """Asked of the whole frame, not of what happens to be drawn: else drawing again until it fits would pay."""
    if not frame.sites:
        raise Refused("这个范围内没有在用的点位，请放宽类型、等级或者乡镇。")
    if how_many < 1 or each < 1:
        raise Refused("至少抽 1 处点位，每处至少 1 名检查人员。")
    if how_many > len(frame.sites):
        raise Refused(f"这个范围内只有 {len(frame.sites)} 处在用的点位，抽不出 {how_many} 处。请减少处数或放宽范围。")
    if each > len(frame.inspectors):
        raise Refused(f"每处要 {each} 名检查人员，名单里只有 {len(frame.inspectors)} 名。请多选几名。")
    for site in frame.sites:
        free = sum(not is_barred(person, site) for person in frame.inspectors)
        if free < each:
            raise Refused(
                f"“{site.name}”按回避规定只有 {free} 名检查人员可以去，每处要 {each} 名。"
                "在乡镇任职的人不查本乡镇，点位责任人不查自己负责的点位。请多选检查人员，或者不选这个乡镇。"
            )


def _deal(drawn, people, seed, each) -> dict[int, list[int]]:
    """Site by site to whoever has least to do so far; among equals the lot decides."""
    load = {person.id: 0 for person in people}
    given = {}
    for site in drawn:
        free = [person.id for person in people if not is_barred(person, site)]
        free.sort(key=lambda pk: (load[pk], _lot(seed, "pair", site.id, pk)))
        given[site.id] = free[:each]
        for pk in given[site.id]:
            load[pk] += 1
    return given


def _level(given, sites, people):
    """Hand work on, along a chain if need be, while somebody has two sites more than another at the chain's end.

    When no such chain is left no legal assignment is more even (optimal semi-matching).
    """
    while chain := _chain(given, sites, people):
        for site, giver, taker in chain:
            given[site][given[site].index(giver)] = taker


def _chain(given, sites, people) -> list[tuple[int, int, int]]:
    """[(site, from whom, to whom)] from the most loaded to somebody with at least two less, the shortest way."""
    load = {person.id: 0 for person in people}
    for chosen in given.values():
        for pk in chosen:
            load[pk] += 1
    for start in sorted(load, key=lambda pk: -load[pk]):
        came = _reached_from(start, given, sites, people)
        end = min((pk for pk in came if load[pk] <= load[start] - 2), key=load.get, default=None)
        if end is not None:
            return _way_back(start, end, came)
    return []


def _reached_from(start, given, sites, people) -> dict[int, tuple[int, int]]:
    """Person -> (site, giver) by which work of `start` can reach him."""
    came, waiting = {}, deque([start])
    while waiting:
        giver = waiting.popleft()
        for site, chosen in given.items():
            if giver not in chosen:
                continue
            for person in people:
                known = person.id == start or person.id in came or person.id in chosen
                if not known and not is_barred(person, sites[site]):
                    came[person.id] = (site, giver)
                    waiting.append(person.id)
    return came


def _way_back(start, end, came) -> list[tuple[int, int, int]]:
    steps, taker = [], end
    while taker != start:
        site, giver = came[taker]
        steps.append((site, giver, taker))
        taker = giver
    return steps
