"""Reads the State Council's notice of a year's days off, as it is pasted. Pure."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from apps.common.verdicts import Refused
from apps.common.workdays import SATURDAY, statutory_days

LONGEST_HOLIDAY = 16
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
_SENTENCE = re.compile(r"[。；;\n]")
_DATE = r"(?:(?P<y{0}>\d{{4}})年)?(?:(?P<m{0}>\d{{1,2}})月)?(?P<d{0}>\d{{1,2}})日"
_SPAN = re.compile(_DATE.format(1) + r"(?:\s*(?:至|到|-|—|～|~)\s*" + _DATE.format(2) + ")?")


@dataclass(frozen=True)
class Notice:
    """The days off and the weekends that are worked for them."""

    rest: frozenset[dt.date]
    work: frozenset[dt.date]

    @property
    def days(self) -> dict[dt.date, bool]:
        """Day -> whether it is worked."""
        return {day: day in self.work for day in sorted(self.rest | self.work)}


def read_notice(text: str, year: int) -> Notice:
    """Every "1月1日至3日放假" and every "1月4日上班". Raises Refused with what is missing or cannot be."""
    rest, work = set(), set()
    for sentence in _SENTENCE.split(_plain(text)):
        for clause, word in _clauses(sentence):
            (rest if word == "放假" else work).update(_days(clause, year))
    return _checked(Notice(frozenset(rest), frozenset(work)), year)


def _plain(text):
    text = unicodedata.normalize("NFKC", text)
    while _BRACKETS.search(text):
        text = _BRACKETS.sub("", text)
    return text


def _clauses(sentence):
    """In "1月1日至3日放假调休，共3天，1月4日上班" what stands before each word belongs to it."""
    start = 0
    for word in re.finditer("放假|上班", sentence):
        yield sentence[start : word.start()], word[0]
        start = word.end()


def _days(clause, year):
    month = None
    for found in _SPAN.finditer(clause):
        first, month = _day(found, 1, year, month)
        last, month = (first, month) if found["d2"] is None else _day(found, 2, first.year, month)
        length = (last - first).days
        if not 0 <= length < LONGEST_HOLIDAY:
            raise Refused(f"“{found[0]}”不像一段假期，请核对。")
        yield from (first + dt.timedelta(days=n) for n in range(length + 1))


def _day(found, part, year, month):
    month = int(found[f"m{part}"] or month or 0)
    try:
        return dt.date(int(found[f"y{part}"] or year), month, int(found[f"d{part}"])), month
    except ValueError:
        raise Refused(f"“{found[0]}”没有这一天，请核对。") from None


def _checked(notice, year):
    if not notice.rest:
        raise Refused("没有认出放假的日子。请把通知里“元旦：1月1日……放假”这样的几段原文粘贴进来。")
    if other := sorted(day for day in notice.rest | notice.work if abs(day.year - year) > 1):
        raise Refused(f"{_said(other)} 不在 {year} 年，请核对年份。")
    if both := sorted(notice.rest & notice.work):
        raise Refused(f"{_said(both)} 又放假又上班，请核对。")
    if week := sorted(day for day in notice.work if day.weekday() < SATURDAY):
        raise Refused(f"{_said(week)} 本来就是工作日，写成调休上班了，请核对年份和日期。")
    if missing := sorted(day for day in statutory_days(year) if day not in notice.rest):
        raise Refused(f"法定节假日 {_said(missing)} 没有写到放假，请把通知粘贴完整，并核对年份。")
    return notice


def _said(days):
    return "、".join(f"{day.year}年{day.month}月{day.day}日" for day in days)
