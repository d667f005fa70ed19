"""The State Council's notice as it is pasted."""

import datetime as dt

import pytest

from apps.common.notices import read_notice
from apps.common.verdicts import Refused
from apps.common.workdays import Calendar

YEAR_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""
# Made up for the tests; the real one was not published when they were written.
YEAR_2027 = """
元旦：1月1日至3日放假，共3天。
春节：2月5日至11日放假调休，共7天。1月31日、2月14日上班。
清明节：4月3日至5日放假；劳动节：5月1日至5日放假调休，5月8日上班；端午节：6月9日放假。
中秋节：9月15日放假。国庆节：10月1日至7日放假调休，9月26日、10月9日上班。
"""


def test_the_notice_of_2026_gives_the_working_days_that_the_package_knows():
    notice = read_notice(YEAR_2026, 2026)
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    known = Calendar()

    read = [day for day in days if notice.days.get(day, day.weekday() < 5)]

    assert read == [day for day in days if known.is_workday(day)]
    assert (len(notice.rest), len(notice.work), len(read)) == (33, 6, 248)


def test_a_settled_year_is_final_and_its_other_days_follow_the_week():
    calendar = Calendar(read_notice(YEAR_2027, 2027).days, settled_years=[2027])

    assert [calendar.is_workday(dt.date(2027, *day)) for day in ((1, 1), (1, 31), (2, 9), (3, 1), (3, 6))] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert (calendar.is_final(dt.date(2027, 7, 1)), calendar.is_final(dt.date(2028, 7, 1))) == (True, False)
    assert calendar.final_until(dt.date(2026, 12, 1)) == dt.date(2027, 12, 31)
    assert Calendar().final_until(dt.date(2026, 12, 1)) == dt.date(2026, 12, 31)
    assert Calendar().final_until(dt.date(2027, 1, 2)) == dt.date(2027, 1, 2)


def test_a_holiday_may_begin_in_the_year_before_and_be_written_in_full():
    text = YEAR_2027.replace("1月1日至3日放假", "2026年12月31日至2027年1月3日放假")

    assert dt.date(2026, 12, 31) in read_notice(text, 2027).rest


@pytest.mark.parametrize("change", [("日至", "日—"), ("月", " 月 "), ("1", "１")])
def test_signs_and_widths_do_not_matter_where_they_cannot_mislead(change):
    text = YEAR_2027.replace(*change)
    text = text.replace(" 月 ", "月")

    assert read_notice(text, 2027) == read_notice(YEAR_2027, 2027)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有认出放假的日子"),
        ("请妥善安排值班。", "没有认出放假的日子"),
        (YEAR_2027.replace("6月9日", "6月31日"), "“6月31日”没有这一天"),
        (YEAR_2027.replace("9月15日放假", ""), "法定节假日 2027年9月15日 没有写到放假"),
        (YEAR_2027.replace("5月8日上班", "5月7日上班"), "2027年5月7日 本来就是工作日"),
        (YEAR_2027.replace("5月8日上班", "5月2日上班"), "2027年5月2日 又放假又上班"),
        (YEAR_2027.replace("4月3日至5日", "4月5日至3日"), "不像一段假期"),
        (YEAR_2027.replace("4月3日至5日", "1月3日至4月5日"), "不像一段假期"),
        (YEAR_2026, "请核对年份"),
    ],
)
def test_what_cannot_be_or_is_missing_is_said(text, sentence):
    with pytest.raises(Refused, match=sentence):
        read_notice(text, 2027)
