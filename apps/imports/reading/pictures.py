"""Pictures of an xlsx and the row each belongs to: those that WPS or Excel keep inside cells, and those that float.

Nothing here is part of the contract's result. A picture that cannot be found is reported as a picture without a
member; only a workbook that cannot be read at all raises.
"""

import posixpath
import re
from typing import NamedTuple

from . import markup, rich_pictures
from .container import Archive
from .sheet import TooLarge, Unreadable, column_letter
from .xlsx import listed, relations
from .xlsx_values import CELL_FORMULA

MOST_PICTURES = 1_000

_WORKBOOK, _IN_CELLS = "xl/workbook.xml", "xl/cellimages.xml"
_DISPLAYED = re.compile(rb"DISPIMG\((?:\"|&quot;)([^\"&<]{1,100})")
_PLACED = re.compile(rb'<c (?=[^<>]*\bt="e")[^<>]*\bvm="(\d{1,7})"')
_REFERENCE = re.compile(rb'<c [^<>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<row [^<>]*>")
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ROW_HEIGHT = re.compile(rb'\bht="(\d{1,4}(?:\.\d+)?)"')
_USUAL_HEIGHT, _EMU_A_POINT = 15.0, 12_700
# Somebody who drops a picture a little above the line means the row below.
_HANGS_OVER = 0.75


class Picture(NamedTuple):
    """`row` counts from 1; `member` is the picture's name in the zip, "" when there is none."""

    sheet: str
    row: int
    column: str
    member: str


class Album:
    """The pictures of one file. Raises Unreadable for what is no xlsx, TooLarge for a bomb."""

    def __init__(self, data):
        if not data.startswith(b"PK"):
            raise Unreadable
        self._archive = Archive(data)
        if _WORKBOOK not in self._archive.names:
            raise Unreadable

    def pictures(self):
        """[Picture] sheet by sheet, at most one more than MOST_PICTURES, so that the caller sees when there are more."""
        names = self._archive.names
        if not any(name == _IN_CELLS or name.startswith(("xl/drawings/", rich_pictures.FOLDER)) for name in names):
            return []
        parts = relations(self._archive, _WORKBOOK)
        in_cells = self._in_cells() | rich_pictures.placed_in_cells(self._archive, relations)
        found = []
        for sheet, state, relation in listed(markup.parse(self._archive.read(_WORKBOOK))):
            kind, part = parts.get(relation, ("", ""))
            if kind == "worksheet" and state == "visible" and len(found) <= MOST_PICTURES:
                found += self._of_sheet(sheet, part, in_cells)
        return found[: MOST_PICTURES + 1]

    def content(self, member):
        """The bytes of a picture; raises Unreadable or TooLarge."""
        return self._archive.read(member)

    def _of_sheet(self, sheet, part, in_cells):
        data = self._archive.read(part)
        shown = [
            Picture(sheet, row, column, in_cells.get(name, ""))
            for row, column, name in (_displayed(data) if in_cells else ())
        ]
        try:
            return shown + list(self._floating(sheet, part, data))
        except Unreadable:
            return shown

    def _in_cells(self):
        """{name in the formula: member} of WPS; a damaged part has none."""
        if _IN_CELLS not in self._archive.names:
            return {}
        try:
            targets = relations(self._archive, _IN_CELLS)
            root = markup.parse(self._archive.read(_IN_CELLS))
        except Unreadable:
            return {}
        return {
            name: _member(targets, picture)
            for picture in root.iter("{*}pic")
            if (name := next((one.get("name") for one in picture.iter("{*}cNvPr")), None))
        }

    def _floating(self, sheet, part, data):
        for kind, drawing in self._relations(part).values():
            if kind != "drawing" or drawing not in self._archive.names:
                continue
            targets = self._relations(drawing)
            heights = None
            for anchor in markup.parse(self._archive.read(drawing)).iterchildren():
                start = anchor.find("{*}from")
                members = dict.fromkeys(_member(targets, one) for one in _pictures_in(anchor))
                if start is None or not members:
                    continue
                heights = _heights(data) if heights is None else heights
                row, column = _place(start, heights)
                for member in members:
                    yield Picture(sheet, row, column, member)

    def _relations(self, part):
        folder, name = posixpath.split(part)
        return relations(self._archive, part) if f"{folder}/_rels/{name}.rels" in self._archive.names else {}


def _displayed(data):
    """(row, column, name or number) of each cell that shows a picture; WPS says it twice, as formula and as value."""
    cells = {}
    for match in _DISPLAYED.finditer(data):
        start = data.rfind(b"<c ", 0, match.start())
        reference = _REFERENCE.match(data, start) if start >= 0 else None
        if reference:
            cells.setdefault((int(reference[2]), reference[1].decode()), match[1].decode(errors="replace"))
    for match in _PLACED.finditer(data):
        reference = _REFERENCE.match(data, match.start())
        if reference:
            cells.setdefault((int(reference[2]), reference[1].decode()), int(match[1]))
    return [(row, column, name) for (row, column), name in cells.items()]


def _pictures_in(anchor):
    """Also in groups; what stands there only for programs that do not know better is left out."""
    for picture in anchor.iter("{*}pic"):
        if not any(markup.local(outer.tag) == "Fallback" for outer in picture.iterancestors()):
            yield picture


def _member(targets, picture):
    """A picture that lies elsewhere (r:link) is not fetched."""
    for blip in picture.iter("{*}blip"):
        relation = next((value for name, value in blip.attrib.items() if name.endswith("}embed")), None)
        kind, member = targets.get(relation, ("", ""))
        if kind == "image":
            return member
    return ""


def _heights(data):
    """{row: points} of the rows that say how high they are."""
    heights = {}
    for match in _ROW.finditer(data):
        number, height = _ROW_NUMBER.search(match[0]), _ROW_HEIGHT.search(match[0])
        if number and height:
            heights[int(number[1])] = float(height[1])
    return heights


def _place(start, heights):
    """(row, column letter) at which a floating picture begins."""
    row, column, offset = (_whole(start, name) for name in ("row", "col", "rowOff"))
    height = heights.get(row + 1, _USUAL_HEIGHT) * _EMU_A_POINT
    return row + 1 + (offset > _HANGS_OVER * height), column_letter(min(column, 16_383))


def _whole(element, name):
    text = (element.findtext("{*}" + name) or "0").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else 0


__all__ = ["CELL_FORMULA", "MOST_PICTURES", "Album", "Picture", "TooLarge", "Unreadable"]
