"""What a month's report says of patrols: sentences with numbers counted by hand, the table, and the lists behind."""

import pytest

from apps.assessments.metrics import about
from apps.assessments.subjects import Subject
from apps.inspections.actions.patrols import take_back
from apps.inspections.models import Patrol
from apps.reports import patrol_wording
from apps.reports.kinds import FileFormat, ReportKind
from apps.reports.models import Figure, Report
from apps.reports.readings import Reading
from tests import cast
from tests.assessments.patrolled import at as hour
from tests.assessments.patrolled import confirmed, finding, patrol, plan, task
from tests.inspections import setting
from tests.reports.conftest import LATER, day
from tests.reports.test_files import tables_of, text_of, workbook


@pytest.fixture
def patrolled(october):
    """兴龙村: three farms due, two seen on two patrols of five people in all, one find fixed at once. 回龙村: silent."""
    farms, monthly = [setting.site(number=f"F{n}") for n in range(4)], plan()
    first = patrol(october.grid_member, hour(12), sites=farms[:2], persons=3, finding_count=1)
    second = patrol(october.grid_member, hour(28), sites=farms[:1], persons=2)
    for farm, done in zip(farms[:3], (first, second, None), strict=True):
        task(monthly, farm, day(20), done=done)
    finding(first, cast.problem(discovered_on=day(12), at=hour(12)), fixed=True)
    confirmed(october.village_leader, cast.XINGLONG, day(13))
    return october


@pytest.fixture
def monthly(patrolled, made):
    return made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)


def test_the_sentences_are_those_a_clerk_would_write(monthly):
    assert patrol_wording.paragraphs(Reading(monthly)) == [
        "10月，全镇开展巡查2次、5人次，到点位3个次。巡查发现问题1件，全部现场整改。新增问题中，自行发现5件，他人发现0件。",
        "截至10月31日，在运行点位4个，其中没有列入巡查计划的1个。10月应巡查点位3个，到过2个，点位覆盖率66.67%；还有1个没有到过。"
        "到期的巡查任务3项，按期完成1项，按期完成率33.33%；超期完成1项，没有完成1项。"
        "失管点位1个（有任务过期没有完成、之后也没有人到过）：兴龙村1个。",
        # 18 working days of October 2026, two villages.
        "按每个村（社区）每个工作日报一次，应报36村日，已报3村日，未报33村日，较多的村（社区）：回龙村18村日、兴龙村15村日。"
        "未报不等于没有问题。",
    ]


def test_the_table_has_its_units_in_the_heading_and_says_nothing_of_the_silent(monthly):
    table = [[cell.text for cell in row.cells] for row in tables_of(monthly)[1].rows]

    assert [text.replace("\n", "") for text in table[0][:6]] == [
        "村（社区）", "巡查（次）", "巡查人次（人次）", "应巡查点位（个）", "已到过（个）", "点位覆盖率（%）",
    ]  # fmt: skip
    assert table[1][:10] == ["兴龙村", "2", "5", "3", "2", "66.67", "33.33", "1", "1", "1"]
    assert table[2][:7] == ["回龙村", "0", "0", "0", "0", "—", "—"]
    assert "附件2" in text_of(monthly)


def test_every_figure_of_patrols_opens_its_records(signed_in, monthly, patrolled):
    client = signed_in(patrolled.township_staff)

    for figure in monthly.figures.filter(assessee=""):
        page = client.get(f"/reports/{monthly.pk}/figures/{figure.pk}/")
        assert page.context["opened"].seen == figure.value, figure.key
        assert len(page.context["behind"].page) == min(figure.value, 50)


def test_person_times_add_up_over_the_list(signed_in, monthly, patrolled):
    figure = monthly.figures.get(key="person_times", assessee="")

    page = signed_in(patrolled.township_staff).get(f"/reports/{monthly.pk}/figures/{figure.pk}/")

    assert sum(row.persons for row in page.context["behind"].page) == Reading(monthly).count("person_times") == 5
    assert "指标数值 5人次" in page.content.decode()


def test_the_page_shows_the_section_with_every_number_a_link(signed_in, monthly, patrolled):
    page = signed_in(patrolled.township_staff).get(f"/reports/{monthly.pk}/").content.decode()

    figure = monthly.figures.get(key="coverage", assessee=cast.XINGLONG, part="numerator")
    assert "网格巡查情况" in page
    assert f'href="/reports/{monthly.pk}/figures/{figure.pk}/">2</a>' in page


def test_the_workbook_has_patrols_tasks_and_sites_with_their_own_numbers(monthly):
    book = workbook(monthly)

    assert [row[3] for row in book["巡查明细"].iter_rows(min_row=3, values_only=True)] == [3, 2]
    assert [row[0] for row in book["点位明细"].iter_rows(min_row=3, values_only=True)] == ["F0", "F1", "F2", "F3"]
    rows = {row[1]: row for row in book["指标"].iter_rows(values_only=True)}
    assert rows["巡查人次"][2:6] == (5, "人次", 5, 2)


def test_a_patrol_taken_back_afterwards_is_said_and_gives_another_version(signed_in, monthly, patrolled, made):
    walk = Patrol.objects.within(cast.JILONG).order_by("pk").first()
    take_back(walk, reason="点错了", by=patrolled.grid_member, at=LATER + (LATER - LATER).resolution)

    page = signed_in(patrolled.township_staff).get(f"/reports/{monthly.pk}/").content.decode()

    assert "有 <strong>1</strong> 条相关数据变动" in page
    assert made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG).version == 2


def test_a_report_made_before_patrols_were_counted_still_opens_and_downloads(signed_in, made, october):
    report = made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)
    old = _as_it_was_before(report)
    client = signed_in(october.township_staff)

    assert "网格巡查情况" not in client.get(f"/reports/{old.pk}/").content.decode()
    for file_format in FileFormat:
        assert client.get(f"/reports/{old.pk}/files/{file_format}/").status_code == 200


def _as_it_was_before(report) -> Report:
    """The report of the month before, with the measures that there were and their figures."""
    then = {measure.key for measure in about(Subject.PROBLEM)} - {"found_on_patrol", "fixed_on_spot"}
    kept = report.snapshot
    snapshot = kept | {
        "measures": [one | {"formula": "当时的口径"} for one in kept["measures"] if one["key"] in then],
        "totals": {key: cell for key, cell in kept["totals"].items() if key in then},
        "by_unit": {
            code: {key: cell for key, cell in cells.items() if key in then} for code, cells in kept["by_unit"].items()
        },
    }
    for one in snapshot["measures"]:
        del one["subject"]
    old = Report.objects.create(
        kind=report.kind, division_code=report.division_code, month=day(1, 9), version=1, snapshot=snapshot,
        extracts=report.extracts, fingerprint="old", made_at=LATER,
    )  # fmt: skip
    facts = ("code", "key", "assessee", "part", "value", "ids")
    Figure.objects.bulk_create(
        Figure(report=old, **{fact: getattr(figure, fact) for fact in facts})
        for figure in report.figures.filter(key__in=then)
    )
    return old
