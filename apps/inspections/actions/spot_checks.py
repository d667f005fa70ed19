"""A spot check is drawn, recorded with its findings in the ledger, or given up with a reason. Nothing is drawn away."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections import codes, drawing
from apps.inspections.models import SpotCheck, SpotCheckDraw, SpotCheckFinding, SpotCheckInspector
from apps.inspections.permissions import may_cancel_check, may_draw, may_record_check
from apps.inspections.queries import spot_checks as queries
from apps.inspections.queries import spot_draws as drawn
from apps.inspections.words import Answer, CheckStatus, Outcome
from apps.problems import actions as ledger
from apps.problems.guessing import guess_category
from apps.problems.words import Source

MOST_SITES = 200


# --- Drawing ---


def draw(
    *,
    seed: str,
    form_key: UUID,
    title: str,
    how_many: int,
    each: int,
    due_on: dt.date,
    people,
    by,
    at,
    kinds=(),
    risks=(),
    townships=(),
) -> SpotCheckDraw:
    """Draw and keep the frame it was drawn from. The same form sent twice is one draw.

    `seed` comes from outside, as the clock does. Raises Refused when no legal assignment exists.
    """
    code, today = drawn.supervised_by(by), timezone.localdate(at)
    may_draw(by, code, ()).or_raise()
    if due_on < today:
        raise Refused("完成期限不能早于今天。")
    if how_many > MOST_SITES:
        raise Refused(f"一次最多抽 {MOST_SITES} 处，请分几次抽。")
    filters = {"kinds": sorted(kinds), "risks": sorted(risks), "townships": sorted(townships)}
    frame = drawn.frame_for(by, code, on=today, people=people, **filters)
    may_draw(by, code, frame.sites).or_raise()
    lots = drawing.draw(frame, seed=seed, how_many=how_many, each=each)
    kept = frame.canonical
    made = SpotCheckDraw(
        division_code=code, title=title.strip(), drawn_by=by, by_label=by.signature, drawn_at=at, seed=seed, frame=kept,
        frame_sha256=drawing.fingerprint(kept), how_many=how_many, each=each, due_on=due_on, form_key=form_key, **filters,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _lay_out(made, frame, lots)
            # The trail is read by others: a figure that proves the list, and no name out of it.
            audit.record(
                "双随机抽取", at=at, by=by, about=made, label=made.reference, 点位=how_many, 每处人数=each,
                名单校验值=outcome_fingerprint(made, lots),
            )  # fmt: skip
    except IntegrityError:
        return SpotCheckDraw.objects.visible_to(by).get(form_key=form_key)
    return made


def _lay_out(made, frame, lots):
    sites = {site.id: site for site in frame.sites}
    people = {person.id: person for person in frame.inspectors}
    for number, lot in enumerate(lots, start=1):
        check = SpotCheck.objects.create(
            draw=made, number=number, site_id=lot.site, division_code=sites[lot.site].place
        )
        SpotCheckInspector.objects.bulk_create(
            SpotCheckInspector(spot_check=check, person_id=pk, name=people[pk].name, unit=people[pk].unit)
            for pk in lot.inspectors
        )


def outcome_fingerprint(made, lots) -> str:
    """One figure over frame, seed and outcome."""
    return drawing.fingerprint(
        {"frame": made.frame_sha256, "seed": made.seed, "drawn": [[lot.site, *lot.inspectors] for lot in lots]}
    )


@dataclass(frozen=True)
class Proof:
    """What drawing again out of the kept frame says. `noted`: the audit trail kept the same figure at the time."""

    frame_unchanged: bool
    same_list: bool
    noted: bool

    @property
    def agrees(self) -> bool:
        return self.frame_unchanged and self.same_list and self.noted


def draw_again(made) -> Proof:
    """重新验算: reads only; the kept list must be what seed and frame yield."""
    try:
        lots = drawing.draw(drawing.frame_of(made.frame), seed=made.seed, how_many=made.how_many, each=made.each)
    except Refused:
        lots = []
    unchanged = drawing.fingerprint(made.frame) == made.frame_sha256
    noted = drawn.noted_fingerprint(made) == outcome_fingerprint(made, lots)
    return Proof(unchanged, drawn.lots_of(made) == lots, noted)


# --- Recording ---


@dataclass(frozen=True)
class Found:
    """A problem at an item of the checklist, or ("") besides it, with its evidence."""

    item: str
    description: str
    shots: tuple = ()


@dataclass(frozen=True)
class Said:
    """What an inspector says of a site."""

    form_key: UUID
    found_at: dt.datetime
    answers: dict = field(default_factory=dict)
    findings: tuple[Found, ...] = ()
    note: str = ""

    @property
    def outcome(self) -> Outcome:
        return Outcome.PROBLEM if self.findings or Answer.PROBLEM in self.answers.values() else Outcome.FINE


@transaction.atomic
def record(check, *, said: Said, checklist=None, by, at) -> SpotCheck:
    """Put a check on record with its problems in the ledger. The same form sent twice is one record.

    From here on the township sees it. What its patrols had said is fixed in the same step.
    """
    check = _locked(check, by)
    if check.form_key == said.form_key:
        return check
    may_record_check(by, check).or_raise()
    _check_whole(check, said, checklist, at)
    spoken, visit = queries.last_word(check.site, before=said.found_at, known_at=at)
    check.status, check.outcome, check.patrol_said, check.last_visit = CheckStatus.RECORDED, said.outcome, spoken, visit
    check.recorded_at, check.recorded_by, check.by_label = at, by, by.signature
    check.found_at, check.day = said.found_at, timezone.localdate(said.found_at)
    check.checklist, check.answers, check.note, check.form_key = (
        checklist,
        said.answers,
        said.note.strip(),
        said.form_key,
    )
    check.save()
    for found in said.findings:
        _enter(check, found, by=by, at=at)
    audit.record(
        "登记抽查",
        at=at,
        by=by,
        about=check,
        label=f"{check.reference} {check.site.name}",
        结果=check.get_outcome_display(),
    )
    return check


def _check_whole(check, said, checklist, at):
    if not check.draw.drawn_at.replace(second=0, microsecond=0) <= said.found_at <= at:
        raise Refused("检查时间应在抽取以后、现在以前，请核对。")
    asked = {item["key"] for item in checklist.items} if checklist else set()
    if set(said.answers) != asked or not set(said.answers.values()) <= set(Answer.values):
        raise Refused("检查项没有全部回答，请逐项选正常、有问题或者不涉及。")
    marked = {item for item, answer in said.answers.items() if answer == Answer.PROBLEM}
    described = {found.item for found in said.findings if found.item}
    if marked != described or not all(found.description.strip() for found in said.findings):
        raise Refused("每个有问题的检查项都要写一句话说明。")


def _enter(check, found, *, by, at) -> SpotCheckFinding:
    site = check.site
    problem = ledger.report(
        given=ledger.Step(by=by, at=at, shots=found.shots, details={"抽查记录": check.reference}),
        division_code=codes.division_of(check.division_code),
        description=found.description,
        category=guess_category(found.description) or site.kind.category,
        source=Source.COUNTY_INSPECTION,
        location=site.name,
        form_key=uuid5(check.form_key, found.item),
        discovered_on=check.day,
        **_position(found, site),
    )
    return SpotCheckFinding.objects.create(spot_check=check, item=found.item, problem=problem)


def _position(found, site) -> dict:
    """Where its first photo with a position was taken, else where the site is."""
    placed = next((shot.position for shot in found.shots if shot.position), None) or site
    return {"latitude": placed.latitude, "longitude": placed.longitude} if placed.latitude is not None else {}


# --- Given up ---


@transaction.atomic
def cancel(check, *, reason: str, by, at) -> SpotCheck:
    """It cannot be made. It stays on the list with the reason; the list itself does not change."""
    check = _locked(check, by)
    may_cancel_check(by, check).or_raise()
    if not reason.strip():
        raise Refused("请写明为什么取消。")
    check.status, check.cancelled_at, check.cancelled_by = CheckStatus.CANCELLED, at, by
    check.cancelled_reason = reason.strip()[:200]
    check.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancelled_reason"])
    audit.record(
        "取消抽查", at=at, by=by, about=check, label=f"{check.draw.reference} 第{check.number}处",
        division_code=check.draw.division_code,
    )  # fmt: skip
    return check


def _locked(check, by) -> SpotCheck:
    mine = SpotCheck.objects.visible_to(by).select_for_update(of=("self",)).select_related("draw", "site__kind")
    return mine.get(pk=check.pk)
