"""What one xlsx cell holds, by its type, its style and its formula."""

from datetime import datetime, timedelta
from typing import NamedTuple

from .cells import TEXT, Cell, date_cell, error_cell, formula_cell, number_cell, text_cell
from .sheet import Unreadable

CELL_FORMULA = "DISPIMG("
"""With this WPS shows a picture inside a cell; a picture of Excel gets the same text (PLACED_PICTURE)."""
PLACED_PICTURE = f'={CELL_FORMULA}"",1)'
_LAST_SERIAL = 2_958_466


class Styles(NamedTuple):
    """Which cell styles show a number as a date, which as a time of day, and where days are counted from."""

    dates: frozenset
    times: frozenset
    from_1904: bool

    def is_plain(self, style):
        return style not in self.dates and style not in self.times


def build(kind, style, *, formula, value, inline, strings, styles):
    """A Cell, or None for an empty one. A formula without a calculated value is a cell of its own kind."""
    if formula and not value and (value is None or kind != "str"):
        return formula_cell()
    if inline is not None:
        return text_cell(inline)
    if not value:
        return None
    if kind in ("str", "inlineStr"):
        return text_cell(value)
    return _BUILDERS.get(kind, _numeric)(value, style, strings, styles)


def _shared(value, style, strings, styles):
    try:
        place = int(value)
        return text_cell(strings[place]) if place >= 0 else None
    except (ValueError, IndexError) as wrong:
        raise Unreadable from wrong


def _numeric(value, style, strings, styles):
    try:
        number = float(value)
    except ValueError as wrong:
        raise Unreadable from wrong
    if not styles.is_plain(style):
        return _moment(number, only_time=style in styles.times, from_1904=styles.from_1904) or number_cell(number)
    if value.isdecimal():
        return number_cell(int(value))
    return number_cell(number)


def _moment(number, *, only_time, from_1904):
    """The date of a serial number, a time of day as text, or None when the number is neither."""
    if not 0 <= number < _LAST_SERIAL:
        return None
    seconds = timedelta(seconds=min(round(number % 1 * 86_400), 86_399))
    if only_time and number < 1:
        return Cell(TEXT, str(seconds))
    cell = date_cell(serial_moment(int(number), from_1904) + seconds)
    cell.number = number
    return cell


def serial_moment(serial, from_1904=False):
    """The day a serial number stands for. Excel's first calendar has a 29 February 1900 that never was."""
    if from_1904:
        return datetime(1904, 1, 1) + timedelta(days=serial)  # noqa: DTZ001 (a day of the calendar)
    first = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)  # noqa: DTZ001
    return first + timedelta(days=serial)


def _truth(value, style, strings, styles):
    return text_cell("TRUE" if value.strip() in ("1", "true") else "FALSE")


def _picture(value, style, strings, styles):
    return text_cell(PLACED_PICTURE)


def _wrong(value, style, strings, styles):
    return error_cell(value)


def _iso(value, style, strings, styles):
    try:
        return date_cell(datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=None))
    except ValueError:
        return text_cell(value)


_BUILDERS = {"s": _shared, "n": _numeric, "b": _truth, "e": _wrong, "picture": _picture, "d": _iso}
