"""One thing of every kind that a page can show, made by the actions themselves; long names included."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

from apps.common.queries import calendar
from apps.evidence.shots import Shot
from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.actions.exports import ask_for_export
from apps.problems.states import State
from apps.reports import actions as reports
from apps.workbench.actions import send_suggestion
from tests import cast
from tests.browser import a_patrolled_county
from tests.evidence.photos import jpeg, pdf, upload
from tests.imports import tables
from tests.imports.scene import line, received
from tests.monitoring.setting import measured

LONG = "兴龙村三组通往黄沙河左岸机耕道旁沟渠内长期堆放建筑垃圾和生活垃圾约两立方米，雨天渗滤液流入溪沟，群众反映强烈"
CRITERIA = dict.fromkeys(("measures", "violations", "effect", "like_elsewhere", "mechanism"), True)


class Scribe:
    """Takes a problem along its way, each step by whoever may take it."""

    def __init__(self, county, at):
        self.county, self.at = county, at

    def given(self, by, note="", **shown):
        self.at += dt.timedelta(minutes=1)
        return Step(by=by, at=self.at, note=note, **shown)

    def reported(self, words=LONG, by=None, source="patrol"):
        shots = (Shot(upload(jpeg(800, 600), "前.jpg")),)
        given = self.given(by or self.county.grid_member, shots=shots)
        facts = {"division_code": cast.XINGLONG, "category": "solid_waste", "source": source}
        return actions.report(given=given, description=words, **facts)

    def dispatched(self, **facts):
        problem, unit = self.reported(**facts), self.county.village_committee
        due = self.at.date() + dt.timedelta(days=15)
        given = self.given(self.county.township_staff, "三日内清运")
        return actions.dispatch(problem, given=given, lead_organisation=unit, deadline_kind="date", deadline=due)

    def rectifying(self, **facts):
        return actions.start(self.dispatched(**facts), given=self.given(self.county.village_leader))

    def submitted(self, **facts):
        shots, files = (Shot(upload(jpeg(600, 800), "后.jpg")),), (upload(pdf(), "清运单据.pdf"),)
        given = self.given(self.county.village_leader, "已清运并立警示牌", shots=shots, files=files)
        return actions.submit(self.rectifying(**facts), given=given)

    def verified(self, **facts):
        return actions.verify(self.submitted(**facts), given=self.given(self.county.township_staff))

    def closed(self, **facts):
        given = self.given(self.county.township_leader)
        return actions.close(self.verified(**facts), given=given, criteria=CRITERIA)

    def called(self):
        problem = self.rectifying()
        given = self.given(self.county.township_staff, "沟渠归口不清，请到现场认定")
        actions.escalate(problem, given=given, department=self.county.water_department)
        return problem

    def extending(self):
        problem = self.rectifying()
        given = self.given(self.county.village_leader, "连续降雨，无法施工")
        actions.ask_extension(problem, given=given, until=self.at.date() + dt.timedelta(days=40))
        return problem

    def suspended(self):
        given = self.given(self.county.township_leader, "涉及权属纠纷，法院正在审理")
        return actions.suspend(self.rectifying(), given=given)

    def rejected(self):
        given = self.given(self.county.township_staff, "现场没有发现所说的情况")
        return actions.reject(self.reported(), given=given, rejection="not_true")


def populate(county, *, at) -> SimpleNamespace:
    """`at` is now; what happened took place within the last hour."""
    scribe = Scribe(county, at - dt.timedelta(hours=1))
    ways = ("reported", "dispatched", "rectifying", "submitted", "verified", "closed", "called", "extending")
    full = SimpleNamespace(**{way: getattr(scribe, way)() for way in (*ways, "suspended", "rejected")})
    full.for_the_bureau = scribe.verified(by=county.township_staff, source="county_inspection")
    full.imported = _imported(county, at)
    full.tables = _tables(county, at)
    full.patrolled = a_patrolled_county.patrol(county, at=at)
    for number in range(3):
        late = dt.date(at.year, at.month, 1) - dt.timedelta(days=number + 1)
        facts = {"deadline": late, "discovered_on": late, "lead_organisation": county.village_committee}
        cast.problem(state=State.RECTIFYING, description=f"{number}组超期的问题", lead_unit="兴龙村村民委员会", **facts)
    last = (at.date().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    for kind, code in (("county_ranking", cast.COUNTY), ("township_monthly", cast.JILONG)):
        report = reports.make(kind=kind, division_code=code, month=last, at=at, by=county.county_staff)
        setattr(full, kind, report)
    reports.publish(full.county_ranking, by=county.county_staff, at=at)
    full.brief = reports.make_brief(division_code=cast.JILONG, day=_working_day_before(at.date()), at=at)
    full.monitored = measured(county.county_staff, at)
    full.figure = full.county_ranking.figures.order_by("-value", "pk").first()
    full.export = ask_for_export(by=county.township_staff, at=at, query="state=open", rows=12)
    full.suggestion = send_suggestion(text="希望台账能按片区看", form_key=uuid4(), by=county.village_leader, at=at)
    return full


def _working_day_before(day):
    day -= dt.timedelta(days=1)
    return day if calendar().is_workday(day) else _working_day_before(day)


def _tables(county, at):
    """Filled-in templates: two that wait for a decision, with mistakes, and one that is in."""
    admin, headings = county.administrator, ["姓名", "账号", "单位", "角色"]
    wanting = [
        ["赵六", "", "没有的单位", "镇环保岗"],
        ["钱七", "", "镇规划环保岗", "所长"],
        ["李四", "", "镇规划环保岗", "镇环保岗"],
    ]
    places = ["点位名称", "点位类型", "所属村（社区）", "投用日期"]
    sites = [["甲场", "畜禽养殖场", "兴龙村", ""], ["乙场", "飞机场", "没有村", "去年"]]
    return {
        "people": tables.received(admin, "people", headings, *wanting, at=at),
        "sites": tables.received(county.township_staff, "sites", places, *sites, at=at),
        "done": tables.imported(admin, "people", headings, ["王五", "", "镇规划环保岗", "镇环保岗"], at=at),
    }


def _imported(county, at):
    good = [line(f"B{number}") for number in range(3)]
    bad = [line("B8", 所属村="没有的村"), line("B9", 存在问题=""), line("B10", 整改时限="2026-02-30")]
    return received(
        county.township_staff, *good, *bad, at=at, name="丰都县2026年突出生态环境问题交办清单（第三批）.csv"
    )
