"""A handful of patrols that found something and put it right there and then: the four steps on the spot of a grid member."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile

from apps.evidence.drawing import Scene, draw_scene
from apps.evidence.shots import Shot
from apps.inspections.actions.logging_by_page import log_by_page
from apps.inspections.models import Site
from apps.inspections.words import Answer, PhotoRole
from apps.workbench.demo import ground, people


@dataclass(frozen=True)
class Spot:
    """`measure` is empty where it was not put right at once, `complaint` where nobody complained."""

    days_ago: int
    township: str
    kind: str
    item: str
    scene: Scene
    words: str
    measure: str = ""
    complaint: str = ""


SPOTS = (
    Spot(17, people.TOWNSHIP, "waste_point", "overflow", Scene.WASTE_HEAP, "收集点满溢，周边散落约2平方米。", "当场清扫装车，喷洒消毒。"),
    Spot(13, people.TOWNSHIP, "outfall", "smell", Scene.MURKY_OUTFALL, "排口出水浑浊，格栅被杂物堵塞。", "当场清掏格栅，出水恢复正常。"),
    Spot(9, "500230105", "livestock_farm", "storm", Scene.MANURE_OVERFLOW, "雨污分流沟破损，粪水渗入路边沟。", complaint="附近住户说雨天有臭味。"),
    Spot(6, people.TOWNSHIP, "rectification_works", "activity", Scene.CONSTRUCTION_DUST, "现场没有人施工，机械停放，裸土没有覆盖。"),
    Spot(5, "500230104", "waste_point", "burning", Scene.STRAW_BURNING, "收集点旁焚烧落叶，有明火1处。", "当场扑灭，向当事人讲清规定。"),
    Spot(2, people.TOWNSHIP, "livestock_farm", "storm", Scene.MANURE_OVERFLOW, "雨水沟被干粪堵塞，有少量外溢。", "当场疏通雨水沟，外溢粪污已收集还田。"),
)  # fmt: skip


def surprises(walks, *, today: dt.date) -> list:
    """(day, what to call), in the order of the days."""
    return [(today - dt.timedelta(days=spot.days_ago), partial(_log, walks, spot, today)) for spot in SPOTS]


def _log(walks, spot, today):
    site = Site.objects.within(spot.township).filter(kind__key=spot.kind).select_related("kind").order_by("-pk").first()
    who = walks.posts.member_of(site.division_code).user
    found = dt.datetime.combine(today - dt.timedelta(days=spot.days_ago), dt.time(2, 40), dt.UTC)
    shots = _shots(spot, found, seed=9000 + spot.days_ago)
    body = _body(walks, spot, site, who, found, shots)
    log_by_page(
        envelope={"uuid": body["uuid"], **_frozen(body)}, shots=shots, by=who, at=found + dt.timedelta(minutes=6)
    )  # fmt: skip
    walks.written += 1


def _shots(spot, found, *, seed):
    """Before, and after where there is an after."""
    shots = []
    for minutes, role in ((1, PhotoRole.BEFORE), (5, PhotoRole.AFTER)):
        if role == PhotoRole.AFTER and not spot.measure:
            continue
        taken = found + dt.timedelta(minutes=minutes)
        before = role == PhotoRole.BEFORE
        content = draw_scene(spot.scene, seed=seed, before=before, taken_at=taken, width=960, height=720)
        name = f"{role.label}.jpg"
        shots.append((hashlib.sha256(content).hexdigest(), role, Shot(ContentFile(content, name=name))))
    return shots


def _body(walks, spot, site, who, found, shots) -> dict:
    latitude, longitude = ground.beside(site.latitude, site.longitude, spot.words)
    checklist = walks.lists[site.kind_id]
    answers = {item["key"]: Answer.FINE for item in checklist.items} | {spot.item: Answer.PROBLEM}
    finding = {"uuid": str(walks.uuid()), "site": site.pk, "item": spot.item, "description": spot.words}
    if spot.measure:
        finding["fixed"] = {"measure": spot.measure}
    if spot.complaint:
        finding["complaint"] = {"words": spot.complaint}
    photos = [{"sha256": sha256, "role": role, "finding": finding["uuid"]} for sha256, role, _ in shots]
    return {
        "v": 1, "type": "patrol", "uuid": str(walks.uuid()), "author": who.pk, "found_at": found.isoformat(),
        "place": site.division_code, "visits": [{"site": site.pk, "checklist": checklist.version, "answers": answers}],
        "findings": [finding], "photos": photos,
        "position": {"lat": float(latitude), "lng": float(longitude), "accuracy_m": 9, "age_s": 4, "source": "browser"},
    }  # fmt: skip


def _frozen(body) -> dict:
    text = json.dumps(body, ensure_ascii=False)
    return {"body": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
