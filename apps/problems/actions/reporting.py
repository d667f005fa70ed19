"""A problem enters the ledger by hand; words are added or corrected."""

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.common.verdicts import Refused
from apps.evidence.shots import Datum
from apps.problems.actions.steps import Step, record, step
from apps.problems.models import Attachment, Problem
from apps.problems.permissions import closed_by_township, is_county, needs_notice
from apps.problems.states import Action

CORRECTABLE = (
    "title", "description", "source", "category", "division_code", "location", "external_no", "discovered_on",
    "goal", "measures", "responsible_person", "supervisor", "remarks",
)  # fmt: skip


def report(
    *, given: Step, division_code: str, description: str, category: str, source: str, form_key=None, also_at=(), **facts
) -> Problem:
    """Enter a problem. The same form key again returns the problem entered the first time.

    `also_at` are codes of places where the person stands in for a colleague. Raises Refused for a place outside the person's posts or an empty description.
    """
    if not description.strip():
        raise Refused("请写一句话说明发现了什么问题。")
    facts.setdefault("discovered_on", given.day)
    stands_in = any(division_code.startswith(code) for code in also_at)
    if not stands_in and not _works_at(given.by, division_code, on=facts["discovered_on"]):
        raise Refused("这个地点不在您的工作范围内，请重新选择。")
    if facts["discovered_on"] > given.day:
        raise Refused("发现日期不能晚于今天。")
    given.develop()
    try:
        with transaction.atomic():
            problem = Problem.objects.create(
                division_code=division_code,
                description=description.strip(),
                category=category,
                source=source,
                form_key=form_key,
                discovered_by=given.by,
                created_at=given.at,
                updated_at=given.at,
                **facts,
            )
            record(problem, Action.REPORT, given, phase=Attachment.Phase.BEFORE)
            if given.has_photos and problem.latitude is None:
                _take_position(problem)
            if not Problem.objects.visible_to(given.by).filter(pk=problem.pk).exists():
                raise Refused("这个地点不在您的工作范围内，请重新选择。")
    except IntegrityError:
        return Problem.objects.visible_to(given.by).get(form_key=form_key)
    return problem


def _works_at(person, division_code, *, on) -> bool:
    """Today, or on the day it was found: who changed post meanwhile still hands in what he found before."""
    if any(division_code.startswith(post.division_id) for post in person.current_posts):
        return True
    return any(division_code.startswith(post.division_id) for post in person.posts.in_force(on))


def _take_position(problem):
    """The problem is where its first photo with a position was taken, where nobody has said where it is."""
    photos = [attachment.photo for attachment in problem.attachments.select_related("photo") if attachment.photo]
    placed = next((photo for photo in photos if photo.has_position and photo.datum == Datum.WGS84), None)
    if placed:
        problem.latitude, problem.longitude = placed.latitude, placed.longitude
        problem.save(update_fields=["latitude", "longitude"])


# The same inside a statement of which `arrived (problem_id, number)` is a part: a phone's photo is booked by one alone.
FEWER_PHOTOS = """
update problems_problem problem set photos_to_come = photos_to_come - arrived.number
from arrived where problem.id = arrived.problem_id and photos_to_come >= arrived.number
"""


@transaction.atomic
def expect_fewer_photos(problem_id, *, by_number: int):
    """Announced photos have arrived, or are not waited for any more."""
    waiting = Problem.objects.everywhere("photos on their way").filter(pk=problem_id, photos_to_come__gte=by_number)
    waiting.update(photos_to_come=F("photos_to_come") - by_number)


@transaction.atomic
def attach_arrived(problem, *, photo, phase):
    """A photo that was announced with a step and arrived after it: it belongs to that step. Twice is once."""
    action = Action.FIX_ON_SPOT if phase == Attachment.Phase.AFTER else Action.REPORT
    event = problem.events.filter(action=action).first() or problem.events.first()
    Attachment.objects.get_or_create(problem=problem, photo=photo, defaults={"event": event, "phase": phase})


def remark(problem, *, given: Step) -> Problem:
    with step(problem, Action.REMARK, given):
        pass
    return problem


def correct(problem, *, given: Step, **facts) -> Problem:
    """Change words that were written wrong; old and new stay in the history."""
    unknown = set(facts) - set(CORRECTABLE)
    if unknown:
        raise Refused("只能更正问题的文字、地点和来源。")
    with step(problem, Action.CORRECT, given):
        changes = {
            name: [getattr(problem, name), value] for name, value in facts.items() if getattr(problem, name) != value
        }
        if not changes:
            raise Refused("没有改动任何内容。")
        if not any(
            facts.get("division_code", problem.division_code).startswith(code) for code in given.by.division_codes
        ):
            raise Refused("新的地点不在您的工作范围内，请重新选择。")
        approval = _approval_of(problem)
        for name, (_, value) in changes.items():
            setattr(problem, name, value)
        if _approval_of(problem) < approval and not is_county(given.by, problem):
            raise Refused("改成这个来源以后，销号就不用县里审批或公示了，请由县生态环境局更正。")
        given.details = {"changes": changes}
    return problem


def _approval_of(problem) -> tuple[bool, bool]:
    """How much closure asks for; whoever answers for a problem cannot make that less by giving it another source."""
    return needs_notice(problem), not closed_by_township(problem)
