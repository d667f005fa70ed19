"""What stands around the text: page, page numbers, the red head and the colophon."""

import re

from apps.reports.official.markup import cleaned, element, page_field, paragraph, run
from apps.reports.official.tables import cell, frame
from apps.reports.official.typography import (
    BOTTOM,
    CHARACTER,
    COLOPHON,
    FOOTER_DISTANCE,
    HEADER_DISTANCE,
    HEADING_2,
    LEFT,
    MARK,
    PAGE_HEIGHT,
    PAGE_NUMBER,
    PAGE_WIDTH,
    RED,
    RIGHT,
    TEXT_WIDTH,
    TOP,
    Face,
    mm,
)

MARK_TOP = mm(35)  # from the top of the type area to the top of the mark
LINE_BELOW_NUMBER = 11  # points; 4 mm below the number
LARGEST_MARK, SMALLEST_MARK = 104, 44  # half points
FOOTER_LINE = 340
COLOPHON_LINE = 440
THICK, THIN = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm
FOUR_SIZE = 280  # one character of 四号

OPENING, CLOSING = re.compile(r"[\[(（【［]"), re.compile(r"[\])）】］]")


def page_size(*, landscape: bool) -> list:
    """Page and margins; a landscape page is the upright one turned left, margins included."""
    if landscape:
        size = element("pgSz", w=PAGE_HEIGHT, h=PAGE_WIDTH, orient="landscape")
        edges = {"top": LEFT, "right": TOP, "bottom": RIGHT, "left": BOTTOM}
        distances = {"header": HEADER_DISTANCE, "footer": HEADER_DISTANCE}
    else:
        size = element("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT)
        edges = {"top": TOP, "right": RIGHT, "bottom": BOTTOM, "left": LEFT}
        distances = {"header": HEADER_DISTANCE, "footer": FOOTER_DISTANCE}
    return [size, element("pgMar", **edges, **distances, gutter=0)]


def page_number(*, even: bool):
    """— 1 —, one character in from the outer edge."""
    side = "left" if even else "right"
    return paragraph(
        run("— ", PAGE_NUMBER),
        *page_field(PAGE_NUMBER),
        run(" —", PAGE_NUMBER),
        style="Footer",
        line=FOOTER_LINE,
        jc=side,
        ind={f"{side}Chars": 100, side: CHARACTER},
    )


def red_head(mark: str, number: str, signer: str = "") -> list:
    """发文机关标志, two empty lines, 发文字号 and the red line under it."""
    rule = element("pBdr", element("bottom", val="single", sz=12, space=LINE_BELOW_NUMBER, color=RED))
    properties = {"pBdr": rule, "jc": "center"}
    runs = [run(document_number(number))]
    if signer:
        edge = element("tabs", element("tab", val="right", pos=TEXT_WIDTH - CHARACTER))
        properties = {"pBdr": rule, "jc": "left", "tabs": edge}
        signed = [run("签发人："), run(signer, HEADING_2)]
        runs = [run("　"), *runs, element("r", element("tab")), *signed]
    face = _mark_face(cleaned(mark))
    return [
        paragraph(run(mark, face), before=MARK_TOP, line=face.size * 10 + 80, jc="center"),
        paragraph(),
        paragraph(),
        paragraph(*runs, **properties),
        paragraph(),
        paragraph(),
    ]


def document_number(number: str) -> str:
    """With the six-cornered brackets of the standard, without 第 and leading zeros."""
    number = CLOSING.sub("〕", OPENING.sub("〔", cleaned(number)))
    return re.sub(r"〕\s*第?\s*0*(?=\d)", "〕", number)


def colophon(copies: str, printed_by: str, printed_on: str):
    """抄送 and 印发 between rules: a table held at the bottom of the page where the document ends."""
    rows = []
    if copies:
        text = cleaned(copies).rstrip("。；， ") + "。"
        indent = {"left": 4 * FOUR_SIZE, "hanging": 3 * FOUR_SIZE, "right": FOUR_SIZE}
        words = paragraph(run(f"抄送：{text}", COLOPHON), line=COLOPHON_LINE, ind=indent, jc="both")
        rows.append(_ruled(words, THICK, THIN))
    printed = paragraph(
        run(printed_by, COLOPHON),
        element("r", element("tab")),
        run(f"{printed_on}印发", COLOPHON),
        line=COLOPHON_LINE,
        tabs=element("tabs", element("tab", val="right", pos=TEXT_WIDTH - FOUR_SIZE)),
        ind={"left": FOUR_SIZE},
    )
    rows.append(_ruled(printed, THIN if rows else THICK, THICK))
    # Counted from the page, because LibreOffice leaves a table as wide as the text where it stands otherwise.
    place = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": LEFT, "tblpYSpec": "bottom"}
    return frame([TEXT_WIDTH], *rows, position=element("tblpPr", leftFromText=0, rightFromText=0, **place))


def _ruled(content, above: int, below: int):
    edges = (("top", above), ("bottom", below))
    borders = element("tcBorders", *(element(e, val="single", sz=s, space=0, color="000000") for e, s in edges))
    margins = element("tcMar", element("left", w=0, type="dxa"), element("right", w=0, type="dxa"))
    return element("tr", element("trPr", element("cantSplit")), cell(TEXT_WIDTH, content, extra=(borders, margins)))


def _mark_face(mark: str) -> Face:
    """As large as the width allows; long names are drawn narrower before they get small."""
    count = max(len(mark), 1)
    scale = 100 if count <= 10 else 80 if count <= 16 else 66
    fitting = TEXT_WIDTH * 100 // (count * scale * 10)
    size = min(max(fitting, SMALLEST_MARK), LARGEST_MARK)
    return Face(MARK.east, size, latin=MARK.latin, color=RED, scale=scale)
