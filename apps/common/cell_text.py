"""The text of a cell: what a workbook can hold, and what keeps it from becoming a formula."""

import re
from datetime import datetime

from django.utils import timezone

MAX_TEXT = 32_767  # UTF-16 units in a cell
CUT_OFF = "…（内容过长，已截断）"
FORMULA_START = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def neutralised(text: str) -> str:
    """The text for a CSV cell, with an apostrophe before whatever could start a formula.

    Workbooks need none of this: there a text is stored as text, with its value untouched.
    """
    return f"'{text}" if FORMULA_START.match(text) else text


def original(text: str) -> str:
    """The text that `neutralised` was given: what a reader of our own CSV has to undo."""
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text


def printable(text: str) -> str:
    """The text without characters that a workbook cannot hold, within the length of a cell."""
    text = UNPRINTABLE.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter takes such a text for ready-made XML and writes it unescaped
    if _units(text) <= MAX_TEXT:
        return text
    return cut(text, MAX_TEXT - len(CUT_OFF)) + CUT_OFF


def words(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    return str(value)


def local(moment: datetime) -> datetime:
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def columns_of(line: str) -> int:
    """The width in half-width characters, with one to spare at the end."""
    return len(line) + sum(character > "\u2000" for character in line) + 1


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, units: int) -> str:
    """The beginning of the text, in UTF-16 units and never through the middle of a character."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
