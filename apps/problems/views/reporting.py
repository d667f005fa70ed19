"""上报 by hand, on the phone first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.problems import actions, queries, wording
from apps.problems.forms.reporting import ReportForm
from apps.problems.guessing import guess_category
from apps.problems.models import Problem
from apps.problems.words import Category


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(LEDGER)
def report_problem(request):
    if request.method != "POST":
        return _page(request, ReportForm(user=request.user, today=clock.today()))
    form = ReportForm(request.POST, request.FILES, user=request.user, today=clock.today())
    if form.is_valid():
        try:
            return _report(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form)


def _report(request, form):
    given = actions.Step(by=request.user, at=clock.now(), shots=tuple(form.cleaned_data["photos"]))
    problem = actions.report(given=given, **form.facts())
    if problem.created_at != given.at and problem.description != form.cleaned_data["description"].strip():
        # Gone back to the form of an earlier report and written another one: it must not be lost in silence.
        form.ask_again()
        raise Refused(f"这张表单已经上报过 {problem.number}。如果现在写的是另一个问题，请再点一次“上报”。")
    messages.success(request, f"已上报，编号 {problem.number}。{wording.waits_for(problem)}")
    return redirect("problem_reported", problem.pk)


def _page(request, form):
    context = {"form": form, "photos_lost": bool(form.errors and request.FILES)}
    return render(request, "problems/report.html", context)


@require_safe
@open_to(LEDGER)
def problem_reported(request, pk):
    problem = get_or_404(Problem.objects.visible_to(request.user), pk=pk)
    problem.place = queries.places_of([problem])[problem.division_code]
    return render(request, "problems/reported.html", {"problem": problem})


@require_POST
@open_to(LEDGER)
def guessed_category(request):
    """The category field with the guess chosen; nothing when the person has chosen another one already.

    A POST that changes nothing: a long description has no room in an address, and no place in the server's log.
    """
    chosen, guessed = request.POST.get("category", ""), request.POST.get("guessed", "")
    guess = guess_category(request.POST.get("description", "")[:5000]) or ""
    if chosen != guessed or guess == guessed:
        return HttpResponse(status=204)
    label = Category(guess).label if guess else ""
    form = ReportForm({"category": guess}, user=request.user, today=clock.today())
    context = {"form": form, "guess": guess, "guess_label": label}
    return render(request, "problems/_category.html", context)
