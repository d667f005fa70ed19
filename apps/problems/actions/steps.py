"""One step of one problem: lock the row, check the rules, let the caller set fields, save, record."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.common.seen import Told, stop_surprise
from apps.common.verdicts import Refused
from apps.evidence.actions import ReadyPhoto, keep_document, keep_ready, make_ready
from apps.problems.models import Attachment, Problem, ProblemEvent
from apps.problems.permissions import may
from apps.problems.states import TRANSITIONS, Action


class AlreadyDone(Exception):
    """The same form arrived a second time; the first one did its work, nothing is left to do."""


@dataclass
class Step:
    """What came with a step: words, photos, documents, and what a double click or a second person is known by.

    `photos` and `documents` are kept already; `shots` and `files` come from a form and are kept once the step is
    allowed, so that a refusal leaves no files behind. Photos are developed before anything is locked: nobody waits for
    nine large pictures of somebody else.
    """

    by: object
    at: object
    note: str = ""
    photos: tuple = ()
    documents: tuple = ()
    shots: tuple = ()
    files: tuple = ()
    step_key: UUID | None = None
    seen_version: int | None = None
    details: dict = field(default_factory=dict)
    developed: tuple[ReadyPhoto, ...] = ()

    def develop(self):
        """Raises Refused for what is no photo."""
        self.developed = tuple(make_ready(file=shot.file, position=shot.position) for shot in self.shots)

    @property
    def has_photos(self) -> bool:
        return bool(self.photos or self.shots)

    @property
    def day(self):
        return timezone.localdate(self.at)


@contextmanager
def step(problem: Problem, action: Action, given: Step, *, phase=Attachment.Phase.OTHER):
    """Raises Problem.DoesNotExist out of scope, AlreadyDone for a form sent twice, Refused with the reason otherwise."""
    given.develop()
    with transaction.atomic():
        mine = Problem.objects.visible_to(given.by).select_for_update(of=("self",))
        problem.refresh_from_db(from_queryset=mine)
        _stop_repetition(problem, given)
        _stop_surprise(problem, given)
        may(given.by, action, problem, today=given.day).or_raise()
        _ask_for_note(action, given)
        before = problem.state
        yield problem
        problem.state = TRANSITIONS[action].target or before
        problem.version += 1
        problem.updated_at = given.at
        problem.save()
        record(problem, action, given, from_state=before, phase=phase)


def record(problem, action, given: Step, *, from_state="", phase=Attachment.Phase.OTHER) -> ProblemEvent:
    event = problem.events.create(
        action=action,
        by=given.by,
        by_label=given.by.signature,
        at=given.at,
        from_state=from_state,
        to_state=problem.state,
        note=given.note,
        details=given.details,
        step_key=given.step_key,
    )
    _attach(problem, event, given, phase)
    return event


def _attach(problem, event, given, phase):
    photos = [*given.photos, *(keep_ready(ready, by=given.by, at=given.at) for ready in given.developed)]
    documents = [*given.documents, *(keep_document(file=file, by=given.by, at=given.at) for file in given.files)]
    attachments = [Attachment(problem=problem, event=event, phase=phase, photo=photo) for photo in photos]
    attachments += [
        Attachment(problem=problem, event=event, phase=Attachment.Phase.OTHER, document=document)
        for document in documents
    ]
    Attachment.objects.bulk_create(attachments)


def _stop_repetition(problem, given):
    if given.step_key and ProblemEvent.objects.filter(step_key=given.step_key).exists():
        raise AlreadyDone


def _stop_surprise(problem, given):
    """The page was opened before somebody else acted: say who did what instead of acting on old knowledge."""

    def acts(number):
        events = problem.events.reverse()[:number]
        return [Told(event.by_label, event.at, f"办理了“{event.get_action_display()}”") for event in events]

    stop_surprise(given.seen_version, problem, acts=acts, now=f"问题现在是“{problem.get_state_display()}”")


def _ask_for_note(action, given):
    if "note" in TRANSITIONS[action].required and not given.note.strip():
        raise Refused(f"请写明{action.label}的情况或理由。")
