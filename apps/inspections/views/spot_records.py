"""What spot checks found, beside what the patrols had said: for the county, and for whom it concerns once it is on record."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.inspections.codes import code_asked
from apps.inspections.forms.spot_checks import period_asked
from apps.inspections.models import SpotCheckDraw
from apps.inspections.permissions import may_cancel_check, may_record_check
from apps.inspections.queries import grids
from apps.inspections.queries import spot_checks as queries
from apps.inspections.words import Comparison
from apps.problems.models import Problem
from apps.problems.views.pictures import photo_pair


@require_safe
@open_to(LEDGER)
def spot_checks(request):
    """Recorded checks; what is not on record yet is on no list of this page, whoever reads it."""
    asked, today = request.GET, clock.today()
    period, place = period_asked(asked, today=today), code_asked(asked.get("place", ""))
    checks = queries.listed(
        request.user, first=period.first, end=period.end, place=place, comparison=asked.get("comparison", "")
    )
    page = page_of(checks, key="-day", cursor=asked.get("cursor", ""))
    queries.told_where(page.rows)
    context = {
        "page": page, "total": checks.count(), "periods": period.CHOICES, "place": grids.places_of([place]).get(place, ""),
        "comparisons": [(part.label, part.value) for part in Comparison],
    }  # fmt: skip
    return render(request, "inspections/spot_checks.html", context)


@require_safe
@open_to(LEDGER)
def spot_differences(request):
    period = period_asked(request.GET, today=clock.today())
    rows = queries.by_township(request.user, first=period.first, end=period.end)
    table = [_linked(row.name, row.code, row.total, row.parts, period) for row in rows]
    if len(rows) > 1:
        sums = [(part, sum(dict(row.parts)[part] for row in rows)) for part in Comparison.values]
        table.append(_linked("合计", "", sum(row.total for row in rows), sums, period))
    context = {"table": table, "periods": period.CHOICES, "headings": Comparison.labels}
    return render(request, "inspections/spot_differences.html", context)


def _linked(name, place, total, parts, period) -> dict:
    """A line whose every figure opens the checks behind it."""
    return {
        "name": name,
        "cells": [
            (Comparison(part).label if part else "抽查", number, _list_url(place, part, period))
            for part, number in (("", total), *parts)
        ],
    }


def _list_url(place, comparison, period) -> str:
    asked = {"period": period.name, "place": place, "comparison": comparison}
    return f"{reverse('spot_checks')}?{urlencode({name: value for name, value in asked.items() if value})}"


@require_safe
@open_to(LEDGER)
def spot_check(request, pk):
    check, user = get_or_404(queries.record(request.user), pk=pk), request.user
    visits, late = queries.visits_around(check, user) if check.comparison else ((), 0)
    seen = set(
        Problem.objects.visible_to(user).filter(spot_check_finding__spot_check=check).values_list("pk", flat=True)
    )
    queries.told_where([check])
    context = {
        "check": check, "today": clock.today(),
        "rows": queries.side_by_side(check) if check.comparison else (), "visits": visits, "late": late,
        "findings": [(finding, photo_pair(finding.problem)[0]) for finding in check.findings.all() if finding.problem_id in seen],
        "supervises": SpotCheckDraw.objects.visible_to(user).filter(pk=check.draw_id).exists(), "may_record": may_record_check(user, check),
        "may_cancel": may_cancel_check(user, check),
    }  # fmt: skip
    return render(request, "inspections/spot_check.html", context)
