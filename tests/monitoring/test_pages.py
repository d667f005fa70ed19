"""The pages: each opens for whom it is, its form does its work, its list costs the same for 1 and 5 rows."""

import datetime as dt
import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.common import clock
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.words import Indicator
from tests.cast import JILONG
from tests.monitoring.setting import clean_day, measured, reading, recorded, section, station

YESTERDAY = dt.timedelta(1)


def page_of(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_list_says_what_would_fill_it(county, signed_in):
    assert "先在这里建点位" in page_of(signed_in(county.county_staff), "monitoring")
    assert "县生态环境局建立您辖区内的" in page_of(signed_in(county.township_staff), "monitoring")


def test_the_list_shows_points_in_scope_with_class_in_words(county, signed_in):
    at, point, elsewhere = clock.now(), section(name="龙河暨龙断面"), station("500230114", name="武平镇站")
    recorded(county.county_staff, at, reading(point, "1.2", Indicator.NH3N, day=clock.today()))

    page = page_of(signed_in(county.township_staff), "monitoring")

    assert "龙河暨龙断面" in page
    assert "Ⅳ类" in page
    assert "未达标" in page
    assert elsewhere.name not in page


def test_the_list_costs_the_same_for_one_row_and_for_five(county, signed_in, django_assert_num_queries):
    client, at, day = signed_in(county.county_staff), clock.now(), clock.today()
    recorded(county.county_staff, at, *clean_day(station(), day=day))
    page_of(client, "monitoring")

    with CaptureQueriesContext(connection) as one:
        page_of(client, "monitoring")
    for _ in range(4):
        recorded(county.county_staff, at, *clean_day(station(), day=day))
    with django_assert_num_queries(len(one)):
        page_of(client, "monitoring")


def test_a_point_shows_its_days_gaps_chart_and_corrections(county, signed_in):
    point = measured(county.county_staff, clock.now())
    day = clock.today() - YESTERDAY

    page = page_of(signed_in(county.grid_member), "monitoring_point", point.pk, on=f"{day:%Y-%m}")

    for words in (point.name, "column-chart", "校准后", "HJ 633-2026"):
        assert words in page
    assert "录入数据" not in page


def test_a_wish_that_cannot_be_met_shows_the_newest_month(county, signed_in):
    point, client = station(), signed_in(county.county_staff)

    for asked in ({"period": "x", "on": "2026-99"}, {"on": "2099-01"}, {"show": "ph"}, {"period": "hour"}):
        assert "无数据" in page_of(client, "monitoring_point", point.pk, **asked)


def test_a_point_is_registered_with_coordinates_of_another_map(county, signed_in):
    facts = {
        "kind": "section", "name": "龙河暨龙断面", "code": "S01", "division_code": JILONG, "target_class": "2",
        "coordinates": "107.954244, 29.657202", "datum": "GCJ02",
    }  # fmt: skip

    answer = signed_in(county.county_staff).post(reverse("new_monitoring_point"), facts, follow=True)

    point = MonitoringPoint.objects.everywhere("test").get()
    assert "已建立龙河暨龙断面" in answer.content.decode()
    assert (point.target_class, round(float(point.longitude), 2), round(float(point.latitude), 2)) == (2, 107.95, 29.66)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"target_class": "2"}, "只有河流断面和饮用水水源地有水质目标"),
        ({"is_lake": "on"}, "只有水质点位分湖库型"),
        ({"coordinates": "随便"}, "认不出这个坐标"),
        ({"division_code": "510722"}, "选择一个有效的选项"),
        ({"code": ""}, "请填写“点位编码”"),
    ],
)
def test_a_form_says_what_to_write(county, signed_in, facts, said):
    facts = {"kind": "air", "name": "暨龙镇站", "code": "A01", "division_code": JILONG} | facts

    answer = signed_in(county.county_staff).post(reverse("new_monitoring_point"), facts)

    assert said in html.unescape(answer.content.decode())
    assert MonitoringPoint.objects.everywhere("test").count() == 0


def test_a_point_is_changed_closed_and_reopened_on_its_pages(county, signed_in):
    client, point, today = signed_in(county.county_staff), station(), clock.today()
    same = {"name": "暨龙镇站", "code": point.code, "division_code": JILONG}
    client.post(reverse("change_monitoring_point", args=[point.pk]), same)
    client.post(reverse("close_monitoring_point", args=[point.pk]), {"on": today.isoformat(), "reason": "迁站"})
    point.refresh_from_db(from_queryset=MonitoringPoint.objects.everywhere("test"))
    assert (point.name, point.closed_on) == ("暨龙镇站", today)
    assert "恢复使用" in page_of(client, "monitoring_point", point.pk)

    client.post(reverse("reopen_monitoring_point", args=[point.pk]))

    point.refresh_from_db(from_queryset=MonitoringPoint.objects.everywhere("test"))
    assert point.closed_on is None


def value(**facts):
    day = (clock.today() - YESTERDAY).isoformat()
    return {"indicator": "pm25", "value": "35", "period": "day", "day": day, "remark": ""} | facts


def test_a_value_by_hand_is_recorded_corrected_and_known(county, signed_in):
    client, point = signed_in(county.county_staff), station()
    address = reverse("new_monitoring_value", args=[point.pk])

    pages = [client.post(address, value(value=text), follow=True).content.decode() for text in ("35", "36", "36.0")]

    assert "已录入" in pages[0]
    assert "已更正" in pages[1]
    assert "没有改动" in pages[2]
    assert list(MonitoringValue.objects.order_by("version").values_list("value", "source")) == [
        (35, "hand"),
        (36, "hand"),
    ]


def test_a_doubtful_value_is_asked_about_once(county, signed_in):
    client, point = signed_in(county.county_staff), station()
    address = reverse("new_monitoring_value", args=[point.pk])

    asked = client.post(address, value(value="900"))

    assert "请核对单位和小数点" in html.unescape(asked.content.decode())
    assert MonitoringValue.objects.count() == 0
    client.post(address, value(value="900", sure="on"))
    assert MonitoringValue.objects.get().value == 900


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"value": "-1"}, "不能是负数"),
        ({"value": "三十五"}, "不是数字"),
        ({"value": "/"}, "没有测到的不用录入"),
        ({"value": "未检出"}, "检出限"),
        ({"indicator": "ph"}, "选择一个有效的选项"),
        ({"day": "2099-01-01"}, "还没有到"),
        ({"invalid": "on"}, "请写数据为什么无效"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(county, signed_in, facts, said):
    point = station()

    answer = signed_in(county.county_staff).post(reverse("new_monitoring_value", args=[point.pk]), value(**facts))

    assert said in html.unescape(answer.content.decode())
    assert MonitoringValue.objects.count() == 0


def test_a_township_looks_and_does_not_write(county, signed_in):
    client, point = signed_in(county.township_staff), station()

    answers = [
        client.get(reverse(name, args=[point.pk])).status_code for name in ("monitoring_point", "new_monitoring_value")
    ]

    assert answers == [200, 403]
