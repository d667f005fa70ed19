"""The builder of an official document: told what is said, it knows how GB/T 9704-2012 sets it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO

from apps.reports.official import furniture, parts
from apps.reports.official.dates import chinese_date
from apps.reports.official.markup import cleaned, element, paragraph, run
from apps.reports.official.signature import SPARE_LINES, signature_lines
from apps.reports.official.tables import table
from apps.reports.official.titles import title_lines
from apps.reports.official.typography import (
    CHARACTER,
    HEADING_1,
    HEADING_2,
    HEADINGS,
    SLIVER,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE,
    TITLE_LINE,
    width,
)

INDENTED = {"firstLineChars": 200, "firstLine": 2 * CHARACTER}
DIGITS = "〇一二三四五六七八九"
TYPED_NUMBERS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^（[一二三四五六七八九十]+）"),
    re.compile(r"^\d+[.．](?!\d)"),
    re.compile(r"^（\d+）"),
)
UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants UTC without saying so


class Document:
    """Call the methods in the order of the text, then `save`.

    With a document number the first page gets the red head: `mark`, or the organ and 文件.
    The same calls give the same bytes.
    """

    def __init__(
        self, *, title: str, organ: str, number: str | None = None, mark: str = "", signer: str = "", subtitle: str = ""
    ):
        self._file = parts.blank()
        self._body = self._file.element.body
        self._landscape = False
        self._counts = [0, 0, 0, 0]
        self._last = None
        self._set_up(title, organ)
        if number:
            self._add(*furniture.red_head(mark or f"{organ}文件", number, signer))
        self._add_title(title, subtitle)

    def addressee(self, text: str) -> None:
        """主送机关, flush left, with its colon."""
        self._add(paragraph(run(cleaned(text).rstrip("：: ") + "："), jc="both"))

    def paragraph(self, text: str) -> None:
        """Running text; each line of the text is a paragraph of its own."""
        for line in cleaned(text).split("\n"):
            if line.strip():
                self._add(self._indented(run(line.strip())))

    def heading1(self, text: str, body: str = "") -> None:
        """一、 in 黑体. With a body it runs into the paragraph, with a full stop."""
        self._heading(1, text, body)

    def heading2(self, text: str, body: str = "") -> None:
        """（一） in 楷体."""
        self._heading(2, text, body)

    def heading3(self, text: str, body: str = "") -> None:
        """1. in 仿宋."""
        self._heading(3, text, body)

    def heading4(self, text: str, body: str = "") -> None:
        """（1） in 仿宋."""
        self._heading(4, text, body)

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence],
        widths: Sequence[float] | None = None,
        *,
        caption: str = "",
        align: Sequence[str] | None = None,
    ) -> None:
        """Widths are proportions; the table is always as wide as the text."""
        if caption:
            self._add(paragraph(run(caption, HEADING_1.sized(28)), jc="center", keepNext=True))
        elif self._after_table():
            self._add(self._sliver())
        total = TEXT_HEIGHT if self._landscape else TEXT_WIDTH
        self._add(table(columns, rows, widths, total=total, align=align))

    def attachments(self, names: Sequence[str]) -> None:
        """附件说明: an empty line, then the names one under the other."""
        names = [cleaned(name).rstrip("。；;，, ") for name in names]
        self._add(*([paragraph(keepNext=True)] if names else []))
        for number, name in enumerate(names, start=1):
            numbering = f"{number}." if len(names) > 1 else ""
            label = f"附件：{numbering}" if number == 1 else numbering
            left = 5 * CHARACTER + width(numbering)
            hanging = {"left": left, "hanging": width(label)}
            self._add(paragraph(run(label + name), ind=hanging, jc="both", keepNext=number < len(names)))

    def signature(self, organ: str | Sequence[str], day: date, *, seal: bool = True) -> None:
        """署名 and date, kept on the page of the last line before them. Several organs sign
        one under the other."""
        organs = [organ] if isinstance(organ, str) else list(organ)
        self._keep_last_with_next()
        self._add(*(paragraph(keepNext=True) for _ in range(SPARE_LINES[seal])))
        lines = signature_lines([cleaned(name) for name in organs], chinese_date(day), seal=seal)
        for line in lines:
            more = {"keepNext": True} if line is not lines[-1] else {}
            self._add(paragraph(run(line.text), jc=line.side, ind={"left": line.left}, **more))
        made = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        self._file.core_properties.created = self._file.core_properties.modified = made

    def note(self, text: str) -> None:
        """附注 under the date, such as whom to ask; in brackets."""
        self._add(self._indented(run(f"（{cleaned(text).strip('（）()')}）")))

    def attachment_page(self, number: int | None, title: str) -> None:
        """附件 on a page of its own; None when there is only one. Headings count from one again."""
        self._counts = [0, 0, 0, 0]
        label = "附件" if number is None else f"附件{number}"
        self._add(paragraph(run(label, HEADING_1), pageBreakBefore=True, keepNext=True), paragraph(keepNext=True))
        self._add(*(self._title_line(line) for line in title_lines(cleaned(title))), paragraph(keepNext=True))

    def colophon(self, *, printed_by: str, printed_on: date, copies: str = "") -> None:
        """版记: 抄送 and 印发 at the foot of the page on which the text ends. Call it last."""
        self._add(furniture.colophon(copies, cleaned(printed_by), chinese_date(printed_on)), self._sliver())

    def landscape(self) -> None:
        """What follows stands on pages turned left, for wide tables."""
        self._turn(landscape=True)

    def portrait(self) -> None:
        self._turn(landscape=False)

    def save(self, stream: IO[bytes]) -> None:
        if self._after_table():
            self._add(self._sliver())
        parts.write(self._file, stream)

    def _set_up(self, title: str, organ: str) -> None:
        section = self._file.sections[0]
        for footer, even in ((section.footer, False), (section.even_page_footer, True)):
            footer.is_linked_to_previous = False
            holder = footer._element
            for child in list(holder):
                holder.remove(child)
            holder.append(furniture.page_number(even=even))
        self._resize(section._sectPr)
        properties = self._file.core_properties
        properties.title, properties.author = cleaned(title).replace("\n", ""), cleaned(organ)
        properties.last_modified_by, properties.comments, properties.keywords = cleaned(organ), "", ""
        properties.revision, properties.language = 1, "zh-CN"
        properties.created = properties.modified = UNDATED

    def _add_title(self, title: str, subtitle: str) -> None:
        self._add(*(self._title_line(line) for line in title_lines(cleaned(title))))
        if subtitle:
            self._add(paragraph(run(subtitle, HEADING_2), jc="center"))
        self._add(paragraph())

    def _title_line(self, text: str):
        return paragraph(run(text, TITLE), style="Title", line=TITLE_LINE, jc="center", keepNext=True)

    def _heading(self, level: int, text: str, body: str) -> None:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        words = TYPED_NUMBERS[level - 1].sub("", cleaned(text).strip())
        number = _numbering(level, self._counts[level - 1])
        runs = [run(number + words, HEADINGS[level - 1])]
        if body:
            ending = "" if words.endswith(("。", "？", "！", "：")) else "。"
            runs = [run(number + words + ending, HEADINGS[level - 1]), run(cleaned(body).replace("\n", ""))]
        self._add(self._indented(*runs, style=f"Heading{level}", keepNext=not body))

    def _indented(self, *runs, style: str = "OfficialBody", **properties):
        return paragraph(*runs, style=style, ind=INDENTED, jc="both", **properties)

    def _sliver(self):
        """A paragraph that takes no room, where the format demands one."""
        return paragraph(run("", SLIVER), line=20)

    def _turn(self, *, landscape: bool) -> None:
        """Ends the section with the last paragraph, so that no empty page can arise."""
        if self._after_table():
            self._add(self._sliver())
        final = self._body.sectPr
        ended = final.clone()
        for reference in final.xpath("w:headerReference|w:footerReference"):
            final.remove(reference)  # sections without their own take those of the section before
        self._last.get_or_add_pPr().append(ended)
        self._landscape = landscape
        self._resize(final)

    def _resize(self, section) -> None:
        section.attrib.clear()
        for child in list(section):
            if not child.tag.endswith("Reference"):
                section.remove(child)
        section.extend([*furniture.page_size(landscape=self._landscape), element("cols", space=720)])

    def _keep_last_with_next(self) -> None:
        if self._last is not None and not self._after_table():
            self._last.get_or_add_pPr().keepNext_val = True

    def _after_table(self) -> bool:
        return self._last is not None and self._last.tag.endswith("}tbl")

    def _add(self, *blocks) -> None:
        for block in blocks:
            self._body.insert(len(self._body) - 1, block)
            self._last = block


def _numbering(level: int, number: int) -> str:
    chinese = _chinese_number(number)
    return (f"{chinese}、", f"（{chinese}）", f"{number}.", f"（{number}）")[level - 1]


def _chinese_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
