"""Two draws of the example county: one all on record, with a check that found what the patrols had not, and one under way."""

import datetime as dt
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from apps.accounts.models import User
from apps.evidence.drawing import Scene, draw_scene
from apps.evidence.shots import Shot
from apps.inspections.actions import spot_checks as actions
from apps.inspections.actions.spot_checks import Found, Said
from apps.inspections.models import SpotCheck, SpotCheckDraw
from apps.inspections.queries import spot_checks as queries
from apps.inspections.words import Answer, PatrolSaid
from apps.problems import actions as ledger
from apps.problems.actions import Step
from apps.problems.words import DeadlineKind
from apps.territory.models import Organisation
from apps.workbench.demo import people

HERE = ZoneInfo("Asia/Shanghai")
KEYS = UUID("6f1d4a52-6f0b-4c7e-9d3a-2b8f6f0c5e11")
SITES, EACH = 6, 2
INSPECTORS = ("xian", "xian2", "ducha")

# Kind of site: what a check finds there at the first item of its checklist, and how that looks.
FOUND = {
    "livestock_farm": ("沉淀池溢流，粪污沿路边沟流出约20米", Scene.MANURE_OVERFLOW),
    "outfall": ("排口出水浑浊发灰，下游有沉积", Scene.MURKY_OUTFALL),
    "enterprise": ("车间废水经雨水沟外排，沟内有油花", Scene.MURKY_OUTFALL),
    "waste_point": ("收集点满溢，周边散落生活垃圾约3立方米", Scene.WASTE_HEAP),
    "burning_area": ("地块边有明火和新的过火痕迹约30平方米", Scene.STRAW_BURNING),
    "water_source": ("取水口附近水面有漂浮垃圾", Scene.RIVER_RUBBISH),
    "construction": ("裸土没有覆盖约200平方米，围挡缺口两处", Scene.CONSTRUCTION_DUST),
    "restaurant": ("油烟净化器没有开，排口滴油", Scene.NOISY_WORKSHOP),
}


def draw_spot_checks(*, today: dt.date) -> list[SpotCheckDraw]:
    """Made by the real actions, all of it before today. Needs the county's sites and patrols."""
    users = {user.username: user for user in User.objects.filter(username__in=INSPECTORS)}
    finished = _draw(users, "第一批双随机抽查", drawn=today - dt.timedelta(19), due=today - dt.timedelta(5))
    _record_all(finished, users, first=today - dt.timedelta(16))
    running = _draw(users, "第二批双随机抽查", drawn=today - dt.timedelta(4), due=today + dt.timedelta(10))
    first = SpotCheck.objects.within(people.COUNTY).filter(draw=running).order_by("number").first()
    _record(first, at=_at(today - dt.timedelta(2), 10), problem=False)
    return [finished, running]


def _at(day, hour) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, 20), HERE)


def _draw(users, title, *, drawn, due) -> SpotCheckDraw:
    return actions.draw(
        seed=f"{drawn:%Y%m%d}", form_key=uuid5(KEYS, title), title=f"{drawn.year}年{drawn.month}月{title}", how_many=SITES, each=EACH,
        due_on=due, people=[user.pk for user in users.values()], by=users["ducha"], at=_at(drawn, 9),
    )  # fmt: skip


def _record_all(draw, users, *, first):
    """Two sites a day. The first that the township had found in order is the one where something is wrong."""
    missed = False
    for number, check in enumerate(_checks(draw)):
        at = _at(first + dt.timedelta(number // 2), 9 + 5 * (number % 2))
        problem = not missed and _was_in_order(check, at)
        missed = missed or problem
        done = _record(check, at=at, problem=problem)
        if problem:
            _dispatch(done)


def _checks(draw):
    return SpotCheck.objects.within(people.COUNTY).filter(draw=draw).select_related("site__kind").order_by("number")


def _was_in_order(check, at) -> bool:
    said, _ = queries.last_word(check.site, before=at, known_at=at)
    return said == PatrolSaid.FINE and check.site.kind.key in FOUND


def _record(check, *, at, problem) -> SpotCheck:
    checklist = check.site.kind.checklists.first()
    by = check.inspectors.select_related("person").first().person
    answers = {item["key"]: Answer.FINE.value for item in checklist.items}
    findings = ()
    if problem:
        item = checklist.items[0]["key"]
        answers[item] = Answer.PROBLEM.value
        findings = (_found(item, check, at),)
    said = Said(form_key=uuid5(KEYS, check.reference), found_at=at, answers=answers, findings=findings)
    return actions.record(check, said=said, checklist=checklist, by=by, at=at + dt.timedelta(minutes=25))


def _found(item, check, at) -> Found:
    words, scene = FOUND[check.site.kind.key]
    picture = draw_scene(scene, seed=check.pk, before=True, taken_at=at, width=960, height=720)
    shot = Shot(ContentFile(picture, name="抽查现场.jpg"))
    return Found(item, f"{check.site.name}：{words}。", (shot,))


def _dispatch(check):
    """The township hands it to the village the next morning."""
    problem = check.findings.get().problem
    township, village = check.division_code[:9], check.division_code[:12]
    own = "" if township == people.TOWNSHIP else township[6:]
    day = check.day + dt.timedelta(1)
    given = Step(
        by=User.objects.get(username=f"zhen{own}"), at=_at(day, 9), note="县里抽查发现，请抓紧整改，举一反三。"
    )
    committee = Organisation.objects.get(division_id=village, kind=Organisation.Kind.COMMITTEE)
    ledger.dispatch(
        problem, given=given, lead_organisation=committee, deadline_kind=DeadlineKind.DATE, deadline=day + dt.timedelta(20)
    )  # fmt: skip
