"""The township's daily brief: nothing typed, 未报 never nought, one a day, the same bytes again, rest days carried on."""

import datetime as dt
import io
import threading

import docx
import pytest
from django.db import connection, connections

from apps.common.models import WorkdayOverride
from apps.common.verdicts import Refused
from apps.inspections.actions.days import confirm_day
from apps.reports import actions, briefs, queries, tasks
from apps.reports.models import DailyBrief
from config.celery import app
from tests import cast
from tests.assessments.patrolled import at, finding, patrol
from tests.inspections import setting

# Friday 20 November 2026; the weekend before it is 14 and 15, and the 16th is a Monday.
FRIDAY, MONDAY = dt.date(2026, 11, 20), dt.date(2026, 11, 16)


def six(day):
    return at(day.day, 11, 18)


def make(day=FRIDAY, moment=None, code=cast.JILONG):
    return actions.make_brief(division_code=code, day=day, at=moment or six(day))


def text_of(brief) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(brief.content)).paragraphs if paragraph.text]


def table_of(brief) -> list[list[str]]:
    (table,) = docx.Document(io.BytesIO(brief.content)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture
def friday(county):
    """兴龙村: two patrols, four person-times, three sites, two finds of which one fixed at once. 回龙村: nothing."""
    sites = [setting.site(), setting.site()]
    first = patrol(county.grid_member, at(20, 11, 9), sites=sites, persons=3, finding_count=2)
    patrol(county.grid_member, at(20, 11, 15), sites=sites[:1])
    for title, fixed in (("路边沟里有垃圾", True), ("养殖场粪污外溢", False)):
        finding(first, cast.problem(title=title, discovered_on=FRIDAY, at=at(20, 11)), fixed=fixed)
    return county


def test_the_brief_reads_as_a_clerk_would_write_it_with_nothing_typed(friday):
    text = text_of(make())

    number = text[text.index("二、发现的问题") + 1]
    assert text[:2] == ["暨龙镇2026年11月20日", "网格巡查日报"]
    assert text[2:6] == [
        "现将11月20日（星期五）网格巡查情况报告如下。",
        "一、总体情况",
        "截至18时，暨龙镇2个村（社区）中，已报1个，未报1个：回龙村。未报不等于没有问题，请尽快核实补报。",
        "开展巡查2次、4人次，到点位3个次。发现问题2件，其中现场整改1件：兴龙村2件。",
    ]
    assert number.startswith("1. 兴龙村：路边沟里有垃圾（2026-") and number.endswith("，已现场整改）。")
    assert text[-2:] == ["暨龙镇人民政府", "2026年11月20日"]


def test_a_village_without_a_record_prints_not_reported_in_every_column(friday):
    assert table_of(make())[1:] == [
        ["兴龙村", "已报", "2", "4", "3", "2", "1"],
        ["回龙村", *["未报"] * 6],
    ]


def test_a_nil_report_is_nought_because_somebody_said_so(friday):
    place = friday.village_committee.division_id.replace("201", "205")
    leader = cast.person("village_leader", place, friday.village_committee, "回龙主任")
    confirm_day(division_code=place, day=FRIDAY, by=leader, at=at(20, 11, 17))

    brief = make()

    assert table_of(brief)[2] == ["回龙村", "零报告", "0", "0", "0", "0", "0"]
    assert "已报2个（其中确认没有发现问题、没有登记巡查的1个），没有漏报。" in text_of(brief)[4]


def test_made_again_late_and_after_more_came_it_is_the_same_file(friday):
    first = make()
    patrol(friday.grid_member, at(20, 11, 17), cast.HUILONG, received_at=at(20, 11, 20))

    again = make(moment=at(23, 11, 9))
    rebuilt = io.BytesIO()
    briefs.write(first.snapshot, rebuilt)

    assert (again.pk, bytes(again.content), again.sha256) == (first.pk, bytes(first.content), first.sha256)
    assert rebuilt.getvalue() == bytes(first.content)


def test_a_day_of_rest_has_no_brief_and_its_patrols_stand_in_the_next(county):
    patrol(county.grid_member, at(14, 11), persons=2)
    patrol(county.grid_member, at(15, 11), finding_count=1)
    patrol(county.grid_member, at(13, 11))

    with pytest.raises(Refused, match="休息日"):
        make(dt.date(2026, 11, 15))

    assert "11月14日至11月15日休息期间，登记巡查2次、3人次，发现问题1件。" in text_of(make(MONDAY))


def test_the_countys_own_calendar_counts(county):
    WorkdayOverride.objects.create(day=FRIDAY, is_workday=False)

    with pytest.raises(Refused):
        make()


def test_a_late_brief_says_that_it_has_the_whole_day(friday):
    assert text_of(make(moment=at(21, 11, 8)))[4].startswith("截至当天24时")


def test_a_day_to_come_is_refused(county):
    with pytest.raises(Refused, match="还没有到"):
        make(moment=at(19, 11, 18))


def test_owed_from_the_hour_on_and_what_the_last_working_day_lacks(county):
    def owed(day, hour):
        return queries.briefs_owed(today=day, hour=hour, from_hour=18)

    townships, thursday = (cast.WUPING, cast.JILONG), dt.date(2026, 11, 19)
    assert owed(FRIDAY, 17) == [(code, thursday) for code in townships]
    assert owed(FRIDAY, 18) == [(code, day) for day in (thursday, FRIDAY) for code in townships]
    make(thursday)
    assert owed(dt.date(2026, 11, 22), 20) == [(code, FRIDAY) for code in townships]
    assert owed(FRIDAY, 17) == [(cast.WUPING, thursday)]


def test_the_task_builds_what_is_owed_and_twice_changes_nothing(county):
    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    try:
        tasks.make_daily_briefs()
        made = set(DailyBrief.objects.everywhere("test").values_list("pk", flat=True))
        tasks.make_daily_briefs()
    finally:
        app.conf.task_always_eager = before

    assert len(made) in (2, 4)  # the last working day's, and today's when its hour is over
    assert set(DailyBrief.objects.everywhere("test").values_list("pk", flat=True)) == made


def test_nobody_changes_a_brief_afterwards(friday):
    brief = make()

    with pytest.raises(Exception, match="never changed or deleted"):
        DailyBrief.objects.everywhere("test").filter(pk=brief.pk).update(sha256="0" * 64)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_brief(friday):
    ready, results = threading.Barrier(3), []

    def work():
        ready.wait()
        results.append(make().pk)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (len(results), len(set(results))) == (3, 1)
    assert DailyBrief.objects.everywhere("test").count() == 1
    connection.close()


# --- Pages ---


def test_the_brief_and_its_file_are_for_the_township_its_villages_and_the_county(signed_in, friday):
    brief = make()
    page, file = f"/reports/briefs/{cast.JILONG}/2026-11-20/", f"/reports/briefs/{cast.JILONG}/2026-11-20/docx/"

    for person in (friday.township_staff, friday.village_leader, friday.grid_member, friday.supervisor):
        client = signed_in(person)
        assert "暨龙镇2026年11月20日网格巡查日报" in client.get("/reports/briefs/").content.decode()
        assert [client.get(page).status_code, client.get(file).content] == [200, bytes(brief.content)]
    neighbour = signed_in(friday.neighbour_staff)
    assert [neighbour.get(page).status_code, neighbour.get(file).status_code] == [404, 404]
    assert "暨龙镇" not in neighbour.get("/reports/briefs/").content.decode()


def test_the_page_opens_the_days_records_and_says_what_came_later(signed_in, friday):
    make()
    patrol(friday.grid_member, at(20, 11, 17), cast.HUILONG, received_at=at(20, 11, 20))
    client = signed_in(friday.township_staff)

    page = client.get(f"/reports/briefs/{cast.JILONG}/2026-11-20/")
    cells = {name: row for name, _, row in page.context["page"].rows()}["兴龙村"]

    assert ">1 次</a>，已计入日报告和月报" in page.content.decode()
    values = [client.get(cell.url).context["value"] for cell in cells]
    assert values == ["2次", "4人次", "3个次", "2件", "1件"]


@pytest.mark.parametrize("address", ["500230123/abc", "500230123/2026-13-01", "abc/2026-11-20", "500230/2026-11-20"])
def test_odd_addresses_are_not_found(signed_in, county, address):
    assert signed_in(county.county_staff).get(f"/reports/briefs/{address}/").status_code == 404


def test_a_day_without_a_brief_says_when_there_will_be_one(signed_in, county):
    page = signed_in(county.township_staff).get(f"/reports/briefs/{cast.JILONG}/2026-11-21/")

    assert "这一天没有日报" in page.content.decode()
