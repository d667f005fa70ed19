"""A series over time as columns, drawn like the charts of `charts`: what is missing is a gap that says so."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join

from apps.common.charts import number

SHORT_LABEL = 4  # letters: 12月, 23时; five of them have room on a phone, of longer ones four
COLUMN_TOP, COLUMN_FLOOR, COLUMN_HEIGHT = 22, 122, 144  # where columns end at most, where they stand, the whole drawing


def columns(
    values: Sequence[float | None],
    *,
    labels: Sequence[str],
    title: str,
    unit: str = "",
    limit: float | None = None,
    limit_label: str = "",
) -> str:
    """A series as columns over time; a missing value (None) is a hatched gap that says 无数据, never a column of 0.

    `limit` draws a line not to be crossed. Without a single value there is nothing to draw: "".
    """
    values = [None if value is None else float(value) for value in values]
    known = [value for value in values if value is not None]
    if not known:
        return ""
    top = max([*known, float(limit or 0)]) * 1.05 or 1
    width = 100 / len(values)
    drawn = format_html_join(
        "", "{}", ((_column(value, labels[at], unit, at * width, width, top),) for at, value in enumerate(values))
    )
    line = _limit_line(float(limit), limit_label, top) if limit is not None else ""
    body = format_html("{}{}{}{}", drawn, line, _column_labels(labels, width), _highest(max(known), unit))
    gaps = len(values) - len(known)
    desc = f"{len(known)}个数值，最高{number(max(known))}{unit}，最低{number(min(known))}{unit}" + (
        f"，{gaps}处无数据" if gaps else ""
    )
    return format_html(
        '<svg class="chart-drawing column-chart" role="img" aria-label="{}" width="100%" height="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        title, COLUMN_HEIGHT, title, desc, body,
    )  # fmt: skip


def _column(value, label, unit, x, width, top):
    words = "无数据" if value is None else f"{number(value)}{unit}"
    height = COLUMN_FLOOR - COLUMN_TOP if value is None else max(round(value / top * (COLUMN_FLOOR - COLUMN_TOP), 1), 1)
    return format_html(
        '<g class="{}"><title>{}：{}</title><rect x="{}" y="{}" width="{}" height="{}"/></g>',
        "column column-none" if value is None else "column", label, words, _percent(x + width * 0.1),
        round(COLUMN_FLOOR - height, 1), _percent(width * 0.8), height,
    )  # fmt: skip


def _limit_line(limit, label, top):
    y = round(COLUMN_FLOOR - limit / top * (COLUMN_FLOOR - COLUMN_TOP), 1)
    return format_html(
        '<line class="column-limit" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '<text class="column-label" x="100%" y="{}" text-anchor="end">{} {}</text>',
        y, y, y - 5, label, number(limit),
    )  # fmt: skip


def _highest(value, unit):
    return format_html('<text class="column-label" x="0" y="14">最高 {}{}</text>', number(value), unit)


def _column_labels(labels, width):
    """Some of the labels, so that they keep apart on a phone; the outermost stay inside the drawing."""
    most = 4 if max(map(len, labels)) > SHORT_LABEL else 5
    step = max(1, -(-len(labels) // most))
    shown = ((*_anchored(at * width, width), COLUMN_HEIGHT - 4, labels[at]) for at in range(0, len(labels), step))
    return format_html_join("", '<text class="column-label" x="{}" text-anchor="{}" y="{}">{}</text>', shown)


def _anchored(x, width):
    middle = x + width / 2
    if middle < 10:
        return _percent(x), "start"
    return (_percent(x + width), "end") if middle > 88 else (_percent(middle), "middle")


def _percent(share):
    return f"{round(share, 3):g}%"
