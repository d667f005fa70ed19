"""The page of one problem."""

from uuid import uuid4

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.problems import queries, wording
from apps.problems.forms.steps import ONE_TAP
from apps.problems.models import Problem
from apps.problems.permissions import is_concerned, steps_for
from apps.problems.states import NEXT_STEPS, TRANSITIONS, Action
from apps.problems.views.pictures import photo_pair, shown

# Refusals worth a word on the page; of the others somebody would only learn what is not his business.
EXPLAINED = (Action.VERIFY, Action.CLOSE)
CONFIRMS = {Action.GRANT_EXTENSION: "将同意延期，整改期限改为新的日期。"}


@require_safe
@open_to(LEDGER)
def problem(request, pk):
    problem = get_or_404(queries.record(request.user), pk=pk)
    problem.place = queries.places_of([problem])[problem.division_code]
    before, after = photo_pair(problem)
    context = {
        "problem": problem,
        "today": clock.today(),
        "waits_for": wording.waits_for(problem),
        "notice_words": wording.notice_words(problem),
        "before": before,
        "after": after,
        "no_after": _why_no_after(problem),
        "events": _history(problem),
        "calls": [(call, wording.marks_of(call, clock.now())) for call in problem.escalations.all()],
        "relapse_words": f"反弹{problem.relapses}次",
        "twin_url": _twin_url(request.user, problem),
    }
    return render(request, "problems/record.html", context | _buttons(request.user, problem))


def _buttons(user, problem) -> dict:
    steps = steps_for(user, problem, today=clock.today())
    allowed = [action for action, verdict in steps.items() if verdict]
    first = next((action for action in NEXT_STEPS if action in allowed), None)
    explained = [
        {"label": action.label, "reason": steps[action].reason}
        for action in EXPLAINED
        if action in steps and not steps[action] and is_concerned(user, action, problem)
    ]
    return {
        "primary": first and _button(problem, first),
        "others": [_button(problem, action) for action in allowed if action != first],
        "refused": explained,
        "step_key": uuid4(),
    }


def _button(problem, action) -> dict:
    return {
        "label": action.label,
        "url": reverse("problem_step", args=[problem.pk, action.value.replace("_", "-")]),
        "post": action in ONE_TAP,
        "danger": TRANSITIONS[action].dangerous,
        "confirm": CONFIRMS.get(action, ""),
    }


def _why_no_after(problem) -> str:
    reasons = [event.details.get("no_photo_reason") for event in problem.events.all() if event.action == Action.SUBMIT]
    return f"没有整改后照片：{reasons[-1]}" if reasons and reasons[-1] else ""


def _history(problem) -> list[dict]:
    """The newest first."""
    events = list(reversed(problem.events.all()))
    moved = wording.places_in(events)
    places = queries.place_names(moved) if moved else {}
    return [_told(event, places) for event in events]


def _told(event, places) -> dict:
    """An event as the timeline shows it."""
    attachments = event.attachments.all()
    return {
        "event": event,
        "changes": wording.changes_of(event, places),
        "photos": [shown(attachment) for attachment in attachments if attachment.photo_id],
        "documents": [attachment.document for attachment in attachments if attachment.document_id],
        "tone": _TONES.get(event.action, ""),
    }


_TONES = {
    Action.CLOSE: "done", Action.VERIFY: "done", Action.LOOK_BACK: "done", Action.RELAPSE: "late",
    Action.REMARK: "quiet", Action.CORRECT: "quiet", Action.IMPORT: "quiet",
    Action.RECOUNT: "quiet",
}  # fmt: skip


def _twin_url(user, problem) -> str:
    """The address of the problem that this one repeats, for whoever can see it."""
    twin = problem.duplicate_of_id
    if not twin or not Problem.objects.visible_to(user).filter(pk=twin).exists():
        return ""
    return reverse("problem", args=[twin])
