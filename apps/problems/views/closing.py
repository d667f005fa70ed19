"""批量销号: verified problems side by side with their photos, closed together."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.access import open_to
from apps.accounts.roles import TOWNSHIP, Role
from apps.common import clock
from apps.problems import actions, queries, wording
from apps.problems.forms.closing import ClosingForm
from apps.problems.permissions import is_concerned, may
from apps.problems.states import Action
from apps.problems.views.pictures import photo_pair

MOST_ROWS = 50  # one page of photos; what is closed makes room for the next


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(TOWNSHIP, Role.COUNTY_STAFF)
def closing(request):
    ready, waiting, more = _verified(request.user)
    form = ClosingForm(request.POST if request.method == "POST" else None, problems=ready)
    if request.method == "POST" and form.is_valid():
        _close(request, form)
        return redirect("closing")
    context = {"form": form, "ready": ready, "waiting": waiting, "more": more, "today": clock.today()}
    return render(request, "problems/closing.html", context)


def _verified(user):
    """Those this person can close now, those that must wait with the reason, and how many the page has no room for."""
    today, ready, waiting = clock.today(), [], []
    mine = [problem for problem in queries.verified(user) if is_concerned(user, Action.CLOSE, problem)]
    for problem in mine:
        verdict = may(user, Action.CLOSE, problem, today=today)
        if verdict:
            ready.append(problem)
        else:
            waiting.append((problem, verdict.reason))
    shown = queries.with_photos(queries.with_places(ready[:MOST_ROWS]))
    for problem in shown:
        problem.before, problem.after = photo_pair(problem)
    return shown, waiting[:MOST_ROWS], len(ready) - len(shown)


def _close(request, form):
    versions = form.seen_versions()
    # Also those that a colleague has closed meanwhile: their owner shall read why nothing happened.
    ticked = queries.chosen(request.user, versions)
    given = actions.Step(by=request.user, at=clock.now(), step_key=form.cleaned_data["form_key"])
    criteria = dict.fromkeys(form.cleaned_data["criteria"], True)
    closed, refused = actions.close_many(
        ticked, given=given, criteria=criteria, closing_documents=form.documents(), seen_versions=versions
    )
    if closed:
        messages.success(request, f"已销号 {len(closed)} 件：{wording.listed(problem.number for problem in closed)}。")
    for problem, reason in refused:
        messages.warning(request, f"{problem.number} 没有销号：{reason}")
    if not closed and not refused:
        messages.warning(request, "没有找到勾选的问题，请刷新后重新勾选。")
