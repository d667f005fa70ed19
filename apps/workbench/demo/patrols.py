"""A year of patrols, written as phones send them and the server keeps them (docs/patrol-sync.md)."""

import datetime as dt
import hashlib
import json
import random
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from apps.inspections import datums
from apps.inspections.actions.drafting import FAR_M
from apps.inspections.models import (
    Checklist,
    Finding,
    Grid,
    IncomingPhoto,
    Patrol,
    PatrolMark,
    PatrolPhoto,
    PatrolTask,
    SiteKind,
    Visit,
)
from apps.inspections.words import Answer, Mark, PhotoRole, Via
from apps.problems import actions as ledger
from apps.workbench.demo import ground, people
from apps.workbench.demo.visits import rounds

SEED = 20261123
AT_A_TIME = 500
# Farms are looked at by three, one in six others by two (AC4: a patrol of three is one 次 and three 人次).
AT_FARMS, COMPANIED, BY_PC, FAR, LATE = 3, 6, 9, 300, 11


@dataclass
class Walks:
    """Writes patrols in the order of their days; findings of the ledger's stories come in between."""

    posts: object
    today: dt.date
    planned: list = field(default_factory=list)
    surprises: list = field(default_factory=list)  # (day, something to call), sorted
    written: int = 0

    def __post_init__(self):
        self.dice = random.Random(SEED)  # noqa: S311 - an example, not a secret
        self.grids = {grid.code: grid for grid in Grid.objects.within(people.COUNTY)}
        self.farms = SiteKind.objects.get(key="livestock_farm").pk
        self.lists = {row.kind_id: row for row in Checklist.objects.filter(version=1)}

    def plan(self, *, is_workday):
        self.planned = rounds(today=self.today, is_workday=is_workday)

    def until(self, day: dt.date):
        """Everything before that day."""
        while self.surprises and self.surprises[0][0] < day:
            due, happen = self.surprises.pop(0)
            self._write_before(due)
            happen()
        self._write_before(day)

    def _write_before(self, day):
        number = next((n for n, one in enumerate(self.planned) if one.day >= day), len(self.planned))
        due, self.planned = self.planned[:number], self.planned[number:]
        patrols = [self._patrol(one) for one in due]
        Patrol.objects.bulk_create(patrols, batch_size=AT_A_TIME)
        visits = [self._visit(patrol, site) for patrol, one in zip(patrols, due, strict=True) for site in one.sites]
        Visit.objects.bulk_create(visits, batch_size=AT_A_TIME)
        PatrolMark.objects.bulk_create(self._marks(visits))
        self.written += len(patrols)

    # --- One patrol ---

    def uuid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def _moment(self, day) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(self.dice.randrange(10), self.dice.randrange(60)), dt.UTC)

    def _patrol(self, one) -> Patrol:
        place = one.grid.code if one.grid else one.sites[0].division_code
        who, found = self.posts.member_of(one.village), self._moment(one.day)
        position = self._position(one, place)
        visits = [{"site": site.pk, "checklist": 1, "answers": self._answers(site)} for site in one.sites]
        companions = self._companions(one)
        by_pc = not self.dice.randrange(BY_PC)
        patrol = self.made(
            who, found, place=place, via=Via.PC if by_pc else Via.PHONE, visits=visits, companions=companions,
            **{} if by_pc else {"position": position},
        )  # fmt: skip
        patrol.visit_count = len(visits)
        return patrol

    def made(self, who, found, *, place, via=Via.PHONE, companions=(), position=None, **more) -> Patrol:
        """A row with its body, not saved yet."""
        uuid = self.uuid()
        body = json.dumps(
            {
                "v": 1, "type": "patrol", "uuid": str(uuid), "author": who.user.pk, "found_at": found.isoformat(), "via": via,
                "place": place, "companions": companions, "position": position, **more,
            },
            ensure_ascii=False,
        )  # fmt: skip
        delay = dt.timedelta(minutes=2) if self.dice.randrange(LATE) else dt.timedelta(hours=3)
        return Patrol(
            uuid=uuid, sha256=hashlib.sha256(body.encode()).hexdigest(), body=body, division_code=place,
            grid=self.grids.get(place), person=who.user, by_label=who.label, companions=list(companions),
            persons=1 + len(companions), found_at=found, day=found.date(), phone_time=found, received_at=found + delay, via=via,
            **_located(position),
        )  # fmt: skip

    def _companions(self, one) -> list[dict]:
        leader = self.posts.leader_of(one.village).user
        own = {"name": leader.full_name, "person": leader.pk}
        if any(site.kind_id == self.farms for site in one.sites):
            staff = self.posts.staff_of(one.village).user
            return [own, {"name": staff.full_name, "person": staff.pk}]
        return [own] if not self.dice.randrange(COMPANIED) else []

    def _position(self, one, place) -> dict:
        if one.sites:
            site = one.sites[0]
            latitude, longitude = ground.beside(site.latitude, site.longitude, one.day)
        else:
            latitude, longitude = ground.near(place[:9], place, one.day)
        if not self.dice.randrange(FAR):
            latitude, longitude = ground.near(place[:9], "the office of the township")
        accuracy, age = self.dice.choice((8, 12, 20, 35)), self.dice.randrange(40)
        return {
            "lat": float(latitude),
            "lng": float(longitude),
            "accuracy_m": accuracy,
            "age_s": age,
            "source": "browser",
        }

    def _answers(self, site) -> dict:
        return {item["key"]: Answer.FINE for item in self.lists[site.kind_id].items}

    def _visit(self, patrol, site) -> Visit:
        away = None
        if patrol.latitude is not None:
            away = datums.metres_between(patrol.latitude, patrol.longitude, site.latitude, site.longitude)
        return Visit(
            patrol=patrol, site=site, day=patrol.day, checklist=self.lists[site.kind_id], answers=self._answers(site),
            distance_m=away,
        )  # fmt: skip

    def _marks(self, visits):
        """What the server would have said; what is older than two months somebody has looked at."""
        for visit in visits:
            patrol, away = visit.patrol, visit.distance_m
            if away is not None and away > FAR_M + (patrol.accuracy_m or 0):
                looked = patrol.received_at + dt.timedelta(days=2)
                old = looked.date() < self.today - dt.timedelta(days=60)
                by = self.posts.staff_of(patrol.division_code).user
                yield PatrolMark(
                    patrol=patrol, mark=Mark.FAR, words=f"{visit.site.name}：离点位约 {away / 1000:.1f} 公里",
                    **{"looked_at": looked, "looked_by": by} if old else {},
                )  # fmt: skip

    # --- A problem found on the way ---

    def report(self, given, **facts):
        """A walk through a village found something: patrol, problem and photos as one record brings them."""
        who = self.posts.member_of(facts["division_code"])
        found = {"uuid": str(self.uuid()), "description": facts["description"], "location": facts["location"]}
        photos = [
            {"sha256": photo.sha256, "size": photo.byte_size, "role": PhotoRole.BEFORE, "finding": found["uuid"]}
            for photo in given.photos
        ]
        patrol = self.made(who, given.at, place=facts["division_code"], findings=[found], photos=photos)
        patrol.day, patrol.finding_count = given.day, 1
        Patrol.objects.bulk_create([patrol])
        given.details = {"巡查记录": patrol.reference}
        problem = ledger.report(given=given, form_key=found["uuid"], **facts)
        finding = Finding.objects.create(patrol=patrol, uuid=found["uuid"], problem=problem)
        self._keep(patrol, finding, given.photos)
        self.written += 1
        return problem

    @staticmethod
    def _keep(patrol, finding, photos):
        for photo in photos:
            arrived = {
                "person": patrol.person,
                "sha256": photo.sha256,
                "received_at": patrol.received_at,
                "photo": photo,
            }
            IncomingPhoto.objects.create(**arrived, byte_size=photo.byte_size)
            PatrolPhoto.objects.create(
                **arrived, patrol=patrol, finding=finding, role=PhotoRole.BEFORE, size=photo.byte_size, taken_at=photo.taken_at
            )  # fmt: skip

    # --- Tasks ---

    def settle(self):
        """The n-th task of a period is done by the n-th day on which somebody was there (actions/plans.py)."""
        period = {"day__gte": OuterRef("first_day"), "day__lt": OuterRef("end_day")}
        visits = (
            Visit.objects.filter(site=OuterRef("site"), **period).order_by("day", "patrol__found_at").distinct("day")
        )
        walks = Patrol.objects.within(people.COUNTY).filter(grid=OuterRef("grid"), visit_count=0, **period)
        walks = walks.order_by("day", "found_at").distinct("day")
        tasks = PatrolTask.objects.within(people.COUNTY)
        for number in (1, 2):
            nth = tasks.filter(number=number)
            _done_by(nth.filter(site__isnull=False), visits[number - 1 : number], "patrol_id")
            _done_by(nth.filter(grid__isnull=False), walks[number - 1 : number], "pk")


def _done_by(tasks, rows, patrol):
    tasks.filter(Exists(rows)).update(done_on=Subquery(rows.values("day")), patrol=Subquery(rows.values(patrol)))


def _located(position) -> dict:
    if position is None:
        return {}
    return {
        "latitude": Decimal(str(position["lat"])), "longitude": Decimal(str(position["lng"])), "accuracy_m": position["accuracy_m"],
        "position_age_s": position["age_s"], "position_source": position["source"],
    }  # fmt: skip
