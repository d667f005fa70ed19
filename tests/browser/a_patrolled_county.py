"""Grids, sites, plans and patrols of 兴龙村 with everything that their pages can show, made by the actions themselves."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

from apps.evidence.shots import Shot
from apps.inspections.actions import days, grids, people, plans, sites
from apps.inspections.actions.logging_by_page import log_by_page
from apps.inspections.actions.paper import print_sheet
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.actions.receiving import hear_device
from apps.inspections.models import SiteKind
from apps.inspections.records import read
from tests import cast
from tests.evidence.photos import jpeg, pdf, upload
from tests.inspections import setting, spot_setting

SINCE = dt.date(2026, 1, 1)
LONG_SITE = "兴龙村三组黄沙河左岸生猪养殖专业合作社沉淀池和还田管网接口处"


def patrol(county, *, at) -> SimpleNamespace:
    """`at` is now. Names as the pages' addresses use them."""
    done = SimpleNamespace(staff=county.township_staff, member=county.grid_member, bureau=county.county_staff, at=at)
    _grids(done)
    _sites(done)
    _plans(done)
    _patrols(done)
    _paper(done)
    _setup(done)
    _spot_checks(done, county)
    return done


def _grids(done):
    given = {"by": done.staff, "at": done.at, "since": SINCE}
    village = grids.found_village_grid(village=cast.XINGLONG, **given)
    done.grid = grids.found_grid(parent=village.code, name="第一网格", area="一组、二组，公路以东到黄沙河边", **given)
    closed = grids.found_grid(parent=village.code, name="第二网格", **given)
    own = grids.assign(done.grid, duty="member", side="government", person=done.member, **given)
    done.place = grids.assign(done.grid, duty="member", side="household", name="一组农户代表", **given)
    grids.relieve(done.place, on=done.at.date(), by=done.staff, at=done.at)
    done.place = own
    grids.close_grid(closed, on=done.at.date(), successor=done.grid, by=done.staff, at=done.at)


def _sites(done):
    given = {"by": done.staff, "at": done.at, "since": SINCE, "division_code": done.grid.code}
    farm, outfall = setting.kind(), setting.kind("outfall", "入河排污口", "water")
    done.site = sites.register_site(
        kind=farm, name=LONG_SITE, number="123-YZ001", owner="兴龙生猪养殖专业合作社", address="兴龙村三组", opened_on=SINCE,
        attributes={"species": "生猪", "capacity": 600}, **given,
        position={"latitude": "29.68", "longitude": "108.01", "datum": "GCJ02", "source": "manual"},
    )  # fmt: skip
    step = {"by": done.staff, "at": done.at}
    sites.set_keeper(done.site, on=SINCE, person=done.member, **step)
    photo = Shot(upload(jpeg(800, 600), "全景.jpg"))
    sites.attach(done.site, shots=[photo], files=[upload(pdf(), "环评登记表.pdf")], note="建档材料", **step)
    done.bare = sites.register_site(kind=outfall, name="无名排口", **given)
    done.stopped = sites.register_site(kind=farm, name="停产的养殖场", **given)
    sites.stop_site(done.stopped, kind="paused", on=done.at.date(), reason="业主停产", **step)


def _plans(done):
    today = done.at.date()
    facts = {"by": done.staff, "at": done.at, "division_code": cast.JILONG, "workdays_only": False}
    first = today - dt.timedelta(days=80)
    done.plan, _ = plans.make_plan_with_tasks(
        today=today, name="养殖场每月两次", target="each_site", times=2, period="month", since=first,
        **facts | {"division_code": cast.XINGLONG},
    )  # fmt: skip
    # Missed, and nobody there since.
    plans.make_tasks(done.plan, today=today - dt.timedelta(days=40))
    plans.make_plan_with_tasks(
        today=today, name="网格每周走一遍", target="each_grid", times=1, period="week", since=first, season_from="01-01",
        season_until="12-31", **facts,
    )  # fmt: skip
    done.ended, _ = plans.make_plan_with_tasks(
        today=today, name="范围内合计十次", target="total", times=10, period="quarter", since=first, **facts
    )  # fmt: skip
    plans.end_plan(done.ended, on=today, by=done.staff, at=done.at)


def _patrols(done):
    found = done.at - dt.timedelta(hours=2)
    finding = setting.found("收集池溢流", site=done.site.pk, fixed={"measure": "当场疏通截水沟"})
    complained = setting.found("夜间抽排有臭味", complaint={"words": "附近住户反映夜里抽排"})
    shots = [setting.jpeg(noise=number) for number in range(3)]
    roles = ("before", "after", "other")
    photos = [
        {"sha256": setting.digest(shot), "role": role} | ({"finding": finding["uuid"]} if role != "other" else {})
        for shot, role in zip(shots, roles, strict=True)
    ]
    checked = {
        "site": done.site.pk,
        "checklist": 1,
        "answers": {"manure": "problem", "odour": "na"},
        "note": "栏舍已冲洗",
    }
    device = str(uuid4())
    body = setting.body(
        done.member, found, visits=[checked, {"site": done.bare.pk}], findings=[finding, complained], photos=photos,
        companions=[{"name": "驻村工作队员"}, {"person": done.staff.pk}], note="雨后第一次", device=device, seq=3,
        position={"lat": 29.70, "lng": 108.05, "accuracy_m": 12, "age_s": 5, "source": "browser"},
    )  # fmt: skip
    hashed = [
        (photo["sha256"], photo["role"], Shot(upload(shot, "现场.jpg")))
        for photo, shot in zip(photos, shots, strict=True)
    ]
    done.patrol = log_by_page(envelope=setting.frozen(body), shots=hashed, by=done.member, at=done.at).patrol
    another = setting.frozen(body | {"note": "另一份"})
    log_patrol(record=read(another), by=done.member, at=done.at)
    lost = {"sha256": setting.digest(b"lost"), "role": "other"}
    late = setting.body(
        done.member, found - dt.timedelta(days=3), place=done.grid.code, photos=[lost], device=device, seq=5
    )
    done.waiting = log_patrol(record=read(setting.frozen(late)), by=done.member, at=done.at).patrol
    hear_device(
        device=device, by=done.member, at=done.at, label="安卓手机", highest_seq=6, pending_records=1, pending_photos=1
    )
    days.confirm_day(division_code=cast.XINGLONG, day=found.date(), by=done.member, at=done.at)
    days.remind(places=[cast.HUILONG], day=done.at.date(), at=done.at)


def _paper(done):
    """A sheet of three, one of them keyed in."""
    checklist = done.site.kind.checklists.first()
    done.sheet = print_sheet(division_code=done.grid.code, number=3, checklist=checklist, by=done.staff, at=done.at)
    keyed = setting.body(
        done.member,
        done.at - dt.timedelta(days=1),
        place=done.grid.code,
        uuid=str(done.sheet.slips.first().uuid),
        via="paper",
    )
    log_patrol(record=read(setting.frozen(keyed)), by=done.member, at=done.at)


def _setup(done):
    by = {"by": done.bureau, "at": done.at}
    today = done.at.date()
    done.leave = people.register_leave(
        person=done.member, since=today, until=today + dt.timedelta(days=3), by=done.staff, at=done.at
    )  # fmt: skip
    done.power = people.add_power(
        name="对露天焚烧秸秆的处罚", basis="《大气污染防治法》第一百一十九条", category="air", **by
    )
    people.add_power(
        name="对随意倾倒生活垃圾的处罚", basis="《固体废物污染环境防治法》第一百一十一条", category="solid_waste", **by
    )
    people.grant_power(done.power, division_code=cast.JILONG, since=SINCE, **by)
    grids.switch_level_on(division_code=cast.JILONG, depth=3, label="院落（楼栋）网格", **by)
    done.kind = SiteKind.objects.get(key="livestock_farm")


def _spot_checks(done, county):
    """Two sites drawn: one on record with a problem, one still to be checked."""
    done.draw = spot_setting.drawn(
        county, done.at - dt.timedelta(minutes=30), how_many=2, each=2, people=(county.county_staff, county.supervisor)
    )  # fmt: skip
    done.checked, done.to_check = (spot_setting.check_of(done.draw, number) for number in (1, 2))
    spot_setting.recorded(
        done.checked, done.at, problems={spot_setting.checklist_of(done.checked).items[0]["key"]: "粪污外溢到路边沟"}
    )


def things_of(done) -> dict[str, tuple]:
    """What fills the addresses of inspections that name a thing."""
    grid, site = (done.grid.code,), (done.site.pk,)
    return {
        **dict.fromkeys(("grid", "change_grid", "close_grid", "move_grid", "assign_member"), grid),
        **dict.fromkeys(("hand_over", "relieve_member"), (done.grid.code, done.place.pk)),
        **dict.fromkeys(("site", "change_site", "move_site", "set_keeper", "stop_site", "attach_to_site"), site),
        "resume_site": (done.stopped.pk,),
        **dict.fromkeys(("patrol_plan", "end_plan"), (done.plan.pk,)),
        **dict.fromkeys(("patrol", "take_back_patrol"), (done.patrol.pk,)),
        "stop_waiting": (done.waiting.pk, done.waiting.photos.get().pk),
        "paper_sheet": (done.sheet.pk,),
        "paper_slip": (done.sheet.slips.last().code,),
        "change_leave": (done.leave.pk,),
        **dict.fromkeys(("new_attribute", "new_checklist"), (done.kind.key,)),
        "grant_power": (done.power.pk,),
        **dict.fromkeys(("spot_draw", "spot_draw_list"), (done.draw.pk,)),
        **dict.fromkeys(("record_spot_check", "cancel_spot_check"), (done.to_check.pk,)),
        "spot_check": (done.checked.pk,),
    }
