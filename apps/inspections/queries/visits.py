"""Visits by site and week: the numbers of the heat map, each the length of the list behind it."""

import datetime as dt

from django.db.models import Count
from django.utils import timezone

from apps.inspections.models import Patrol, Visit
from apps.inspections.queries.sites import listed

Weeks = list[tuple[dt.date, dt.date]]


def sites(user, *, on, grid="", **facts):
    """The sites of the rows: those working, with kind and last visit."""
    return listed(user, on=on, grid=grid, state="working", **facts)


def by_week(user, sites, weeks: Weeks, *, on: dt.date) -> dict[int, list[int | None]]:
    """Site -> visits in each week, in one query; None for weeks before its file began, or that have not come."""
    sites = list(sites)
    counted = _counted(user, sites, weeks)
    return {site.pk: [_number(counted, site, week, on) for week in weeks] for site in sites}


def _counted(user, sites, weeks) -> dict[tuple[int, dt.date], int]:
    """(site, first day of the week) -> visits of patrols in sight that were not taken back."""
    found: dict[tuple[int, dt.date], int] = {}
    patrols = Patrol.objects.visible_to(user).counting().filter(day__gte=weeks[0][0], day__lt=weeks[-1][1])
    visits = Visit.objects.filter(site__in=[site.pk for site in sites], patrol__in=patrols)
    for site, day, number in visits.values_list("site_id", "day").annotate(number=Count("pk")).order_by():
        first = next(first for first, end in weeks if first <= day < end)
        found[site, first] = found.get((site, first), 0) + number
    return found


def _number(counted, site, week, on) -> int | None:
    first, end = week
    number = counted.get((site.pk, first), 0)
    begun = site.opened_on or timezone.localdate(site.created_at)
    return number if number or (begun < end and first <= on) else None
