"""The cells of one xlsx sheet.

Lists of tens of thousands of rows repeat the same few values, so the XML is cut at its row and cell tags and every
distinct cell is understood once. Each piece must match a strict grammar; a sheet that is written in any other way is
read by the XML parser instead, with the same result.
"""

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from . import markup
from .cells import TEXT, Cell, date_cell, error_cell, formula_cell, number_cell, text_cell
from .sheet import RowGatherer, Unreadable, column_index

_CELL = re.compile(
    r'(?P<attributes>(?: [\w:.-]+="[^"<&]*")*) ?'
    r"(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?P<v><v(?: [^<>]*)?(?:/>|>(?P<value>[^<]*)</v>))?"
    r"(?:(?P<is><is>.*</is>)|<is/>)?</c>)\s*",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_ROW = re.compile(r'(?:r="(\d{1,7})")?((?: ?[\w:.-]+="[^"<&]*")*) ?/?')
_HIDDEN = re.compile(r'\bhidden="(?:1|true)"')
_PLAIN_INLINE = re.compile(r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
_LAST_SERIAL = 2_958_466


class Styles(NamedTuple):
    """Which cell styles show a number as a date, which as a time of day, and where days are counted from."""

    dates: frozenset
    times: frozenset
    from_1904: bool


class _Unusual(Exception):
    """Well-formed perhaps, but not written the way that can be cut."""


def read_cells(data, strings, styles):
    """(the sheet's XML without its rows, rows, numbers of hidden rows)"""
    try:
        return _cut(data, strings, styles)
    except _Unusual:
        return _parse(data, strings, styles)


def _cut(data, strings, styles):
    shell, body = _take_out_rows(data)
    if (
        body.count("<c ") != body.count('<c r="')
        or "<c>" in body
        or "<c/>" in body
        or "<row>" in body
        or "<row/>" in body
    ):
        raise _Unusual
    gatherer, hidden, seen, shapes, previous = RowGatherer(), set(), {}, {}, 0
    for piece in body.split("<row ")[1:]:
        head, _, inside = piece.partition(">")
        attributes = _ROW.fullmatch(head)
        if attributes is None:
            raise _Unusual
        number = previous = int(attributes[1]) if attributes[1] else previous + 1
        if "hidden" in head and _HIDDEN.search(head):
            hidden.add(number)
        if inside and not gatherer.add(number, _cut_row(inside, attributes[1] or "", shapes, seen)):
            break
    cells = _understand(list(seen), strings, styles)
    cells[None] = None
    understood = RowGatherer()
    for number, row in gatherer.finish():
        if not understood.add(number, [cells[tail] for tail in row]):
            break
    return markup.parse(shell), understood.finish(), hidden


def _take_out_rows(data):
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    head = data[:200].lower()
    if start < 0 or end < start or b"<!" in data or (b"encoding=" in head and b"utf-8" not in head):
        raise _Unusual
    try:
        body = str(memoryview(data)[start + 11 : end], "utf-8")
    except UnicodeDecodeError as other:
        raise _Unusual from other
    return data[:start] + b"<sheetData/>" + data[end + 12 :], body


def _cut_row(inside, digits, shapes, seen):
    """The cells of a row, each still as its XML behind the reference."""
    inside = inside.rstrip()
    if not inside.endswith("</row>"):
        raise _Unusual
    if "</c>" not in inside:
        return []
    head, *pieces = inside[:-6].split('<c r="')
    if head.strip():
        raise _Unusual
    cut = -len(digits) or None
    pairs = [piece.split('"', 1) for piece in pieces]
    letters = tuple([reference[:cut] for reference, _ in pairs])
    places = shapes.get(letters)
    if places is None:
        places = shapes[letters] = _places(letters)
    tails = [seen.setdefault(tail, tail) for _, tail in pairs]
    if len(places) == places[-1] + 1:
        return tails
    cells = [None] * (places[-1] + 1)
    for place, tail in zip(places, tails, strict=True):
        cells[place] = tail
    return cells


def _places(letters):
    """Columns of the cells of a row, which must go from left to right."""
    try:
        places = [column_index(one) for one in letters]
    except KeyError as odd:
        raise _Unusual from odd
    if any(right <= left for left, right in pairwise(places)):
        raise _Unusual
    return places


def _understand(tails, strings, styles):
    """{XML behind the reference: Cell or None}"""
    matches = [_CELL.fullmatch(tail) for tail in tails]
    if not all(matches):
        raise _Unusual
    groups = [match.groups() for match in matches]
    values = markup.decode_all([value or "" for _, _, _, value, _ in groups])
    inlines = markup.decode_all([_inline(inline) for *_, inline in groups])
    cells, kinds = {}, {}
    for tail, (attributes, formula, v, _, inside), value, inline in zip(tails, groups, values, inlines, strict=True):
        kind = kinds.get(attributes)
        if kind is None:
            said = dict(_ATTRIBUTE.findall(attributes))
            kind = kinds[attributes] = said.get("t", "n"), said.get("s", "0")
        cells[tail] = build(
            *kind,
            formula=formula is not None,
            value=value if v else None,
            inline=inline if inside else None,
            strings=strings,
            styles=styles,
        )
    return cells


def _inline(element):
    if element is None:
        return ""
    plain = _PLAIN_INLINE.fullmatch(element)
    if plain is None:
        raise _Unusual
    return plain[1]


def _parse(data, strings, styles):
    """The same by the XML parser, for prefixed, rearranged or otherwise unusual sheets; damaged ones are refused."""
    gatherer, hidden, previous = RowGatherer(), set(), 0
    for element in markup.walk(data, "row"):
        number = previous = _row_number(element, previous)
        if element.get("hidden") in ("1", "true"):
            hidden.add(number)
        if not gatherer.add(number, _parse_row(element, strings, styles)):
            break
    shell = markup.parse(data)
    return shell, gatherer.finish(), hidden


def _row_number(element, previous):
    written = element.get("r")
    if written is None:
        return previous + 1
    if not written.isdecimal() or len(written) > 7:
        raise Unreadable
    return int(written)


def _parse_row(element, strings, styles):
    cells = []
    for c in element.iterchildren("{*}c"):
        column = _written_column(c.get("r"), len(cells))
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = _parse_cell(c, strings, styles)
    return cells


def _written_column(reference, following):
    if reference is None:
        return following
    try:
        return column_index(reference.rstrip("0123456789"))
    except KeyError as wrong:
        raise Unreadable from wrong


def _parse_cell(c, strings, styles):
    parts = {markup.local(child.tag): child for child in c}
    v, inline = parts.get("v"), parts.get("is")
    return build(
        c.get("t", "n"),
        c.get("s", "0"),
        formula="f" in parts,
        value=None if v is None else v.text or "",
        inline=None if inline is None else markup.string_item(inline),
        strings=strings,
        styles=styles,
    )


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
    if style in styles.dates or style in styles.times:
        return _moment(number, only_time=style in styles.times, from_1904=styles.from_1904) or number_cell(number)
    if value.isdecimal() and len(value) > 15:
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


def _wrong(value, style, strings, styles):
    return error_cell(value)


def _iso(value, style, strings, styles):
    try:
        return date_cell(datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=None))
    except ValueError:
        return text_cell(value)


_BUILDERS = {"s": _shared, "n": _numeric, "b": _truth, "e": _wrong, "d": _iso}
