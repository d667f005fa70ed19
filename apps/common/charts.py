"""Charts drawn on the server as SVG: light on old phones, the same in a page, in a document and on paper.

Colours come from classes, so that the stylesheet gives light, dark and black-and-white. Widths are percentages, so that
text keeps its size on every screen. Every chart carries a title and a description in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

HEAT_STEPS = 5
ROW_HEIGHT = 46
CELL_HEIGHT = 30
TALL_CELL_HEIGHT = 42  # with a second line under the name
NAME_SHARE = 22  # per cent of a heat map's width that belongs to the names


@dataclass(frozen=True)
class RankedRow:
    """One bar. `last_place` is last month's place, None for who was not ranked then; `value` None is not ranked now."""

    name: str
    value: float | None
    place: int | None
    last_place: int | None = None
    url: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Part:
    """One section of a stacked bar. `tone` picks the colour: calm, soon, late, or step-1 to step-4 for ages."""

    label: str
    value: int
    tone: str = "calm"
    url: str = ""


def number(value: float | None) -> str:
    """A value as people write it: no trailing zeros, at most two decimals, a dash for nothing."""
    if value is None:
        return "—"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def place_change(place: int | None, last_place: int | None) -> str:
    """Last month's place in words, with the climb or fall since."""
    if place is None:
        return "不参与排名"
    if last_place is None:
        return "上月未排名"
    if place == last_place:
        return f"上月第{last_place}，持平"
    direction = "升" if place < last_place else "降"
    return f"上月第{last_place}，{direction}{abs(last_place - place)}位"


def sparkline(values: Sequence[float | None], *, title: str, desc: str = "", width: int = 120, height: int = 32) -> str:
    """A trend without axes; a missing value (None) breaks the line instead of pretending to be nothing."""
    points = _points(values, width, height)
    if not points:
        return ""
    lines = format_html_join(
        "", '<polyline class="spark-line" points="{}"/>', ((_pairs(run),) for run in _runs(points))
    )
    last = points[max(points)]
    dot = format_html('<circle class="spark-dot" cx="{}" cy="{}" r="2.5"/>', *last)
    words = desc or "，".join(number(value) for value in values)
    return format_html(
        '<svg class="sparkline" role="img" viewBox="0 0 {} {}" width="{}" height="{}"><title>{}</title><desc>{}</desc>{}{}</svg>',
        width, height, width, height, title, words, lines, dot,
    )  # fmt: skip


def _points(values, width, height):
    """Index -> (x, y) of every value that exists, with a margin of 3 for the line and its dot."""
    known = [value for value in values if value is not None]
    if not known:
        return {}
    low, span = min(known), max(known) - min(known)
    step = (width - 6) / max(len(values) - 1, 1)
    return {
        index: (
            round(3 + index * step, 1),
            round(height / 2 if not span else height - 3 - (value - low) / span * (height - 6), 1),
        )
        for index, value in enumerate(values)
        if value is not None
    }


def _runs(points):
    """Points whose neighbours exist, as lists to be joined by one line each."""
    run = []
    for index in sorted(points):
        if run and index - 1 not in points:
            yield run
            run = []
        run.append(points[index])
    yield run


def _pairs(run):
    return " ".join(f"{x},{y}" for x, y in run)


def ranking_bars(rows: Iterable[RankedRow], *, title: str, unit: str = "分", full: float | None = None) -> str:
    """One row a unit: place, name, value, last month's place in words, and a bar (`full` is the bar's whole width)."""
    rows = list(rows)
    top = full or max((row.value for row in rows if row.value), default=0)
    body = format_html_join("", "{}", ((_ranked(row, index, top, unit),) for index, row in enumerate(rows)))
    desc = "；".join(f"{row.name}{number(row.value)}{unit if row.value is not None else ''}" for row in rows)
    return _drawing("ranking-bars", title, desc, len(rows) * ROW_HEIGHT, body, linked=any(row.url for row in rows))


def _ranked(row, index, top, unit):
    y = index * ROW_HEIGHT
    share = max(row.value or 0, 0) / top * 100 if top else 0
    drawn = format_html(
        '<text class="rank-place" x="14" y="{}" text-anchor="middle">{}</text>'
        '<text class="rank-name" x="36" y="{}">{}</text>'
        '<text class="rank-value" x="100%" y="{}" text-anchor="end">{}'
        '<tspan class="rank-change" dx="8">{}</tspan></text>'
        '<rect class="bar-track" x="0" y="{}" width="100%" height="8" rx="4"/>'
        '<rect class="bar" x="0" y="{}" width="{}" height="8" rx="4"/>',
        y + 18, row.place or "—", y + 18, _short(row.name, 10), y + 18,
        number(row.value) + (unit if row.value is not None else ""), place_change(row.place, row.last_place),
        y + 26, y + 26, _percent(share),
    )  # fmt: skip
    group = format_html('<g class="{}">{}</g>', "ranked is-mine" if row.mine else "ranked", drawn)
    return _linked(group, row.url)


@dataclass(frozen=True)
class _Heat:
    """What all cells of one heat map share: the months, the width of a column in per cent, the highest value."""

    columns: Sequence[str]
    top: float
    unit: str
    height: int = CELL_HEIGHT

    @property
    def width(self):
        return (100 - NAME_SHARE) / max(len(self.columns), 1)

    def left(self, column):
        return NAME_SHARE + self.width * column

    def head(self):
        places = ((_percent(self.left(at + 0.5)), column) for at, column in enumerate(self.columns))
        return format_html_join("", '<text class="heat-head" x="{}" y="18" text-anchor="middle">{}</text>', places)

    def line(self, named, values, urls, y):
        name, detail, url = named
        label = format_html('<text class="heat-name" x="0" y="{}">{}</text>', y + 19, _short(name, 12 if detail else 8))
        if detail:
            label += format_html('<text class="heat-detail" x="0" y="{}">{}</text>', y + 35, _short(detail, 18))
        cells = ((_linked(self.cell(name, at, value, y), url),) for at, (value, url) in enumerate(zip(values, urls)))
        return format_html("{}{}", _linked(label, url), format_html_join("", "{}", cells))

    def cell(self, name, at, value, y):
        words = "无记录" if value is None else f"{number(value)}{self.unit}"
        return format_html(
            '<g class="heat-cell {}"><title>{}{}：{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
            '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
            heat_class(value, self.top), name, self.columns[at], words, _percent(self.left(at) + 0.15), y + 1,
            _percent(self.width - 0.3), self.height - 2, _percent(self.left(at + 0.5)), y + self.height // 2 + 4,
            number(value),
        )  # fmt: skip


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[float | None]],
    *,
    title: str,
    unit: str = "件",
    urls: Sequence[Sequence[str]] | None = None,
    details: Sequence[str] | None = None,
    row_urls: Sequence[str] | None = None,
    top: float = 0,
) -> str:
    """Units down, months across; every cell shows its number, so that it can be read without colour. None is 无记录.

    `details` is a second line under the names, `row_urls` where the names lead; `top` is the highest value of several maps
    that are read together.
    """
    highest = max((value for line in cells for value in line if value is not None), default=0)
    heat = _Heat(columns, max(top, highest), unit, TALL_CELL_HEIGHT if details else CELL_HEIGHT)
    links = urls or [[""] * len(columns)] * len(rows)
    names = zip(rows, details or [""] * len(rows), row_urls or [""] * len(rows))
    lines = (
        (heat.line(named, values, hrefs, CELL_HEIGHT + heat.height * at),)
        for at, (named, values, hrefs) in enumerate(zip(names, cells, links))
    )
    body = format_html("{}{}", heat.head(), format_html_join("", "{}", lines))
    desc = f"{len(rows)}个单位、{len(columns)}个时段，最高{number(highest)}{unit}"
    return _drawing("heat-map", title, desc, CELL_HEIGHT + heat.height * len(rows), body, linked=bool(urls or row_urls))


def heat_class(value: float | None, top: float) -> str:
    """heat-none for no record, heat-0 for nought, heat-1 to heat-5 in equal steps up to the highest value."""
    if value is None:
        return "heat-none"
    if value <= 0 or top <= 0:
        return "heat-0"
    return f"heat-{min(HEAT_STEPS, int(value / top * HEAT_STEPS - 1e-9) + 1)}"


def stacked_bar(parts: Iterable[Part], *, title: str, unit: str = "件", height: int = 20) -> str:
    """One bar of sections side by side, e.g. the ledger by age. The legend with its links is the template's."""
    parts = [part for part in parts if part.value > 0]
    total = sum(part.value for part in parts)
    sections, before = [], 0
    for part in parts:
        x, width = _percent(before / total * 100), _percent(part.value / total * 100)
        sections.append((part.tone, x, width, height, part.label, part.value, unit))
        before += part.value
    body = format_html_join(
        "", '<rect class="part part-{}" x="{}" y="0" width="{}" height="{}"><title>{}：{}{}</title></rect>', sections
    )
    desc = "；".join(f"{part.label}{part.value}{unit}" for part in parts) or "没有记录"
    return _drawing("stacked-bar", title, desc, height, body, linked=False)


def _drawing(name, title, desc, height, body, *, linked):
    """Children of an image have no meaning of their own, so a chart with links is a group."""
    return format_html(
        '<svg class="chart-drawing {}" role="{}" aria-label="{}" width="100%" height="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        name, "group" if linked else "img", title, height, title, desc, body,
    )  # fmt: skip


def _percent(share):
    return f"{round(share, 3):g}%"


def _linked(drawn, url):
    return format_html('<a href="{}">{}</a>', url, drawn) if url else drawn


def _short(text, most):
    return text if len(text) <= most else text[: most - 1] + "…"
