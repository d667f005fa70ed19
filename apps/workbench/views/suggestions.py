"""意见建议: everybody writes, the administrator answers, the answer reaches the sender."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to, open_to_everyone
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.workbench import actions
from apps.workbench.forms import AnswerForm, SuggestionForm
from apps.workbench.models import Suggestion


@open_to_everyone
def suggestions(request):
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_suggestion(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "已收到，谢谢。系统管理员答复后会在工作台提醒您。")
            return redirect("suggestions")
    mine = list(Suggestion.objects.visible_to(request.user)[:50])
    actions.mark_answers_read(mine, by=request.user, at=clock.now())
    return render(request, "workbench/suggestions.html", {"form": form, "suggestions": mine})


@require_safe
@open_to(Role.ADMINISTRATOR)
def suggestion_box(request):
    rows = Suggestion.objects.within(request.user.county_code).select_related("sender", "answered_by")
    box = {"waiting": rows.unanswered()[:200], "answered": rows.answered()[:50]}
    return render(request, "workbench/suggestion_box.html", box)


@open_to(Role.ADMINISTRATOR)
def answer_suggestion(request, pk):
    rows = Suggestion.objects.within(request.user.county_code).select_related("sender")
    suggestion = get_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_suggestion(suggestion, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, f"已答复{suggestion.sender}。")
            return redirect("suggestion_box")
    shown = {"form": form, "suggestion": suggestion, "draft": f"answer-{suggestion.pk}"}
    return render(request, "workbench/answer_suggestion.html", shown)
