"""The cells of one xlsx sheet.

Lists of tens of thousands of rows repeat the same few values, so the XML is cut at its row and cell tags and every
distinct cell is understood once. Each piece must match a strict grammar; a sheet that is written in any other way is
read by the XML parser instead, with the same result.
"""

import re
from itertools import pairwise

from . import markup
from .cells import text_cell
from .sheet import RowGatherer, Unreadable, column_index
from .xlsx_values import build

_CELL = re.compile(
    r'(?P<attributes>(?: [\w:.-]+="[^"<&]*")*) ?'
    r"(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?P<v><v(?: [^<>]*)?(?:/>|>(?P<value>[^<]*)</v>))?"
    r"(?:(?P<is><is>.*</is>)|<is/>)?</c>)\s*",
    re.DOTALL,
)
_ATTRIBUTES = re.compile(r'(?: [\w:.-]+="[^"<&]*")* ?')
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_ROW = re.compile(r'(?:r="(\d{1,7})")?((?: ?[\w:.-]+="[^"<&]*")*) ?/?')
_HIDDEN = re.compile(r'\bhidden="(?:1|true)"')
_PLAIN_INLINE = re.compile(r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>')


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
    parts = [_plain_parts(tail) or _parts(tail) for tail in tails]
    values = markup.decode_all([value for _, _, value, _ in parts])
    kinds = {attributes: _kind(attributes) for attributes in {attributes for attributes, *_ in parts}}
    cells = {}
    for tail, (attributes, formula, _, inline), value in zip(tails, parts, values, strict=True):
        kind, style = kinds[attributes]
        if inline and not formula:
            cells[tail] = text_cell(value)
        else:
            has_value = inline is not None
            cells[tail] = build(
                kind,
                style,
                formula=formula,
                value=value if has_value and not inline else None,
                inline=value if inline else None,
                strings=strings,
                styles=styles,
            )
    return cells


def _plain_parts(tail):
    """What `_parts` gives, for a cell of nothing but a value or one inline text, without the grammar; else None."""
    if tail.endswith("</v></c>"):
        attributes, opened, content = tail[:-8].partition("><v>")
        inline = False
    else:
        attributes, opened, content = tail[:-13].partition("><is><t>")
        inline = True
        if not tail.endswith("</t></is></c>"):
            return None
    return (attributes, False, content, inline) if opened and "<" not in attributes and "<" not in content else None


def _parts(tail):
    """(attributes, whether there is a formula, content still escaped, True for an inline string, None for no content)"""
    match = _CELL.fullmatch(tail)
    if match is None:
        raise _Unusual
    attributes, formula, v, value, inside = match.groups()
    if inside:
        return attributes, formula is not None, _inline(inside), True
    return attributes, formula is not None, value or "", False if v else None


def _kind(attributes):
    """(type, style) of a cell."""
    if _ATTRIBUTES.fullmatch(attributes) is None:
        raise _Unusual
    said = dict(_ATTRIBUTE.findall(attributes))
    return said.get("t", "n"), said.get("s", "0")


def _inline(element):
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
