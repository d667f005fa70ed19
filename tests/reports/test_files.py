"""The Word file and the workbook, read back."""

import datetime as dt
import io
import re

import docx
import openpyxl
import pytest

from apps.problems.states import State
from apps.reports import actions, files
from apps.reports.kinds import FileFormat, ReportKind
from tests import cast
from tests.reports.conftest import LATER, at, day


def text_of(report) -> list[str]:
    document = docx.Document(io.BytesIO(files.content(report, FileFormat.DOCX)))
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def tables_of(report):
    return docx.Document(io.BytesIO(files.content(report, FileFormat.DOCX))).tables


def workbook(report):
    return openpyxl.load_workbook(io.BytesIO(files.content(report, FileFormat.XLSX)))


def test_the_circular_reads_as_a_clerk_would_write_it(made):
    text = text_of(made())

    assert text[:4] == ["丰都县2026年10月", "生态环境问题整改情况通报", "各乡镇人民政府、街道办事处：",
                        "现将丰都县2026年10月生态环境问题整改情况通报如下。"]  # fmt: skip
    assert text[4:10] == [
        "一、总体情况",
        "（一）网格巡查。10月，全县没有登记巡查，没有在运行的点位，也没有村（社区）报过日报告。没有记录不等于没有问题。",
        "（二）问题发现。10月，全县新增生态环境问题6件。其中，网格巡查和自查发现5件，自行发现率83.33%；信访举报1件。"
        "按类型分，固体废物4件、水污染2件。上报及时率100%（6件中及时登记6件）。",
        "（三）整改完成。10月到期应完成整改的问题6件，按期完成3件，按期完成率50%；超期完成2件，截至10月31日仍未完成1件。"
        "截至10月31日，超期未完成整改的问题1件。",
        "（四）销号和回头看。10月销号3件；期末在办3件。回头看没有认定反弹的问题。",
        "二、乡镇（街道）排名",
    ]
    assert "到期问题不足3件、样本不足不排名的：武平镇。" in text
    assert "部分问题超期未完成整改：暨龙镇1件，逐件情况见附件3。" in text
    assert text[text.index("丰都县生态环境局") + 1] == "2026年11月2日"


def test_the_township_report_reads_as_a_clerk_would_write_it(made, october):
    report = made(kind=ReportKind.TOWNSHIP_MONTHLY, code=cast.JILONG)
    actions.write_text(report, section="next", text="一是抓巡查。\n二是抓整改。", by=october.township_staff, at=LATER)

    text = text_of(report)

    assert [line for line in text if re.match("[一二三四五六七]、", line)] == [
        "一、网格巡查情况", "二、问题发现情况", "三、问题整改情况", "四、信访投诉情况", "五、各村（社区）情况",
        "六、存在问题", "七、下月安排",
    ]  # fmt: skip
    assert "10月没有登记信访举报和12345热线反映的问题。" in text
    assert text[text.index("七、下月安排") + 1 :][:2] == ["一是抓巡查。", "二是抓整改。"]
    assert "暨龙镇人民政府" in text


def test_a_month_of_noughts_claims_nothing(county):
    report = actions.make(
        kind=ReportKind.TOWNSHIP_MONTHLY, division_code=cast.JILONG, month=dt.date(2026, 10, 1), at=LATER
    )

    text = "\n".join(text_of(report))

    for sentence in (
        "10月，全镇没有登记新增的生态环境问题。",
        "10月没有到期应完成整改的问题。",
        "截至10月31日，没有超期未完成整改的问题。",
        "10月没有销号的问题；期末没有在办问题。",
        "10月在台账中没有任何记录的村（社区）2个：兴龙村、回龙村。无记录不等于没有问题，请核实是否漏报。",
    ):
        assert sentence in text
    assert "100%" not in text
    rows = [[cell.text for cell in row.cells] for row in tables_of(report)[0].rows]
    assert rows[1][:3] == ["兴龙村", "无记录", "—"]


@pytest.mark.parametrize(
    ("completed", "sentence"),
    [
        ([9], "10月到期应完成整改的问题1件，已按期完成，按期完成率100%。"),
        ([9, 9], "10月到期应完成整改的问题2件，全部按期完成，按期完成率100%。"),
        ([11, 12], "10月到期应完成整改的问题2件，没有按期完成的，按期完成率0%；超期完成2件。"),
    ],
)
def test_all_one_and_none(county, completed, sentence):
    for number in completed:
        cast.problem(
            cast.XINGLONG, state=State.SUBMITTED, deadline=day(10), completed_on=day(number), discovered_on=day(1),
            at=at(1),
        )  # fmt: skip
    report = actions.make(
        kind=ReportKind.TOWNSHIP_MONTHLY, division_code=cast.JILONG, month=dt.date(2026, 10, 1), at=LATER
    )

    assert sentence in "".join(text_of(report))


def test_changes_against_last_month_are_said_with_their_direction(county):
    for month, completed in ((9, 11), (10, 9), (10, 9), (10, 12)):
        cast.problem(
            cast.XINGLONG, state=State.SUBMITTED, deadline=day(10, month), completed_on=day(completed, month),
            discovered_on=day(1, month), at=at(1, month),
        )  # fmt: skip
    report = actions.make(
        kind=ReportKind.TOWNSHIP_MONTHLY, division_code=cast.JILONG, month=dt.date(2026, 10, 1), at=LATER
    )
    text = "".join(text_of(report))

    assert "全镇新增生态环境问题3件，比上月增加2件。" in text
    assert "按期完成率66.67%，比上月提高66.67个百分点" in text
    assert "去年" not in text


def test_the_workbook_lists_the_records_behind_every_code(made):
    report = made()
    book = workbook(report)
    assert book.sheetnames == [
        "指标",
        "分单位",
        "巡查分单位",
        "数据附件",
        "问题明细",
        "巡查明细",
        "巡查任务明细",
        "点位明细",
        "抽查明细",
    ]

    rows = [row for row in book["数据附件"].iter_rows(values_only=True) if row[0] and str(row[0]).startswith("Z-")]

    listed = {}
    for row in rows:
        listed.setdefault(row[0], []).append(row[4])
    assert {figure.code: figure.value for figure in report.figures.all() if figure.value} == {
        code: len(numbers) for code, numbers in listed.items()
    }


def test_the_workbook_prints_the_formula_beside_the_figure(made):
    rows = {row[1]: row for row in workbook(made())["指标"].iter_rows(values_only=True)}

    assert rows["按期完成率"][2:6] == (50, "%", 3, 6)
    assert rows["按期完成率"][8].startswith("到期问题中在期限当天或以前完成整改的 ÷ 应完成")
    assert rows["部门按时签收率"][2] == "—"


def test_words_of_problems_cannot_become_formulas_or_break_the_file(county):
    cast.problem(
        cast.XINGLONG, title="=HYPERLINK(\"http://x\") <&> \x0b", state=State.RECTIFYING, deadline=day(10),
        discovered_on=day(1), at=at(1),
    )  # fmt: skip
    report = actions.make(
        kind=ReportKind.TOWNSHIP_MONTHLY, division_code=cast.JILONG, month=dt.date(2026, 10, 1), at=LATER
    )

    cells = [cell for row in workbook(report)["问题明细"].iter_rows() for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "<&>" in tables_of(report)[2].rows[1].cells[3].text


def test_a_deadline_that_is_provisional_says_so_in_both_files(october, made):
    october.late.deadline_is_provisional = True
    october.late.save()
    report = made()

    cells = [cell.text for table in tables_of(report) for row in table.rows for cell in row.cells]
    sheet = workbook(report)["问题明细"]
    notes = [row[-1] for row in sheet.iter_rows(values_only=True) if row[-1]]

    assert "2026-10-15（暂定）" in cells
    assert notes == ["说明", "整改期限暂按法定节假日推算"]
