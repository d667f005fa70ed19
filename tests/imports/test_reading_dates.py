"""Spellings of dates, parts of months, inferred years, words for deadlines, and the order of dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.reading.cells import number_cell, text_cell
from apps.imports.reading.datefields import Base, DateFields
from tests.imports.lists import codes, only, read_record, read_rows, warned

_DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2090, 12, 31))
_CHINESE = "〇一二三四五六七八九"


def _fields(year=2026, *, of_today=False, today=dt.date(2026, 4, 20), from_1904=False):
    base = Base(year, of_today)
    bases = dict.fromkeys(("discovered_on", "deadline", "completed_on", "closed_on"), base)
    return DateFields(today=today, bases=bases, from_1904=from_1904)


def _read(field, written, discovered=None, **base):
    cell = number_cell(written) if isinstance(written, int | float) else text_cell(written)
    return _fields(**base).read(field, cell, discovered)


def _day(field, written, discovered=None, **base):
    reading = _read(field, written, discovered, **base)
    return "bad" if reading.wrong else reading.iso


def _numeral(number):
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones or not tens else "")


@given(
    _DAYS,
    st.sampled_from(
        ["{y}年{m}月{d}日", "{y}.{m}.{d}", "{y}/{m}/{d}", "{y}-{m}-{d}", "{y}年{m}.{d}", "{y}-{m:02}-{d:02}"]
    ),
)
def test_a_full_date_reads_back_whatever_the_separators(day, form):
    assert _day("deadline", form.format(y=day.year, m=day.month, d=day.day) + "前完成") == day.isoformat()


@given(_DAYS)
def test_eight_digits_and_chinese_numerals_read_back(day):
    chinese = "".join(_CHINESE[int(digit)] for digit in str(day.year))
    written = f"{chinese}年{_numeral(day.month)}月{_numeral(day.day)}日"

    assert _day("discovered_on", f"{day:%Y%m%d}") == day.isoformat()
    assert _day("discovered_on", written) == day.isoformat()
    assert _day("discovered_on", written.replace("〇", "○")) == day.isoformat()


@given(st.dates(dt.date(2020, 1, 1), dt.date(2039, 12, 31)))
def test_two_digits_of_a_year_read_back(day):
    assert _day("closed_on", f"{day.year - 2000}.{day.month}.{day.day}") == day.isoformat()


@pytest.mark.parametrize(
    ("written", "day", "inferred"),
    [
        ("26年底前", "2026-12-31", True),
        ("27年末", "2027-12-31", True),
        ("27年年内", "2027-12-31", True),
        ("27年6月底前", "2027-06-30", True),
        ("27年第三季度", "2027-09-30", True),
        ("27年上半年", "2027-06-30", True),
        ("二七年六月底", "2027-06-30", True),
        ("27年6月30日", "2027-06-30", False),
        ("2026年3月底（延期至27年底）", "2027-12-31", True),
        ("27年底（延期至2028年3月底）", "2028-03-31", False),
        ("3年内", None, False),
        ("半年内", None, False),
    ],
)
def test_two_digits_before_年_are_the_year_of_what_follows_and_said_to_be_understood_so(written, day, inferred):
    """The YY of “YY年M月D日”; without a day the form is none of the table's, so the year counts as inferred."""
    reading = _read("deadline", written, dt.date(2025, 11, 5))

    assert (reading.iso, reading.wrong, reading.inferred) == (day, day is None, inferred)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_serial_number_reads_back_as_number_and_as_text(day):
    serial = (day - dt.date(1899, 12, 30)).days

    assert _day("discovered_on", float(serial)) == day.isoformat()
    assert _day("discovered_on", str(serial)) == day.isoformat()


@given(_DAYS)
def test_a_date_without_a_year_takes_the_base_year(day):
    reading = _read("discovered_on", f"{day.month}月{day.day}日", year=day.year)

    assert (reading.day, reading.inferred) == (day, True)


@pytest.mark.parametrize(
    ("written", "discovered", "due"),
    [
        ("2026年6月初", "2026-06-01", "2026-06-10"),
        ("2026年6月上旬", "2026-06-01", "2026-06-10"),
        ("2026年6月中旬", "2026-06-11", "2026-06-20"),
        ("2026年6月下旬", "2026-06-21", "2026-06-30"),
        ("2026年2月底前", "2026-02-28", "2026-02-28"),
        ("2026年2月份", "2026-02-01", "2026-02-28"),
        ("2024.2月末", "2024-02-29", "2024-02-29"),
        ("2026.6", "2026-06-01", "2026-06-30"),
        ("2026-6月内", "2026-06-30", "2026-06-30"),
        ("2026年第二季度", "bad", "2026-06-30"),
        ("2026年三季度末", "bad", "2026-09-30"),
        ("2026年上半年", "bad", "2026-06-30"),
        ("2026年年底前", "bad", "2026-12-31"),
        ("2026年", "bad", "2026-12-31"),
    ],
)
def test_parts_of_a_month_and_longer_spans(written, discovered, due):
    assert _day("discovered_on", written) == discovered
    assert _day("deadline", written) == due
    assert _day("completed_on", written) == due


@pytest.mark.parametrize("written", ["2026年第5季度", "2026年五季度末", "2026年6月底，第六季度"])
def test_a_quarter_that_no_year_has_is_no_calendar_date(written):
    assert _day("deadline", written) == "bad"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/1/9 18:40", "2026-01-09"),
        ("2026-02-20T08:05:33", "2026-02-20"),
        ("2026年3月2日 9时30分", "2026-03-02"),
        ("2026年3月2日\n8点", "2026-03-02"),
        ("２０２６年５月３１日", "2026-05-31"),
        ("自2026年5月31日", "2026-05-31"),
        (20260531.0, "2026-05-31"),
        (2026.6, "2026-06-01"),
        (2026.12, "2026-12-01"),
        (2026.1, "bad"),
        (2026.0, "bad"),
        (46203.5, "bad"),
        (20261331.0, "bad"),
        ("2026年2月30日", "bad"),
        ("13月", "bad"),
        ("2026年6月0日", "bad"),
        ("二〇二六年三月二〇日", "2026-03-20"),
        ("二零二六年零三月零五日", "2026-03-05"),
        ("2025年一○月", "2025-10-01"),
        ("见附件", "bad"),
    ],
)
def test_what_discovered_on_reads(written, day):
    assert _day("discovered_on", written) == day


def test_a_workbook_may_count_from_1904():
    assert _fields(from_1904=True).read("discovered_on", number_cell(44741.0)).iso == "2026-06-30"


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026年6月30日前（已延期至9月底）", "2026-09-30"),
        ("2026年12月底前（延期至3月底）", "2027-03-31"),
        ("2026.3.1-3.15", "2026-03-15"),
        ("2026年6月底前，明年3月底前完成销号", "2027-03-31"),
        ("2026-6-30\n2026-9-30", "2026-09-30"),
        ("2026.3.1 3.15", "2026-03-15"),
        ("20260630\n20260930", "2026-09-30"),
        ("2026/1/9 3人", "2026-01-09"),
        ("2026年6月1 5日", "2026-06-15"),
        ("①2026年6月底前截污；②2027年9月30日前绿化", "2027-09-30"),
    ],
)
def test_of_several_dates_a_deadline_is_the_last_and_discovery_the_first(written, due):
    assert _read("deadline", written) == _read("deadline", due)
    assert _day("discovered_on", "2026.3.1-3.15") == "2026-03-01"


def test_a_later_date_is_inferred_only_when_the_one_before_it_was():
    assert _read("deadline", "3月底（延期至6月底）").inferred
    assert not _read("deadline", "2026年3月底（延期至6月底）").inferred


@pytest.mark.parametrize(
    ("written", "discovered", "due"),
    [
        ("6月底前", dt.date(2025, 3, 1), "2025-06-30"),
        ("2月底前", dt.date(2025, 3, 1), "2026-02-28"),
        ("年底前", dt.date(2025, 3, 1), "2025-12-31"),
        ("本年度内", dt.date(2025, 3, 1), "2025-12-31"),
        ("明年2月底", dt.date(2025, 3, 1), "2026-02-28"),
        ("明年2月底", None, "2027-02-28"),
        ("二季度末", None, "2026-06-30"),
        ("上半年", None, "2026-06-30"),
        ("今年底", None, "2026-12-31"),
    ],
)
def test_the_year_of_a_deadline_without_one(written, discovered, due):
    reading = _read("deadline", written, discovered)

    assert (reading.iso, reading.inferred) == (due, True)


def test_what_is_over_does_not_lie_after_today_when_only_today_tells_the_year():
    today = {"year": 2026, "of_today": True}

    assert _day("discovered_on", "12月3日", **today) == "2025-12-03"
    assert _day("closed_on", "12月3日", **today) == "2025-12-03"
    assert _day("deadline", "12月3日", **today) == "2026-12-03"
    assert _day("discovered_on", "12月3日", year=2026) == "2026-12-03"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("立行立改", "immediate"),
        ("立即整改", "immediate"),
        ("立行立改、长期坚持", "immediate"),
        ("长期坚持", "long_term"),
        ("常态化推进", "long_term"),
        ("待定", "none"),
        ("无时限", "none"),
        ("立行立改，2026年6月底前完成", "date"),
    ],
)
def test_words_in_a_deadline(written, kind):
    assert _read("deadline", written).kind == kind


@pytest.mark.parametrize(
    "written",
    [
        "尽快",
        "按方案执行",
        "10个工作日内",
        "2026年3月15日起30日内",
        "自2026年3月15日起，三个月内完成",
        "6个月内",
        "一年内",
        "每月5日前",
    ],
)
def test_a_period_or_a_wish_is_no_deadline(written):
    assert _read("deadline", written).wrong


@pytest.mark.parametrize("written", ["未完成", "尚未销号", "待验收", "否", "正在整改", "未完成（计划2026年6月）"])
def test_what_is_not_yet_done_has_no_date_and_is_no_mistake(written):
    assert _read("completed_on", written).day is None
    assert not _read("completed_on", written).wrong
    assert _read("closed_on", "已完成").wrong


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"发现时间": "2026-03-10", "整改时限": "2026-03-01"}, "E"),
        ({"发现时间": "2026-03-10", "整改完成时间": "2026-03-01"}, "E"),
        ({"发现时间": "2026-03-10", "销号时间": "2026-03-01"}, "E"),
        ({"整改完成时间": "2026-03-10", "销号时间": "2026-03-01"}, "E"),
    ],
)
def test_dates_that_cannot_follow_one_another_are_errors_at_the_later_field(given, column):
    assert codes(read_record(given)) == [(2, column, "impossible_date_order")]


@pytest.mark.parametrize("written", ["2026年6月3O日", "2026-06-l5", "2026.O6.15", "2026.6.3o"])
def test_a_letter_typed_for_a_digit_is_no_other_day(written):
    assert codes(read_record({"整改时限": written})) == [(2, "D", "bad_date")]


def test_units_and_names_with_letters_beside_a_date_are_text_around_it():
    assert only(read_record({"整改时限": "2026年6月30日前完成CO、1#锅炉治理"})).deadline == "2026-06-30"


def test_a_discovery_in_the_future_is_only_a_warning():
    result = read_record({"发现时间": "2026-05-01"})

    assert only(result).discovered_on == "2026-05-01"
    assert warned(result) == [(2, None, "future_discovered_date")]


def test_the_year_comes_from_header_then_sheet_then_title_then_file():
    rows = [["2023年问题清单"], ["乡镇", "存在问题", "{header}"], ["暨龙镇", "污水直排。", "3月1日"]]

    def found(header, sheet, title, file):
        rows[0][0], rows[1][2] = title, header
        return only(read_rows(rows, sheet=sheet, name=file)).discovered_on[:4]

    assert found("发现时间（2021年）", "2022年", "2023年度清单", "2024年.xlsx") == "2021"
    assert found("发现时间", "2022年", "2023年度清单", "2024年.xlsx") == "2022"
    assert found("发现时间", "清单", "2023年度清单", "2024年.xlsx") == "2023"
    assert found("发现时间", "清单", "问题清单", "2024年.xlsx") == "2024"
    assert found("发现时间", "清单", "问题清单", "清单.xlsx") == "2026"
