"""The pages: who sees what, numbers that open their records, four taps to publish."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.problems.models import Problem
from apps.reports import actions
from apps.reports.kinds import ReportKind
from apps.reports.models import Report
from tests import cast
from tests.reports.conftest import LATER


@pytest.fixture
def circular(made):
    return made()


@pytest.fixture
def monthly(made):
    return made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)


def test_the_county_sees_its_circular_with_every_number_a_link(signed_in, circular, october):
    page = signed_in(october.county_staff).get(f"/reports/{circular.pk}/").content.decode()

    figure = circular.figures.get(key="in_time", assessee="", part="denominator")
    assert f'href="/reports/{circular.pk}/figures/{figure.pk}/"' in page
    assert "应完成（整改期限在本期内且截至统计日已到期的问题）" in page
    assert "样本不足" in page


def test_a_figure_lists_exactly_its_problems(signed_in, circular, october):
    figure = circular.figures.get(key="in_time", assessee=cast.JILONG, part="denominator")

    page = signed_in(october.county_staff).get(f"/reports/{circular.pk}/figures/{figure.pk}/")

    assert sorted(problem.pk for problem in page.context["page"]) == figure.ids
    assert "4件" in page.content.decode()


def test_a_figure_says_what_has_changed_and_what_is_out_of_sight(signed_in, circular, october):
    actions.publish(circular, by=october.county_staff, at=LATER)
    Problem.objects.within(cast.COUNTY).filter(pk=october.late.pk).update(updated_at=LATER + (LATER - LATER).resolution)
    figure = circular.figures.get(key="in_time", assessee="", part="denominator")

    page = signed_in(october.township_staff).get(f"/reports/{circular.pk}/figures/{figure.pk}/").content.decode()

    assert "已有 1 条数据变动，不影响已发文稿" in page
    assert "2 件不在您的查看范围内" in page


def test_a_draft_is_not_there_for_others_and_a_published_one_is(signed_in, circular, monthly, october):
    figure = circular.figures.first()
    addresses = [f"/reports/{circular.pk}/", f"/reports/{circular.pk}/figures/{figure.pk}/",
                 f"/reports/{circular.pk}/files/docx/", f"/reports/{circular.pk}/differences/"]  # fmt: skip
    township = signed_in(october.township_staff)
    assert [township.get(address).status_code for address in addresses] == [404] * 4

    actions.publish(circular, by=october.county_staff, at=LATER)

    assert [township.get(address).status_code for address in addresses] == [200] * 4


def test_the_neighbours_monthly_report_does_not_exist(signed_in, monthly, october):
    figure = monthly.figures.first()
    client = signed_in(october.neighbour_staff)

    assert client.get(f"/reports/{monthly.pk}/").status_code == 404
    assert client.get(f"/reports/{monthly.pk}/figures/{figure.pk}/").status_code == 404
    assert client.get(f"/reports/{monthly.pk}/files/xlsx/").status_code == 404
    for act in ("publish", "revise", "text"):
        assert client.post(f"/reports/{monthly.pk}/{act}/", {"section": "next", "text": "x"}).status_code == 404


def test_a_figure_of_another_report_is_not_found_under_this_one(signed_in, circular, monthly, october):
    figure = circular.figures.first()

    page = signed_in(october.township_staff).get(f"/reports/{monthly.pk}/figures/{figure.pk}/")

    assert page.status_code == 404


@pytest.mark.parametrize("person", ["grid_member", "office_staff", "department_staff", "administrator"])
def test_reports_are_not_for_everybody(signed_in, circular, october, person):
    assert signed_in(getattr(october, person)).get("/reports/").status_code == 403


def test_a_village_leader_reads_what_was_published(signed_in, monthly, october):
    client = signed_in(october.village_leader)
    assert client.get(f"/reports/{monthly.pk}/").status_code == 404

    actions.publish(monthly, by=october.township_leader, at=LATER)

    assert client.get(f"/reports/{monthly.pk}/").status_code == 200
    assert client.post(f"/reports/{monthly.pk}/revise/").status_code == 403


def test_publishing_from_the_page(signed_in, circular, october):
    page = signed_in(october.county_staff).post(f"/reports/{circular.pk}/publish/", follow=True)

    assert "已发布，相关单位现在就能看到" in page.content.decode()
    assert Report.objects.within(cast.COUNTY).get(pk=circular.pk).published_by == october.county_staff


def test_a_refusal_is_a_sentence(signed_in, monthly, october):
    page = signed_in(october.township_staff).post(f"/reports/{monthly.pk}/publish/", follow=True)

    assert "乡镇月报由镇领导发布。" in page.content.decode()


def test_text_from_the_page_stands_in_the_report(signed_in, monthly, october):
    client = signed_in(october.township_staff)

    page = client.post(
        f"/reports/{monthly.pk}/text/", {"section": "problems", "text": "回龙村养殖场整改慢。"}, follow=True
    )

    assert "回龙村养殖场整改慢。" in page.content.decode()
    assert client.post(f"/reports/{monthly.pk}/text/", {"section": "nonsense", "text": "x"}).status_code == 302


def test_the_list_of_a_month_costs_the_same_for_one_report_and_for_three(signed_in, made, circular, october):
    client = signed_in(october.county_staff)
    client.get("/reports/")  # the session notes when the person was last seen
    with CaptureQueriesContext(connection) as for_one:
        client.get("/reports/?month=2026-10")
    made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)
    made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.WUPING_VILLAGE[:9])

    with CaptureQueriesContext(connection) as for_three:
        page = client.get("/reports/?month=2026-10")

    assert len(for_three) == len(for_one)
    assert [row.report.division_code for row in page.context["rows"]] == [
        cast.COUNTY, cast.WUPING_VILLAGE[:9], cast.JILONG,
    ]  # fmt: skip


def test_numbers_in_the_list_open_their_records(signed_in, circular, october):
    rows = signed_in(october.county_staff).get("/reports/?month=2026-10").context["rows"]

    figure = circular.figures.get(key="overdue", assessee="")
    assert (rows[0].overdue.words, rows[0].overdue.url) == ("1", f"/reports/{circular.pk}/figures/{figure.pk}/")


@pytest.mark.parametrize("query", ["month=", "month=2026-13", "month=abc", "month=2031-01"])
def test_odd_months_give_a_page(signed_in, circular, october, query):
    assert signed_in(october.county_staff).get(f"/reports/?{query}").status_code == 200


def test_an_empty_list_says_what_would_fill_it(signed_in, county):
    page = signed_in(county.township_staff).get("/reports/").content.decode()

    assert "还没有报表" in page
    assert "每月1日自动生成" in page


def test_files_come_with_a_chinese_name(signed_in, circular, october):
    answer = signed_in(october.county_staff).get(f"/reports/{circular.pk}/files/docx/")

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%B8%B0%E9%83%BD")
    assert answer.content.startswith(b"PK")
    assert signed_in(october.county_staff).get(f"/reports/{circular.pk}/files/exe/").status_code == 404
