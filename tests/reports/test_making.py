"""One report for a kind, a unit and a month; a new version only when the data changed."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.assessments.cells import Part
from apps.common.models import LongWork
from apps.common.verdicts import Refused
from apps.problems.models import Problem
from apps.problems.states import State
from apps.reports import actions, files, queries
from apps.reports.kinds import FileFormat, ReportKind
from apps.reports.models import Figure, Report, ReportRun
from apps.reports.readings import Reading
from apps.territory.models import Division
from tests import cast
from tests.reports.conftest import LATER, OCTOBER, at, day

HOUR = dt.timedelta(hours=1)


def all_reports():
    return Report.objects.within(cast.COUNTY)


def test_the_figures_are_those_worked_out_by_hand(made):
    reading = Reading(made())

    assert {key: reading.said(key) for key in ("found", "in_time", "overdue", "closed", "relapsed")} == {
        "found": "6件", "in_time": "50%", "overdue": "1件", "closed": "3件", "relapsed": "0件",
    }  # fmt: skip
    assert reading.said("found_by_themselves") == "83.33%"
    assert reading.said("in_time", cast.JILONG) == "75%"


def test_every_figure_opens_as_many_records_as_it_says(made):
    report = made()
    reading = Reading(report)

    assert report.figures.count() == len({figure.code for figure in report.figures.all()})
    for figure in report.figures.all():
        cell = reading.cell(figure.key, figure.assessee)
        assert figure.value == len(figure.ids) == cell.size(Part(figure.part))


def test_units_without_enough_cases_are_not_ranked(made):
    ranking = made().snapshot["ranking"]

    assert ranking["minimum"] == 3
    assert ranking["places"] == [
        {"code": cast.JILONG, "place": 1, "standing": "ranked", "last": None},
        {"code": cast.WUPING_VILLAGE[:9], "place": None, "standing": "small", "last": None},
    ]


def test_made_twice_on_unchanged_data_it_is_one_report_with_the_same_bytes(made):
    first = made()
    content = {one: files.content(first, one) for one in FileFormat}

    again = made(moment=LATER + HOUR)

    assert (again.pk, again.version, all_reports().count()) == (first.pk, 1, 1)
    assert {one: files.content(again, one) for one in FileFormat} == content


def test_changed_data_give_a_new_version_and_the_difference(made, october):
    first = made()
    Problem.objects.within(cast.COUNTY).filter(pk=october.late.pk).update(
        state=State.SUBMITTED, completed_on=day(14), updated_at=LATER
    )

    second = made(moment=LATER + HOUR)

    first.refresh_from_db(from_queryset=all_reports())
    assert [(one.version, one.status) for one in (first, second)] == [(1, "replaced"), (2, "draft")]
    changes = {(one.name, one.unit, one.before, one.figure.value) for one in queries.differences(first, second)}
    assert ("按期完成率", "暨龙镇", 3, 4) in changes
    assert ("期末超期", "合计", 1, 0) in changes


def test_a_running_month_is_only_judged_so_far_and_a_finished_one_is_another_version(made):
    running = made(moment=at(16))
    reading = Reading(running)

    assert (reading.during, reading.until) == ("10月1日至15日", "截至10月15日")
    assert reading.cell("in_time").denominator == 4
    assert made().version == 2


def test_a_month_that_has_not_begun_is_refused(october):
    with pytest.raises(Refused, match="还没有开始"):
        actions.make(kind=ReportKind.COUNTY_RANKING, division_code=cast.COUNTY, month=dt.date(2026, 12, 1), at=LATER)


def test_last_months_place_is_the_published_one(made, october):
    september = dt.date(2026, 9, 1)
    for number in range(4):
        cast.problem(
            cast.WUPING_VILLAGE, state=State.SUBMITTED, deadline=day(10 + number, 9), completed_on=day(9, 9),
            discovered_on=day(1, 9), at=at(1, 9),
        )  # fmt: skip
    before = actions.make(kind=ReportKind.COUNTY_RANKING, division_code=cast.COUNTY, month=september, at=LATER)
    actions.publish(before, by=october.county_staff, at=LATER)
    Problem.objects.within(cast.COUNTY).filter(deadline__month=9).update(completed_on=day(30))

    places = made().snapshot["ranking"]["places"]

    assert {place["code"]: place["last"] for place in places} == {cast.JILONG: None, cast.WUPING_VILLAGE[:9]: 1}


def test_a_county_of_many_townships_costs_as_many_queries_as_one_of_two(made, october):
    made(moment=LATER)
    with CaptureQueriesContext(connection) as for_two:
        made(afresh=True)
    codes = [f"500230{number}" for number in range(200, 220)]
    Division.objects.bulk_create(Division(code=code, name=f"乡{code}", level="township") for code in codes)
    for code in codes:
        cast.problem(code, state=State.RECTIFYING, deadline=day(9), discovered_on=day(2), at=at(2))

    with CaptureQueriesContext(connection) as for_many:
        report = made(afresh=True)

    assert len(report.snapshot["units"]) == 22
    assert len(for_many) == len(for_two)


def test_a_run_keeps_its_progress_and_says_why_it_failed(october):
    kind, code = ReportKind.TOWNSHIP_MONTHLY, cast.JILONG
    wanted = actions.ask_for([(kind, code)], month=OCTOBER, by=october.township_staff, at=LATER)
    assert wanted == [(kind, code)]
    assert actions.ask_for([(kind, code)], month=OCTOBER, by=october.township_staff, at=LATER + HOUR / 60) == []
    assert queries.progress(october.township_staff, OCTOBER, now=LATER).is_over is False

    actions.run(kind=kind, division_code=code, month=OCTOBER, at=LATER)
    assert queries.progress(october.township_staff, OCTOBER, now=LATER).done == 1

    actions.run(kind=kind, division_code=code, month=dt.date(2026, 12, 1), at=LATER)
    failed = ReportRun.objects.within(code).get(month=dt.date(2026, 12, 1))
    assert (failed.stage, failed.failure) == (LongWork.Stage.FAILED, "这个月份还没有开始，不能生成报表。")


def test_a_forgotten_run_is_taken_up_again(october):
    kind, code = ReportKind.TOWNSHIP_MONTHLY, cast.JILONG
    actions.ask_for([(kind, code)], month=OCTOBER, by=october.township_staff, at=LATER)

    again = actions.ask_for([(kind, code)], month=OCTOBER, by=october.township_staff, at=LATER + HOUR)

    assert again == [(kind, code)]


def test_the_township_does_not_make_the_countys_circular(october):
    with pytest.raises(Refused, match="县通报由县生态环境局生成"):
        actions.ask_for([(ReportKind.COUNTY_RANKING, cast.COUNTY)], month=OCTOBER, by=october.township_leader, at=LATER)


def test_nobody_changes_a_figure_afterwards(made):
    report = made()

    with pytest.raises(Exception, match="never changed or deleted"):
        Figure.objects.filter(report=report).update(value=99, ids=[1] * 99)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_report(made):
    ready, results, failures = threading.Barrier(3), [], []

    def work():
        try:
            ready.wait()
            results.append(made().pk)
        except Exception as failure:  # shown below
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert len(set(results)) == 1
    assert list(all_reports().values_list("version", "status")) == [(1, "draft")]
