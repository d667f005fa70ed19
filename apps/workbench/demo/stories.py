"""Twelve months of problems, thrown with seeded dice and lived through by the real actions of the ledger."""

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.problems import actions
from apps.problems.actions.steps import Step
from apps.problems.words import FOUND_BY_THEMSELVES, HIGHER_INSPECTIONS, Criterion, DeadlineKind, Source
from apps.workbench.demo.patrols import Walks
from apps.workbench.demo.pictures import shoot
from apps.workbench.demo.scenes import KINDS

# Drawing a year of pictures would take minutes.
PHOTOGRAPHED_DAYS, PHOTOGRAPHED_SHARE = 25, 0.6
HERE = ZoneInfo("Asia/Shanghai")
ALL_CRITERIA = {criterion.value: True for criterion in Criterion}
SOURCES = (
    (Source.PATROL, 46), (Source.SELF_CHECK, 16), (Source.COUNTY_INSPECTION, 10), (Source.HOTLINE, 12),
    (Source.PETITION, 8), (Source.CITY_INSPECTION, 4), (Source.CENTRAL_INSPECTION, 2), (Source.TRANSFER, 2),
)  # fmt: skip


@dataclass
class Place:
    """A village with the people who act there; `pace` below 1 is a township that is quicker than most."""

    code: str
    name: str
    pace: float
    people: dict[str, User]
    committee: object
    government: object


@dataclass
class Teller:
    """Tells one problem after another. The same seed and day tell the same year."""

    county: dict[str, User]
    today: dt.date
    dice: random.Random
    walks: Walks
    told: int = 0

    def tell(self, place: Place, found: dt.date) -> None:
        """One problem from its discovery as far as it has come by today."""
        kind = self.dice.choices(KINDS, [kind.season[found.month - 1] for kind in KINDS])[0]
        source = self.dice.choices([name for name, _ in SOURCES], [weight for _, weight in SOURCES])[0]
        story = Story(self, place, kind, source, found)
        story.live()
        self.told += 1

    def at(self, day: dt.date) -> dt.datetime:
        """Some minute of that working day."""
        return dt.datetime.combine(day, dt.time(8 + self.dice.randrange(10), self.dice.randrange(60)), HERE)


class Story:
    def __init__(self, teller, place, kind, source, found):
        self.teller, self.place, self.kind, self.source = teller, place, kind, source
        self.dice, self.day = teller.dice, found
        self.moment = teller.at(found)
        self.problem, self.photographed = None, False
        self.variant = self.dice.randrange(len(kind.findings))

    def live(self):
        """Each step happens some days after the one before; the story stops where today is."""
        self._report()
        step = self._dispatch
        while step and self._wait(step):
            step = step()

    # --- Time ---

    def _wait(self, step) -> bool:
        """Move on to the day of the step; False when that day has not come yet."""
        if step == self._close and self.problem.notice_until:
            self.day = max(self.day, self.problem.notice_until)
        self.day += dt.timedelta(self._days_before(step))
        later = self.teller.at(self.day)
        self.moment = later if later > self.moment else self.moment + dt.timedelta(minutes=20 + self.dice.randrange(90))
        return self.moment.date() <= self.teller.today

    def _days_before(self, step) -> int:
        quick, some, long = (0, 0, 0, 1, 1, 2), (1, 2, 3, 4), (7, 10, 14, 21)
        if step == self._rectify:
            return max(1, round(self.dice.gauss(9, 5) * self.place.pace))
        if step in (self._dispatch, self._start):
            return self.dice.choice(quick)
        if step == self._look_back:
            return self.dice.choice((25, 30, 40, 60))
        if step == self._close and self._approver() == "xian":
            return self.dice.choice((2, 4, 7, 10, 14))
        return self.dice.choice(long if step == self._resume else some)

    def _given(self, role, note="", photos=()):
        person = self.place.people.get(role) or self.teller.county[role]
        return Step(by=person, at=self.moment, note=note, photos=tuple(photos))

    def _words(self, variants):
        """The finding, what was ordered and what was done belong together."""
        return variants[self.variant].format(n=self.dice.choice((2, 3, 5, 8, 10, 15, 20, 30)))

    # --- Steps ---

    def _report(self):
        role = {Source.PATROL: "wangge", Source.SELF_CHECK: "zhen"}.get(self.source, "xian")
        spot = f"{self.place.name}{self.dice.randrange(1, 9)}组{self.dice.choice(self.kind.places)}"
        # The grid member's own findings come from his patrols.
        enter = self.teller.walks.report if role == "wangge" else actions.report
        self.problem = enter(
            given=self._given(role, photos=self._picture(before=True)),
            division_code=self.place.code,
            description=f"{spot}{self._words(self.kind.findings)}。",
            location=spot,
            category=self.kind.category,
            source=self.source,
            external_no=self._external_no(),
            discovered_on=self.day,
        )

    def _external_no(self):
        if self.source in (Source.HOTLINE, Source.PETITION, *HIGHER_INSPECTIONS):
            return f"FD{self.day:%Y%m%d}{self.teller.told:04d}"
        return ""

    def _picture(self, *, before):
        """Most of the last weeks is photographed; an after picture is taken where there is one from before."""
        if before:
            recent = self.day > self.teller.today - dt.timedelta(PHOTOGRAPHED_DAYS)
            self.photographed = recent and self.dice.random() < PHOTOGRAPHED_SHARE
        if not self.photographed:
            return ()
        by = self.place.people["wangge" if before else "cun"]
        given = {"seed": self.teller.told, "before": before, "by": by, "at": self.moment, "village": self.place.code}
        return (shoot(self.kind.scene, **given),)

    def _dispatch(self):
        if self.dice.random() < 0.03:
            actions.reject(self.problem, given=self._given("zhen", "现场核实，情况与反映不符。"), rejection="not_true")
            return None
        unit = self.place.committee if self.dice.random() < 0.85 else self.place.government
        kind = self.dice.choices([DeadlineKind.DATE, DeadlineKind.IMMEDIATE, DeadlineKind.LONG_TERM], [90, 8, 2])[0]
        limit = self.dice.choice((7, 10, 15, 15, 20, 30))
        actions.dispatch(
            self.problem,
            given=self._given("zhen"),
            lead_organisation=unit,
            deadline_kind=kind,
            deadline=self.day + dt.timedelta(limit) if kind == DeadlineKind.DATE else None,
            goal="整改到位，不反弹",
            measures=self._words(self.kind.measures) + "。",
        )
        return self._start

    def _unit_role(self):
        return "cun" if self.problem.lead_organisation == self.place.committee else "zhen2"

    def _start(self):
        actions.start(self.problem, given=self._given(self._unit_role()))
        return self._stumble if self.dice.random() < 0.06 else self._rectify

    def _stumble(self):
        """Not everything goes smoothly: a stage, an extension, or impossible for now."""
        turn = self.dice.randrange(3)
        if turn == 0:
            actions.stage(
                self.problem, given=self._given(self._unit_role(), "主体工程已完成，管网接入待县级统一施工。")
            )
            return self._rectify
        if turn == 1 and self.problem.deadline:
            until = max(self.problem.deadline, self.day) + dt.timedelta(15)
            given = self._given(self._unit_role(), "连续降雨，无法施工。")
            actions.ask_extension(self.problem, given=given, until=until)
            return self._grant
        actions.suspend(self.problem, given=self._given("zhenzhang", "需先完成土地调整手续。"))
        return self._resume

    def _grant(self):
        actions.grant_extension(self.problem, given=self._given(self._approver()))
        return self._rectify

    def _resume(self):
        actions.resume(self.problem, given=self._given("zhenzhang"))
        return self._rectify

    def _rectify(self):
        photos = self._picture(before=False)
        actions.submit(
            self.problem,
            given=self._given(self._unit_role(), self._words(self.kind.results), photos),
            no_photo_reason="" if photos else "照片存于纸质档案。",
        )
        return self._verify

    def _verify(self):
        if self.dice.random() < 0.06:
            actions.refuse(self.problem, given=self._given("zhen", "现场仍有少量残留，请继续清理。"))
            return self._rectify
        actions.verify(self.problem, given=self._given("zhen"))
        return self._close

    def _approver(self):
        return "zhenzhang" if self.source in FOUND_BY_THEMSELVES else "xian"

    def _close(self):
        document = f"渝环督函〔{self.day.year}〕{self.teller.told}号" if self.source in HIGHER_INSPECTIONS else ""
        given = self._given(self._approver())
        actions.close(self.problem, given=given, criteria=ALL_CRITERIA, closing_document=document)
        return self._look_back

    def _look_back(self):
        if self.dice.random() < 0.025 * self.place.pace and not self.problem.relapses:
            given = self._given("ducha", "回头看发现问题反弹。")
            actions.relapse(self.problem, given=given, deadline=self.day + dt.timedelta(10))
            return self._rectify
        if self.dice.random() < 0.3:
            actions.look_back(self.problem, given=self._given("ducha", "现场复查，保持良好。"))
        return None
