"""The cells of one xlsx sheet, cut out of its XML or parsed.

Lists of tens of thousands of rows repeat the same few values, so the XML is cut at its row and cell tags and every
distinct cell is understood once. Each piece must match a strict grammar; a sheet that is written in any other way is
read by the XML parser instead, with the same result.
"""

import re
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from . import markup
from .cells import number_cell, text_cell
from .sheet import NotInPortions, RowGatherer, Unreadable, column_index
from .xlsx_values import build

_CELL = re.compile(
    r'(?P<attributes>(?: [\w:.-]+="[^"<&]*")*) ?'
    r"(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?P<v><v(?: [^<>]*)?(?:/>|>(?P<value>[^<]*)</v>))?"
    r"(?:(?P<is><is>.*</is>)|<is/>)?</c>)\s*",
    re.DOTALL,
)
_ATTRIBUTES = re.compile(r'(?: [\w:.-]+="[^"<&]*")* ?')
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_REFERENCE = re.compile(r'<c r="([A-Z]{1,3})\d+"')
# A number that does not stand first, or is none, is left to the parser.
_ROW = re.compile(r'(?:r="(\d{1,7})")?(?: ?(?!r=)[\w:.-]+="[^"<&]*")* ?/?')
_HIDDEN = re.compile(r'\bhidden="(?:1|true)"')
_PLAIN_INLINE = re.compile(r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
# How many distinct cells are kept from one portion to the next.
_MOST_KNOWN = 20_000


class Unusual(NotInPortions):
    """Well-formed perhaps, but not written the way that can be cut."""


class Cutter:
    """Cuts rows into cells and understands every distinct cell of a portion once."""

    def __init__(self, strings, styles):
        self.strings, self.styles = strings, styles
        self.hidden = set()
        self._known = {None: None}
        self._shapes = {}
        self._previous = 0

    def rows(self, text):
        """[(number, cells)]"""
        before, *pieces = text.split("<row ")
        if before.strip():
            raise Unusual
        rows = [self._row(piece) for piece in pieces]
        if len(self._known) > _MOST_KNOWN:
            self._known = {None: None}
        fresh = set().union(*(tails for _, tails in rows)).difference(self._known)
        self._known.update(_understand(list(fresh), self.strings, self.styles))
        cell_of = self._known.__getitem__
        return [(number, list(map(cell_of, tails))) for number, tails in rows]

    def _row(self, piece):
        """(number, the cells, each still as its XML behind the reference)"""
        head, _, inside = piece.partition(">")
        attributes = _ROW.fullmatch(head)
        if attributes is None:
            raise Unusual
        digits = attributes[1] or ""
        self._previous = number = int(digits) if digits else self._previous + 1
        if "hidden" in head and _HIDDEN.search(head):
            self.hidden.add(number)
        inside = inside.strip()
        return number, (self._tails(inside) if inside else ())

    def _tails(self, inside):
        if not inside.endswith("</row>"):
            raise Unusual
        # A reference that is none stays in the cell before it, where the grammar has no place for it.
        head, *found = _REFERENCE.split(inside[:-6])
        if head.strip():
            raise Unusual
        if not found:
            return ()
        letters, tails = tuple(found[::2]), found[1::2]
        if letters not in self._shapes:
            self._shapes[letters] = _shape(letters)
        shape = self._shapes[letters]
        if shape is None:
            return tails
        tails.append(None)
        return shape(tails)


def _shape(letters):
    """What puts the cells of a row, and the None behind them, at their columns; None when there are no gaps.

    Columns must go from left to right.
    """
    try:
        places = [column_index(one) for one in letters]
    except KeyError as odd:
        raise Unusual from odd
    if any(right <= left for left, right in pairwise(places)):
        raise Unusual
    if len(places) == places[-1] + 1:
        return None
    found = {place: number for number, place in enumerate(places)}
    return itemgetter(*(found.get(place, -1) for place in range(places[-1] + 1)))


def _understand(tails, strings, styles):
    """{XML behind the reference: Cell or None}"""
    texts, others = {}, []
    for tail in tails:
        # Nothing but one inline text, which is most of what does not repeat itself.
        head, opened, content = tail.partition("><is><t>")
        if opened and content.endswith("</t></is></c>") and content.count("<") == 3 and _kind(head):
            texts[tail] = content[:-13]
        else:
            others.append(tail)
    cells = dict(zip(texts, map(text_cell, markup.decode_all(list(texts.values()))), strict=True))
    parts = [_parts(tail) for tail in others]
    values = markup.decode_all([value for _, _, value, _ in parts])
    for tail, (attributes, formula, _, inline), value in zip(others, parts, values, strict=True):
        kind, style = _kind(attributes)
        if inline is False and kind == "n" and value.isdecimal() and styles.is_plain(style):
            cells[tail] = number_cell(int(value))
            continue
        cells[tail] = build(
            kind,
            style,
            formula=formula,
            value=value if inline is False else None,
            inline=value if inline else None,
            strings=strings,
            styles=styles,
        )
    return cells


def _parts(tail):
    """(attributes, whether there is a formula, content still escaped, True for an inline string, None for no content)"""
    attributes, opened, content = tail.partition("><v>")
    if opened and content.endswith("</v></c>") and content.count("<") == 2 and "<" not in attributes:
        return attributes, False, content[:-8], False
    match = _CELL.fullmatch(tail)
    if match is None:
        raise Unusual
    attributes, formula, v, value, inside = match.groups()
    if inside:
        return attributes, formula is not None, _inline(inside), True
    return attributes, formula is not None, value or "", False if v else None


@lru_cache(maxsize=4096)
def _kind(attributes):
    """(type, style) of a cell."""
    if _ATTRIBUTES.fullmatch(attributes) is None:
        raise Unusual
    return _kind_and_style(dict(_ATTRIBUTE.findall(attributes)))


def _kind_and_style(said):
    """An error with value metadata is what Excel says about a picture placed in the cell to programs of before."""
    kind = said.get("t", "n")
    return "picture" if kind == "e" and "vm" in said else kind, said.get("s", "0")


def _inline(element):
    plain = _PLAIN_INLINE.fullmatch(element)
    if plain is None:
        raise Unusual
    return plain[1]


def parse_rows(data, strings, styles):
    """The same by the XML parser, for prefixed, rearranged or otherwise unusual sheets; damaged ones are refused."""
    gatherer, hidden, previous, looking = RowGatherer(), set(), 0, True
    elements = markup.Walk(data, "row")
    for element in elements:
        number = previous = _row_number(element, previous)
        if looking and element.get("hidden") in ("1", "true"):
            hidden.add(number)
        looking = looking and gatherer.add(number, _parse_row(element, strings, styles))
    return elements.rest, gatherer.finish(), hidden


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
    kind, style = _kind_and_style(c.attrib)
    return build(
        kind,
        style,
        formula="f" in parts,
        value=None if v is None else v.text or "",
        inline=None if inline is None else markup.string_item(inline),
        strings=strings,
        styles=styles,
    )
