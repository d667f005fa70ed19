"""Faces, sizes and measures of GB/T 9704-2012, and the substitutes for faces a machine may lack."""

from dataclasses import dataclass, replace

TWIPS_PER_MM = 1440 / 25.4


def mm(value: float) -> int:
    """Millimetres in twentieths of a point, Word's unit."""
    return round(value * TWIPS_PER_MM)


XIAOBIAOSONG = "方正小标宋简体"
FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
LATIN = "Times New Roman"

# What a reader's machine may use instead, best first; written into the document's font table.
SUBSTITUTES = {
    XIAOBIAOSONG: ("方正小标宋_GBK", "华文中宋", "宋体"),
    FANGSONG: ("仿宋", "方正仿宋_GBK", "FangSong"),
    KAITI: ("楷体", "方正楷体_GBK", "KaiTi"),
    HEITI: ("SimHei", "方正黑体_GBK"),
    SONGTI: ("SimSun", "方正书宋_GBK"),
}

RED = "FF0000"

PAGE_WIDTH, PAGE_HEIGHT = mm(210), mm(297)
TOP, BOTTOM, LEFT, RIGHT = mm(37), mm(35), mm(28), mm(26)
HEADER_DISTANCE, FOOTER_DISTANCE = mm(15), mm(25)
TEXT_WIDTH, TEXT_HEIGHT = mm(156), mm(225)

BODY_LINE = 579  # 28.95 pt: the largest exact pitch of which 225 mm hold 22 lines
TITLE_LINE = 700  # 35 pt
CONDENSED = -5  # 0.25 pt: 16 pt characters so condensed stand 28 to the line
CHARACTER = 315  # one such character
HALF_CHARACTER = 155  # a digit of the Latin face


@dataclass(frozen=True)
class Face:
    """How a run of text looks; size in half points, spacing in twips."""

    east: str
    size: int
    latin: str = LATIN
    spacing: int = 0
    color: str = ""
    scale: int = 100

    def sized(self, size: int) -> "Face":
        return replace(self, size=size, spacing=0)


TITLE = Face(XIAOBIAOSONG, 44)
BODY = Face(FANGSONG, 32, spacing=CONDENSED)
HEADING_1 = Face(HEITI, 32, spacing=CONDENSED)
HEADING_2 = Face(KAITI, 32, spacing=CONDENSED)
HEADINGS = (HEADING_1, HEADING_2, BODY, BODY)
PAGE_NUMBER = Face(SONGTI, 28, latin=SONGTI)
COLOPHON = Face(FANGSONG, 28)
SLIVER = Face(FANGSONG, 2)
MARK = Face(XIAOBIAOSONG, 72, latin=XIAOBIAOSONG, color=RED)


def width(text: str) -> int:
    """About how wide a text in the body face is, in twips."""
    return sum(CHARACTER if character > "\u2000" else HALF_CHARACTER for character in text)
