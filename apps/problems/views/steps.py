"""One step of one problem: the form, and the sending of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.problems import actions, queries, wording
from apps.problems.forms.steps import ONE_TAP, step_form
from apps.problems.models import ProblemEvent
from apps.problems.permissions import may
from apps.problems.states import TRANSITIONS, Action
from apps.problems.views.pictures import photo_pair

ASKS = {
    Action.REJECT: "不予立案后，这个问题不再交办和整改，理由会留在记录里。",
    Action.SUSPEND: "问题会从整改中移到“暂不能整改”，期限不变，理由会留在记录里。",
    Action.RELAPSE: "已销号的问题会重新打开，并计入反弹。",
}
SHOWS_PHOTOS = (Action.VERIFY, Action.REFUSE, Action.CLOSE, Action.SUBMIT, Action.LOOK_BACK, Action.RELAPSE)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(LEDGER)
def step(request, pk, step):
    problem = get_or_404(queries.for_step(request.user), pk=pk)
    action = _action(step)
    if request.method == "POST":
        return _send(request, problem, action)
    verdict = may(request.user, action, problem, today=clock.today())
    if not verdict or action in ONE_TAP:
        if not verdict:
            messages.warning(request, verdict.reason)
        return redirect("problem", pk)
    return _page(request, problem, action, step_form(action, problem, user=request.user, today=clock.today()))


def _action(step) -> Action:
    """Addresses say ask-extension, the table says ask_extension."""
    action = step.replace("-", "_")
    if action not in TRANSITIONS or "_" in step:
        raise Http404("没有这一步。")
    return Action(action)


def _send(request, problem, action):
    form = step_form(action, problem, user=request.user, today=clock.today(), data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            _take(request, problem, action, form)
        except actions.AlreadyDone:
            if _is_the_same(form):
                return _answer(request, problem, action)
            form.add_error(None, "这张表单已经提交过一次。现在写的内容还没有提交，请核对后再点一次。")
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _answer(request, problem, action)
    return _again(request, problem.pk, action, form)


def _take(request, problem, action, form):
    sent = form.cleaned_data
    given = actions.Step(
        by=request.user,
        at=clock.now(),
        note=sent.get("note", ""),
        shots=tuple(sent.get("photos", ())),
        files=tuple(sent.get("documents", ())),
        step_key=sent["step_key"],
        seen_version=sent["seen_version"],
    )
    actions.take(action, problem, given=given, **form.facts())


def _is_the_same(form) -> bool:
    """Sent twice by a double click, or gone back to and written anew? The second must not be lost in silence."""
    first = ProblemEvent.objects.get(step_key=form.cleaned_data["step_key"])
    return first.action == form.action and first.note == form.cleaned_data.get("note", "")


def _answer(request, problem, action):
    # A unit that gives a problem back does not see it any more.
    now = queries.for_step(request.user).filter(pk=problem.pk).first()
    messages.success(request, wording.done(action, now or problem))
    return redirect("problem", problem.pk) if now else redirect("problems")


def _again(request, pk, action, form):
    problem = get_or_404(queries.for_step(request.user), pk=pk)
    if action in ONE_TAP:
        reasons = [str(reason) for errors in form.errors.values() for reason in errors]
        messages.error(request, reasons[0] if form.non_field_errors() else "这一步没有办成，请再点一次。")
        return redirect("problem", pk)
    form.ask_again(problem)
    return _page(request, problem, action, form)


def _page(request, problem, action, form):
    before, after = photo_pair(problem) if action in SHOWS_PHOTOS else ([], [])
    context = {
        "problem": problem,
        "place": queries.places_of([problem])[problem.division_code],
        "action": action,
        "form": form,
        "today": clock.today(),
        "asks": ASKS.get(action, ""),
        "before": before,
        "after": after,
        "photos_lost": bool(form.errors and request.FILES),
    }
    return render(request, "problems/step.html", context)
