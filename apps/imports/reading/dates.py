"""Dates as cadres write them: what forms a text holds, and which day each form means."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from .cells import key_of_clean

FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050

_TIME = re.compile(r"(?:\s|(?<=\d)T)\d{1,2}(?:[:：]\d{1,2}|时|点)\S*")
# 6月3O日 is the 30th and not the 3rd, as far as anybody can tell.
_MISTYPED = re.compile(r"\d[OoIl](?=[年月日号./-])|[年月./-]\d?[OoIl](?=[\d年月日号]|$)|[./-][Il]\d(?!\d)")
# White space between two digits parts two dates (2026.3.1↵3.15), except within one number of a month or day (6月1 5日);
# ① and ② number them, and are no digits of theirs.
_GAP = re.compile(r"(?<=\d)(?!(?<=[年月]\d) \d[月日号])\s+(?=\d)|[①-⑳]")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR_WORDS = re.compile(
    r"[〇零○0一二三四五六七八九]{4}(?=年)|[二三][〇零○一二三四五六七八九](?=年[一二三四五六七八九十\d]{1,3}月)"
)
# In 26年底 and 27年6月底 two digits are the year; that is said as an inferred one, for the day is missing that would make
# it certain.
_SHORT_YEAR = re.compile(r"(?<!\d)(?=[23]\d年(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}月(?!\d)|年?[底末内]))")
_GUESSED = "≈"
_COUNT_WORDS = re.compile(r"[〇零○一二三四五六七八九十]{1,3}(?=月)|(?<=月)[〇零○一二三四五六七八九十]{1,3}(?=[日号])")

_PART = r"(?P<part{0}>初|上旬|中旬|下旬|底|末|内)?"
_RELATIVE = r"(?P<relative>今年|本年|当年|明年|次年)?"
_YEAR_END = r"年(?:度内|底|末|内)"
_FORMS = re.compile(
    "|".join(
        [
            r"(?<!\d)(?P<y1>\d{4})[年./-](?P<m1>\d{1,2})[月./-](?P<d1>\d{1,2})(?!\d)[日号]?",
            r"(?<!\d)(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)",
            r"(?<!\d)(?P<y3>\d{4})年(?:第?(?P<quarter3>[一二三四五六七八九1-9])季度[末底]?|(?P<half3>[上下])半年)",
            r"(?<!\d)(?P<y4>\d{4})(?:年(?P<m4>\d{1,2})月份?|[./-](?P<n4>\d{1,2})(?!\d)(?:月份?)?)" + _PART.format(4),
            r"(?<!\d)(?P<y5>\d{4})年(?:年?[底末内])?",
            r"(?<!\d)(?P<y6>[23]\d)(?:年(?P<m6>\d{1,2})月(?P<d6>\d{1,2})(?!\d)[日号]?"
            r"|(?P<s6>[./-])(?P<n6>\d{1,2})(?P=s6)(?P<e6>\d{1,2})(?!\d))",
            _RELATIVE + r"(?:(?<!\d)(?P<m7>\d{1,2})(?:月(?P<d7>\d{1,2})(?!\d)[日号]?|[./-](?P<e7>\d{1,2})(?!\d))"
            r"|(?<!\d)(?P<m8>\d{1,2})月份?" + _PART.format(8) + r"|第?(?P<quarter8>[一二三四五六七八九1-9])季度[末底]?"
            r"|(?P<half8>[上下])半年|(?<![\d一二三四五六七八九十半两几])(?P<end8>" + _YEAR_END + r"))",
            r"(?P<relative9>今年|本年|当年|明年|次年)(?P<end9>年?(?:度内|底|末|内))",
            r"(?P<relative10>[今本当明次])年度内",
        ]
    )
)
_NEXT_YEAR = frozenset({"明年", "次年", "明", "次"})
_PARTS_LATE = {"初": 10, "上旬": 10, "中旬": 20}
_PARTS_FOUND = {None: 1, "初": 1, "上旬": 1, "中旬": 11, "下旬": 21}
_YEAR_AND_MONTH = re.compile(r"(20\d\d)\.(0?[2-9]|11|12)")


@dataclass(frozen=True, slots=True)
class Form:
    """A date as written: what is missing is None. `part` is a part of the month, `span` a quarter, half year or year;
    `guessed` says that the year was written with two digits."""

    year: int | None
    month: int
    day: int | None = None
    part: str | None = None
    span: bool = False
    next_year: bool = False
    guessed: bool = False

    def in_year(self, year):
        return replace(self, year=year, next_year=False)

    def resolved(self, *, found):
        """The day meant, `found` for discovered_on; None when there is no such day."""
        try:
            return date(self.year, self.month, self._day_of_part(found) if self.day is None else self.day)
        except (ValueError, OverflowError):
            return None

    def _day_of_part(self, found):
        parts = _PARTS_FOUND if found else _PARTS_LATE
        return parts.get(self.part) or calendar.monthrange(self.year, self.month)[1]


@lru_cache(maxsize=65_536)
def forms_in(text):
    """Every date form in a clean text, from the left, as a tuple; none when a letter stands where a digit is meant."""
    text = with_digits(key_of_clean(_GAP.sub("|", _TIME.sub(" ", text))))
    if _MISTYPED.search(text):
        return ()
    found = tuple(_form(match) for match in _FORMS.finditer(text))
    if not found and text.isdecimal() and len(text) == 5 and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return (_serial(int(text)),)
    return found


def with_digits(text):
    """A key with the Chinese numerals of its dates turned into digits."""
    text = _YEAR_WORDS.sub(lambda match: match[0].translate(_DIGITS), text)
    return _SHORT_YEAR.sub(f"{_GUESSED}20", _COUNT_WORDS.sub(lambda match: _count(match[0]), text))


def _count(numeral):
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return numeral.translate(_DIGITS)
    return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)) if len(tens) < 2 else "99"


def _form(match):
    values = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value is not None}
    year = values.get("y")
    year = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    month, span = _month(values)
    day = values.get("d") or values.get("e")
    return Form(
        year,
        month,
        day=int(day) if day else None,
        part=values.get("part"),
        span=span,
        next_year=values.get("relative") in _NEXT_YEAR,
        guessed=match.string[: match.start()].endswith(_GUESSED),
    )


def _month(values):
    """(month, whether the form is longer than a month)"""
    written = values.get("m") or values.get("n")
    if written:
        return int(written), False
    if "quarter" in values:
        # A fifth quarter ends in a month that does not exist, like any other form that is no calendar date.
        return int(values["quarter"].translate(_DIGITS)) * 3, True
    return (6 if values.get("half") == "上" else 12), True


def _serial(number, from_1904=False):
    day = date.fromordinal(
        date(1904, 1, 1).toordinal() + number if from_1904 else date(1899, 12, 30).toordinal() + number
    )
    return Form(day.year, day.month, day.day)


def form_of_number(number, text, *, from_1904=False):
    """The date a number without date format stands for, or None."""
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, int):
        if FIRST_SERIAL <= number <= LAST_SERIAL:
            return _serial(number, from_1904)
        if 20_000_000 <= number <= 20_999_999:
            return Form(number // 10_000, number // 100 % 100, number % 100)
        return None
    match = _YEAR_AND_MONTH.fullmatch(text)
    return Form(int(match[1]), int(match[2])) if match else None
