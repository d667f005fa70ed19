"""One cell as the rules see it: its clean text, its key, and whether it holds a number, a date or a formula error."""

import re
import unicodedata
from datetime import date, datetime

TEXT, NUMBER, DATE, ERROR, FORMULA = range(5)
"""Kinds of cell. FORMULA is a formula whose value was never calculated; everything from ERROR on is faulty."""

PLACEHOLDERS = frozenset({"", "/", "\\", "-", "--", "—", "——", "无", "暂无", "空", "N/A", "NA"})
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})
# No placeholder or error value is longer than seven characters, and clean text has at most one space between two.
_SHORT = 16
SHORTEST_LIMIT = 64
"""The least of the maximum lengths: only a longer text can be too long."""

_INVISIBLE = [0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_CONTROLS = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)]
_TABLE = dict.fromkeys((*_INVISIBLE, *_CONTROLS))
_TABLE |= {0x09: " ", 0xA0: " ", 0x3000: " "}
_TABLE |= {
    wide: wide - 0xFEE0 for first, last in ("09", "AZ", "az") for wide in range(ord(first) + 0xFEE0, ord(last) + 0xFEE1)
}

_DIRTY = re.compile(
    "[\\x00-\\x1f\\x7f-\\xa0\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u3000\\ufeff０-９Ａ-Ｚａ-ｚ]|_x000D_|  "
)
_SPACES = re.compile(" {2,}")
_SCIENTIFIC = re.compile(r"[1-9](?:\.\d{1,16})?[Ee]\+?(?:1[5-9]|2\d)")
_LABEL_DROPS = re.compile("[\\s\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff\\x00-\\x1f\\x7f-\\x9f]|_x000D_")


def clean(text):
    """The form that is stored: no invisible characters, half-width letters and digits, single spaces, no empty lines."""
    if not _DIRTY.search(text):
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    while "_x000D_" in text:
        text = text.replace("_x000D_", "")
    text = _SPACES.sub(" ", text)
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


def key(text):
    """The form that is compared: NFKC of the clean text without any white space."""
    return key_of_clean(clean(text))


def key_of_clean(text):
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def label(text):
    """A header as written, without white space and invisible characters."""
    return _LABEL_DROPS.sub("", text)


def number_text(number):
    """3.0 is written 3; everything else in its shortest form."""
    if type(number) is int:
        return str(number)
    if number == number and abs(number) < 1e300 and number == int(number):
        return str(int(number))
    return repr(number)


class Cell:
    """A value that may stand in many places: lists repeat themselves, so equal cells are one object."""

    __slots__ = ("_key", "blank", "day", "faulty", "kind", "long", "number", "raw", "text", "usable")

    def __init__(self, kind, text, *, raw=None, number=None, day=None, blank=False):
        self.kind = kind
        self.text = text
        self.raw = text if raw is None else raw
        self.number = number
        self.day = day
        self.blank = blank
        self.faulty = kind >= ERROR
        self.usable = not blank and kind < ERROR
        self.long = len(text) > SHORTEST_LIMIT
        self._key = None

    @property
    def key(self):
        if self._key is None:
            self._key = key_of_clean(self.text)
        return self._key

    def __repr__(self):
        return f"Cell({self.text!r})"


def text_cell(raw):
    """None for a cell that holds nothing to see; an error value typed as text is an error."""
    text = clean(raw)
    if not text:
        return None
    if len(text) > _SHORT:
        return Cell(TEXT, text, raw=raw)
    short = key_of_clean(text)
    if not short:
        return None
    cell = Cell(ERROR if short in ERROR_VALUES else TEXT, text, raw=raw, blank=short in PLACEHOLDERS)
    cell._key = short
    return cell


def number_cell(number):
    return Cell(NUMBER, number_text(number), number=number)


def date_cell(moment):
    """Takes a date or a datetime; midnight is shown as a plain date."""
    if isinstance(moment, datetime):
        if moment.time() == datetime.min.time():
            return Cell(DATE, moment.date().isoformat(), day=moment.date())
        return Cell(DATE, moment.replace(microsecond=0).isoformat(), day=moment.date())
    assert isinstance(moment, date)
    return Cell(DATE, moment.isoformat(), day=moment)


def error_cell(text):
    return Cell(ERROR, clean(text) or "#VALUE!")


def formula_cell():
    return Cell(FORMULA, "")


def has_lost_digits(cell):
    """Whether this was a long number of which the program that saved the file kept only the first 15 digits."""
    if cell.kind == TEXT:
        return (
            cell.text[0] in "123456789"
            and len(cell.text) <= _SHORT * 2
            and _SCIENTIFIC.fullmatch(cell.text) is not None
        )
    if cell.kind != NUMBER or not 1e15 <= abs(cell.number) < 1e25:
        return False
    # A program that writes 18 whole digits has kept them; Excel puts noughts behind the fifteenth.
    return isinstance(cell.number, float) or not str(abs(cell.number))[15:].strip("0")


def is_blank(cell):
    """Nothing there, or only a placeholder such as / or 无."""
    return cell is None or cell.blank
