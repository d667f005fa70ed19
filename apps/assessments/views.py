"""巡查统计: the figures of patrols by unit and by month, and the records behind any figure of the register."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import SEES_PLACE
from apps.assessments import numbers
from apps.assessments.cells import PARTS, Kind, Part, said
from apps.assessments.forms import Breakdown, NumbersFilter
from apps.assessments.listing import page_behind
from apps.assessments.metrics import MEASURES
from apps.assessments.queries import Grouping, cell_and_rows
from apps.common import clock
from apps.inspections.queries.grids import places_of


@require_safe
@open_to(SEES_PLACE)
def patrol_numbers(request):
    today = clock.today()
    form = NumbersFilter(request.GET, user=request.user, today=today)
    by, total = form.breakdown, None
    if by == Breakdown.MONTH:
        rows = numbers.by_month(form.place, today=today)
    else:
        rows, total = numbers.by_unit(form.place, form.month, Grouping(by.value), today=today)
    context = {
        "form": form, "by": by, "rows": rows, "total": total, "columns": numbers.COLUMNS, "headings": numbers.HEADINGS.values(), "month": form.month,
        "place_name": places_of([form.place])[form.place], "running": form.month == today.replace(day=1),
    }  # fmt: skip
    return render(request, "assessments/patrol_numbers.html", context)


@require_safe
@open_to(SEES_PLACE)
def figure_records(request, key, part):
    measure = MEASURES.get(key)
    if measure is None or part not in [one.value for one in PARTS[measure.kind]]:
        raise Http404
    form, part = NumbersFilter(request.GET, user=request.user, today=clock.today()), Part(part)
    asked = numbers.Asked(form.place, form.month, form.grouping.value if form.unit else "", form.unit, form.day)
    cell, rows = cell_and_rows(
        asked.place, form.period, measure, part, unit=asked.unit, by=Grouping(asked.by or "village")
    )
    context = {
        "measure": measure, "value": said(cell.value(measure.kind), measure.unit), "cell": cell, "asked": asked,
        "behind": page_behind(measure.subject, rows, request.user, cursor=request.GET.get("cursor", "")),
        "place_name": places_of([asked.unit or asked.place])[asked.unit or asked.place],
        "parts": asked.parts(measure, part), "is_sum": measure.kind == Kind.SUM,
    }  # fmt: skip
    return render(request, "assessments/records.html", context)
