"""Visits by site and week as a heat map, and the same numbers as a table."""

from django.urls import reverse

from apps.common import charts

# As many rows as a sheet of paper holds: a drawing is never cut in two.
ROWS = 18


def charts_of_visits(sites, weeks, cells) -> list[dict]:
    """What components/chart.html wants, once for every sheet of sites; `cells` is what queries.visits.by_week returns.

    The newest week stands first, beside the names: where only a part of it can be seen, that is the part to see.
    """
    sites, weeks, cells = list(sites), weeks[::-1], {pk: line[::-1] for pk, line in cells.items()}
    top = max((number for line in cells.values() for number in line if number), default=0)
    parts = [sites[first : first + ROWS] for first in range(0, len(sites), ROWS)]
    tables = [table_of_visits(part, weeks, cells) for part in parts]
    titles = ["每周到点次数" + (f"（本页第{number + 1}张）" if len(parts) > 1 else "") for number in range(len(parts))]
    return [
        {"title": title, "drawing": drawing_of_visits(part, weeks, cells, top=top), "headers": headers, "rows": rows}
        for title, part, (headers, rows) in zip(titles, parts, tables, strict=True)
    ]


def drawing_of_visits(sites, weeks, cells, *, top=0) -> str:
    """Every number opens the patrols it counts, every name the site's file."""
    sites = list(sites)
    return charts.heat_map(
        [site.name for site in sites], [_name(first) for first, _ in weeks], [cells[site.pk] for site in sites],
        title="到点次数（点位、周）", unit="次", top=top, details=[_detail(site) for site in sites],
        row_urls=[reverse("site", args=[site.pk]) for site in sites],
        urls=[[_patrols(site, week, number) for week, number in zip(weeks, cells[site.pk])] for site in sites],
    )  # fmt: skip


def table_of_visits(sites, weeks, cells) -> tuple[list[str], list[list]]:
    headers = ["点位", "类型", "地方", "最近巡查", *(_span(*week) for week in weeks)]
    return headers, [
        [site.name, str(site.kind), site.place, str(site.last_visit or "还没有巡查")]
        + [{"words": charts.number(number), "url": _patrols(site, week, number)}
           for week, number in zip(weeks, cells[site.pk])]
        for site in sites
    ]  # fmt: skip


def _name(day) -> str:
    return f"{day.month}-{day.day}"


def _span(first, end) -> str:
    return f"{_name(first)}至{_name(end - end.resolution)}"


def _detail(site) -> str:
    said = f"{site.last_visit.month}月{site.last_visit.day}日去过" if site.last_visit else "还没有巡查"
    return f"{site.kind} · {said}"


def _patrols(site, week, number) -> str:
    """The list that is as long as the number; nothing to open behind a nought."""
    if not number:
        return ""
    first, end = week
    return f"{reverse('patrols')}?site={site.pk}&since={first}&until={end - end.resolution}&state=counting"
