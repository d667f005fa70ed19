"""The administrator enters the State Council's notice of a year: looked at once, kept at the second click."""

import datetime as dt

import pytest
from django.test import Client

from apps.common.models import AuditEntry, SettledYear, WorkdayOverride
from apps.common.queries import calendar
from tests.common.test_notices import YEAR_2027

ADDRESS = "/calendar/year/"
TYPED = {"year": "2027", "text": YEAR_2027, "note": "国办发明电〔2026〕1号"}


@pytest.fixture
def admin(signed_in, county) -> Client:
    return signed_in(county.administrator)


def looked_at(answer):
    return {field.html_name: field.value() for field in answer.context["form"]}


def test_the_first_click_shows_what_was_recognised_and_keeps_nothing(admin):
    answer = admin.post(ADDRESS, TYPED)

    assert answer.context["looked"] == [
        ("放假（27天）", "1月1日至3日、2月5日至11日、4月3日至5日、5月1日至5日、6月9日、9月15日、10月1日至7日"),
        ("调休上班（5天）", "1月31日、2月14日、5月8日、9月26日、10月9日"),
        ("全年工作日", "249天"),
    ]
    assert "核对无误，保存" in answer.text
    assert (SettledYear.objects.count(), WorkdayOverride.objects.count()) == (0, 0)


def test_the_second_click_settles_the_year(admin):
    WorkdayOverride.objects.create(day=dt.date(2027, 3, 3), is_workday=False, note="旧的")
    WorkdayOverride.objects.create(day=dt.date(2026, 11, 7), is_workday=True, note="别的年份")

    answer = admin.post(ADDRESS, looked_at(admin.post(ADDRESS, TYPED)), follow=True)

    assert "已录入2027年放假安排" in answer.text
    assert "放假安排已知到 2027年12月31日" in answer.text
    assert [calendar().is_workday(dt.date(2027, *day)) for day in ((2, 9), (2, 14), (3, 3))] == [False, True, True]
    assert WorkdayOverride.objects.count() == 33
    assert AuditEntry.objects.get().action == "录入全年放假安排"


def test_a_text_changed_after_the_look_is_looked_at_again(admin):
    seen = looked_at(admin.post(ADDRESS, TYPED))

    answer = admin.post(ADDRESS, seen | {"text": YEAR_2027.replace("6月9日放假", "6月9日至10日放假")})

    assert answer.context["looked"][0][0] == "放假（28天）"
    assert SettledYear.objects.count() == 0


def test_a_notice_that_cannot_be_read_says_why_beside_the_field(admin):
    answer = admin.post(ADDRESS, TYPED | {"text": "请安排好值班"})

    assert "没有认出放假的日子" in answer.text
    assert answer.context["looked"] == []


def test_years_that_are_known_already_are_not_offered(admin):
    answer = admin.post(ADDRESS, TYPED | {"year": "2026"})

    assert (SettledYear.objects.count(), answer.context["looked"]) == (0, [])
