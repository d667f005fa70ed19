"""日报告: computed; one tap confirms it or says that nothing was found."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.verdicts import Refused
from apps.inspections.actions import days as actions
from apps.inspections.forms.days import DayForm
from apps.inspections.permissions import PATROLLERS
from apps.inspections.queries import days as queries
from apps.inspections.queries.grids import places_of


@require_safe
@open_to(LEDGER)
def days(request):
    user, today = request.user, clock.today()
    form = DayForm(request.GET or None, user=user, today=today)
    place, day = form.chosen
    rows = queries.day_rows(user, day=day, place=place) if place else []
    waiting = queries.unconfirmed(user, day=today)
    context = {
        "form": form, "rows": rows, "day": day, "today": today, "place": place, "place_name": places_of([place]).get(place, ""),
        "silent": sum(not row.reported for row in rows), "unconfirmed": list(places_of(waiting).items()),
        "deeper": len(place) < 9,
    }  # fmt: skip
    return render(request, "inspections/days.html", context)


@require_POST
@open_to(PATROLLERS)
def confirm_day(request, code):
    if not any(code.startswith(own) for own in queries.own_places(request.user)):
        raise Http404("没有这个地方。")
    today = clock.today()
    try:
        first, kept = actions.confirm_day(division_code=code, day=today, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "已报今天的日报告。" if first else f"今天已由{kept.by_label}报过，不用再报。"
        messages.success(request, said)
    return redirect(f"{reverse('days')}?place={code[:9]}")
