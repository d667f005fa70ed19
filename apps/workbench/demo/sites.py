"""Sites of the example county, with complete files and incomplete ones."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile

from apps.evidence.drawing import Scene, draw_scene
from apps.evidence.shots import Datum, PositionSource, Shot
from apps.inspections.actions import sites as actions
from apps.inspections.models import Site, SiteEvent, SiteKeeper, SiteKind, SitePlacing
from apps.inspections.words import Risk, SiteStep, StopKind
from apps.workbench.demo import ground, people
from apps.workbench.demo.grids import OWN_GRID, SEAT
from apps.workbench.demo.kinds import SORTS, attributes

FARMS = 6
# Each township looks after these, in turn three of them.
USUAL = (
    "waste_point", "water_source", "outfall", "burning_area", "livestock_farm", "restaurant", "construction", "enterprise",
)  # fmt: skip
STOPPED_DAYS, NEW_DAYS = 25, 70
WORKS_VILLAGE = 5
# Every so many files lacks something.
LACKING, WITHOUT_KEEPER = 4, 40
PICTURED = {"livestock_farm": Scene.MANURE_OVERFLOW, "outfall": Scene.MURKY_OUTFALL}


@dataclass(frozen=True)
class Wanted:
    """A site to be made: where, of which kind, under which name."""

    code: str
    kind: str
    name: str
    risk: str = ""
    opened_on: dt.date | None = None


def build(posts, *, since: dt.date, today: dt.date, at: dt.datetime) -> None:
    own = list(_own_township(posts, today))
    others = [one for code in posts.townships if code != people.TOWNSHIP for one in _township(posts, code)]
    kinds = SiteKind.objects.in_bulk(field_name="key")
    # An inspection's rectification under way, looked at by 五有标准.
    works = _wanted(
        posts, _grid_of(posts.villages_of(people.TOWNSHIP)[WORKS_VILLAGE]), "rectification_works", 0, opened_on=since
    )
    wanted = [*own, *others, works]
    sites = Site.objects.bulk_create(_site(posts, one, turn, kinds, at) for turn, one in enumerate(wanted))
    SitePlacing.objects.bulk_create(
        SitePlacing(site=site, division_code=site.division_code, since=since) for site in sites
    )
    _open_files(posts, sites, since, at)
    _photograph(posts, sites[: len(own)], at)
    _stop_one(posts, sites[: len(own)], today)


def _own_township(posts, today):
    """The newcomer's: six farms, and something of everything."""
    villages = posts.villages_of(people.TOWNSHIP)
    for turn, village in enumerate(villages[1 : 1 + FARMS]):
        yield _wanted(posts, _grid_of(village), "livestock_farm", turn, risk=Risk.MEDIUM)
    for village in villages:
        yield _wanted(posts, _grid_of(village), "waste_point", 0)
    for village in villages[1:4]:
        yield _wanted(posts, _grid_of(village), "burning_area", 0)
        yield _wanted(posts, _grid_of(village), "water_source", int(village[-1]))
    yield _wanted(posts, _grid_of(people.VILLAGE), "outfall", 1)
    yield _wanted(posts, f"{SEAT}001", "outfall", 0)
    yield _wanted(posts, f"{SEAT}001001", "restaurant", 1)
    for kind in ("construction", "enterprise"):
        yield _wanted(posts, f"{SEAT}002", kind, 0)
    # New since a few weeks, and nobody has been there yet.
    yield _wanted(posts, _grid_of(villages[-1]), "restaurant", 0, opened_on=today - dt.timedelta(days=NEW_DAYS))


def _township(posts, code):
    villages = [village for village in posts.villages_of(code) if posts.names[village].endswith("村")]
    for number in range(3):
        turn = 3 * posts.townships.index(code) + number
        yield _wanted(posts, villages[number % len(villages)], USUAL[turn % len(USUAL)], turn)


def _grid_of(village) -> str:
    return OWN_GRID if village == people.VILLAGE else f"{village}001"


def _wanted(posts, code, kind, turn, **facts) -> Wanted:
    names = SORTS[kind].names
    return Wanted(code, kind, posts.names[code[:12]] + names[turn % len(names)], **facts)


def _site(posts, one, turn, kinds, at) -> Site:
    sort, village = SORTS[one.kind], posts.names[one.code[:12]]
    township = one.code[:9]
    latitude, longitude = ground.near(township, one.code, one.name)
    values, lacking = attributes(one.kind, one.name, turn), turn % LACKING == LACKING - 1
    if lacking:
        values = dict(list(values.items())[: len(values) // 2])
    owner = sort.owner.format(name=one.name, village=village.removesuffix("村").removesuffix("社区"))
    return Site(
        division_code=one.code, kind=kinds[one.kind], name=one.name, number=f"{township[6:]}-{sort.letters}{turn + 1:03d}",
        risk=one.risk or sort.risk, attributes=values, owner=owner, address="" if lacking else f"{posts.names[township]}{village}",
        latitude=latitude, longitude=longitude, accuracy_m=12, position_source=PositionSource.BROWSER, datum=Datum.WGS84,
        given_position={"latitude": str(latitude), "longitude": str(longitude), "datum": Datum.WGS84},
        opened_on=one.opened_on or (None if lacking else at.date().replace(year=at.year - 3, day=1)),
        created_at=at, updated_at=at,
    )  # fmt: skip


def _open_files(posts, sites, since, at):
    """建档 by the township and 一口一长, as the actions note them."""
    events, keepers = [], []
    for turn, site in enumerate(sites):
        staff, keeper = posts.staff_of(site.division_code), posts.member_of(site.division_code)
        noted = {"site": site, "by": staff.user, "by_label": staff.label}
        events.append(SiteEvent(**noted, step=SiteStep.REGISTER, at=at))
        if turn % WITHOUT_KEEPER == WITHOUT_KEEPER - 10:
            continue
        name = keeper.user.full_name
        keepers.append(SiteKeeper(site=site, person=keeper.user, name=name, since=since))
        details = {"before": "", "after": name, "on": since}
        later = at + dt.timedelta(minutes=5)
        events.append(SiteEvent(**noted, step=SiteStep.KEEPER, at=later, details=details))
    SiteEvent.objects.bulk_create(events)
    SiteKeeper.objects.bulk_create(keepers)


def _photograph(posts, sites, at):
    staff = posts.staff_of(people.TOWNSHIP).user
    for number, site in enumerate(site for site in sites if site.kind.key in PICTURED):
        taken = at + dt.timedelta(days=number, hours=3)
        scene = PICTURED[site.kind.key]
        content = draw_scene(scene, seed=7000 + number, before=False, taken_at=taken, width=960, height=720)
        shot = Shot(ContentFile(content, name="全景.jpg"))
        actions.attach(site, by=staff, at=taken, shots=[shot], note="建档照片")


def _stop_one(posts, sites, today):
    """The building site of the township's seat is finished."""
    site = next(site for site in sites if site.kind.key == "construction")
    on = today - dt.timedelta(days=STOPPED_DAYS)
    staff = posts.staff_of(people.TOWNSHIP).user
    at = dt.datetime.combine(on, dt.time(2, 15), dt.UTC)
    actions.stop_site(site, kind=StopKind.CLOSED, on=on, by=staff, at=at, reason="工程完工，裸土已复绿。")
