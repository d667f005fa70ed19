"""One point: its values of a stretch of time, what was corrected, and one value by hand."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import open_to
from apps.common import clock
from apps.common.column_chart import columns
from apps.inspections.queries.grids import places_of
from apps.inspections.views.pages import form_page
from apps.monitoring import forms
from apps.monitoring.actions.values import Reading, record_values
from apps.monitoring.judging import limit_line, standard_of
from apps.monitoring.permissions import MONITORING_KEEPERS, READERS, may_record
from apps.monitoring.queries import values as queries
from apps.monitoring.spans import day_asked, span_around
from apps.monitoring.views.points import own_point
from apps.monitoring.words import Source


@require_safe
@open_to(READERS)
def point(request, pk):
    point, today = own_point(request, pk), clock.today()
    periods = queries.periods_of(point)
    span = _span(request.GET, point, periods, today)
    series = queries.series(point, span, today=today)
    shown = next((one for one in series.indicators if one == request.GET.get("show")), series.leading)
    context = {
        "point": point, "place": places_of([point.division_code])[point.division_code], "periods": periods, "span": span,
        "series": series, "shown": shown, "drawing": _drawing(point, series, shown), "today": today,
        "note": series.mean_words(shown), "table_title": f"{span.words}{span.period.label}", "has_next": span.end <= today,
        "standard": standard_of(point, period=span.period, day=span.first), "corrections": queries.corrections(point, span),
        "is_closed": point.closed_on is not None and point.closed_on <= today,
        "may_keep": bool(may_record(request.user, point.division_code)),
    }  # fmt: skip
    return render(request, "monitoring/point.html", context)


def _span(asked, point, periods, today):
    """The stretch that the address asks for; without a usable wish the one with the newest values."""
    period = next((one for one in periods if one == asked.get("period")), point.usual_period)
    day = day_asked(asked.get("on", ""))
    return span_around(period, min(day, today)) if day else queries.latest_span(point, period, today=today)


def _drawing(point, series, indicator):
    limit, limit_label = limit_line(point, indicator, period=series.span.period, day=series.span.first)
    values = [value.counted if value and value.valid else None for value in series.of(indicator)]
    return columns(
        values, labels=[line.words for line in series.lines], title=f"{series.span.words}{indicator.label}",
        unit=indicator.facts.unit, limit=limit, limit_label=limit_label,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*MONITORING_KEEPERS)
def new_value(request, pk):
    point, today = own_point(request, pk), clock.today()
    asked = {name: request.GET[name] for name in ("indicator", "period", "day") if name in request.GET}
    form = forms.ValueForm(request.POST or None, point=point, today=today, asked=asked)

    def act(**_):
        reading = Reading(point_id=point.pk, **form.reading_facts())
        return record_values(readings=[reading], by=request.user, at=clock.now(), source=Source.HAND)

    def then(_):
        facts = form.cleaned_data
        on = span_around(facts["period"], facts["day"]).asked
        return (f"{reverse('monitoring_point', args=[pk])}?period={facts['period']}&on={on}",)

    return form_page(
        request, form, act=act, done=_told, then=then, title=f"{point}：录入一个数据",
        intro="只录这一个；成批的数据请用表格导入。", back=reverse("monitoring_point", args=[pk]),
    )  # fmt: skip


def _told(recorded) -> str:
    if recorded.unchanged:
        return "和已有的数据一样，没有改动。"
    row = recorded.rows[0]
    return f"已{'更正' if recorded.corrected else '录入'}：{row}。{'原来的数值留在更正记录里。' if recorded.corrected else ''}"
