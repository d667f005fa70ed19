"""Tables of an official document: fixed widths that add up to the type area, a header that is
repeated on every page, rows that never break across pages."""

import itertools
from collections.abc import Sequence

from apps.reports.official.markup import cleaned, element, paragraph, run
from apps.reports.official.typography import FANGSONG, HEITI, TEXT_WIDTH, Face

SIZES = {24: 400, 21: 340}  # 小四 and 五号 in half points, each with its exact line pitch in twips
HALF_CHARACTER = 120  # of 小四, in twips
SHORT = 16  # half-width characters that look better in the middle
NARROWEST, WIDEST = 5, 44
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence],
    widths: Sequence[float] | None = None,
    *,
    total: int = TEXT_WIDTH,
    align: Sequence[str] | None = None,
):
    """A ruled table; widths are proportions (millimetres, say) and always fill the total."""
    texts = [["" if value is None else cleaned(value) for value in row] for row in rows]
    if any(len(row) != len(columns) for row in texts):
        raise ValueError("a row has more or fewer cells than the table has columns")
    natural = _natural(columns, texts)
    grid = _grid(widths or natural, total)
    size = 24 if sum(natural) * HALF_CHARACTER <= total else 21
    sides = align or [_side([row[number] for row in texts]) for number in range(len(columns))]
    header = _row(columns, grid, Face(HEITI, size), ["center"] * len(columns), header=True)
    body = (_row(row, grid, Face(FANGSONG, size), sides) for row in texts)
    return frame(grid, header, *body, borders=element("tblBorders", *(_rule(edge) for edge in EDGES)))


def frame(grid: Sequence[int], *rows, borders=None, position=None):
    """The table around finished rows, with the column widths where every program looks for them."""
    properties = element("tblPr")
    if position is not None:
        properties.append(position)
    properties.extend([element("tblW", w=sum(grid), type="dxa"), element("jc", val="center")])
    if borders is not None:
        properties.append(borders)
    properties.extend(
        [
            element("tblLayout", type="fixed"),
            element("tblCellMar", element("left", w=57, type="dxa"), element("right", w=57, type="dxa")),
            element("tblLook", val="04A0"),
        ]
    )
    columns = element("tblGrid", *(element("gridCol", w=width) for width in grid))
    return element("tbl", properties, columns, *rows)


def cell(width: int, *paragraphs, extra=()):
    properties = element("tcPr", element("tcW", w=width, type="dxa"), *extra, element("vAlign", val="center"))
    return element("tc", properties, *paragraphs)


def _row(texts: Sequence[str], grid: Sequence[int], face: Face, sides: Sequence[str], *, header: bool = False):
    properties = element("trPr", element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))
    cells = (
        cell(
            width,
            paragraph(
                run(text, face),
                style="TableText",
                line=SIZES[face.size],
                before=60,
                after=60,
                jc=side,
                keepNext=header or None,
            ),
        )
        for text, width, side in zip(texts, grid, sides, strict=True)
    )
    return element("tr", properties, *cells)


def _grid(widths: Sequence[float], total: int) -> list[int]:
    """Whole twips in these proportions; the edges are rounded, so the sum is exact."""
    edges = [round(total * sum(widths[:number]) / sum(widths)) for number in range(len(widths) + 1)]
    return [right - left for left, right in itertools.pairwise(edges)]


def _natural(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> list[float]:
    """Widths after the longest line of each column, within reason."""
    longest = [max(map(_longest_line, [label, *(row[n] for row in texts)])) for n, label in enumerate(columns)]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]


def _side(texts: Sequence[str]) -> str:
    return "center" if all(_longest_line(text) <= SHORT for text in texts) else "left"


def _longest_line(text: str) -> int:
    return max(sum(2 if character > "\u2000" else 1 for character in line) for line in text.split("\n"))


def _rule(edge: str):
    return element(edge, val="single", sz=4, space=0, color="000000")
