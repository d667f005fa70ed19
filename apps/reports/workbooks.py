"""A report as an Excel workbook: figures with their formulas in words, the units, and the problems behind each code."""

import datetime as dt
from typing import IO

from apps.assessments.cells import Kind, Part
from apps.assessments.subjects import Subject
from apps.common.deadlines import PROVISIONAL
from apps.common.spreadsheets import Column, Workbook
from apps.reports import tables, wording
from apps.reports.readings import Reading

FIGURES = (
    Column("数据编号", 14), Column("指标", 18), Column("数值", 10, "number"), Column("单位", 6),
    Column("分子", 9, "number"), Column("分母", 9, "number"), Column("上月", 10, "number"),
    Column("去年同月", 10, "number"), Column("计算口径", 70),
)  # fmt: skip
RECORDS = (
    Column("数据编号", 10), Column("指标", 18), Column("单位", 16), Column("部分", 8), Column("记录编号", 26),
)  # fmt: skip
PROBLEMS = (
    Column("问题编号", 14), Column("地点", 18), Column("问题", 40), Column("类型", 10), Column("来源", 12),
    Column("责任单位", 18), Column("状态", 10), Column("发现日期", 12, "date"), Column("整改期限", 12, "date"),
    Column("完成日期", 12, "date"), Column("销号日期", 12, "date"), Column("说明", 24),
)  # fmt: skip
PATROLS = (
    Column("巡查编号", 16), Column("地点", 26), Column("巡查日期", 12, "date"), Column("人次", 8, "number"),
    Column("到点位（个）", 12, "number"), Column("发现问题（件）", 14, "number"),
)  # fmt: skip
TASKS = (
    Column("任务", 26), Column("地点", 26), Column("点位", 24), Column("最迟日期", 12, "date"), Column("完成日期", 12, "date"),
)  # fmt: skip
SITES = (
    Column("点位编号", 16), Column("点位", 24), Column("现在所在网格", 26), Column("类型", 14), Column("风险等级", 10),
)  # fmt: skip
CHECKS = (
    Column("抽查编号", 14), Column("点位", 24), Column("地点", 26), Column("检查日期", 12, "date"), Column("结果", 16),
    Column("此前巡查", 16),
)  # fmt: skip
# Subject, name of the sheet, its columns, and of each record the words and days that they show.
DETAILS = (
    (Subject.PATROL, "巡查明细", PATROLS, ("number", "place", "day", "persons", "visits", "found")),
    (Subject.TASK, "巡查任务明细", TASKS, ("number", "place", "target", "due_on", "done_on")),
    (Subject.SITE, "点位明细", SITES, ("number", "name", "place", "kind", "risk")),
    (Subject.CHECK, "抽查明细", CHECKS, ("number", "name", "place", "day", "outcome", "patrol_said")),
)
_WORDS = ("number", "place", "heading", "category", "source", "unit", "state")
_DATES = ("discovered_on", "deadline", "completed_on", "closed_on")


def write(report, stream: IO[bytes]) -> None:
    reading = Reading(report)
    title = wording.titled(reading)
    notes = [
        f"{reading.during}数据，{reading.until}；第{report.version}版。没有分母的比率写“—”，不写100%。",
        "每个数据编号后面的记录在“数据附件”表中逐条列出，数字就是列出的条数；记录的内容在各张明细表中。人次、个次是各条相加。",
        "上月、去年同月的数据按现有台账用同一口径计算；那时没有记录的留空。",
    ]
    with Workbook(stream, created=report.published_at or report.made_at) as book:
        book.sheet("指标", columns=FIGURES, rows=_figures(reading), title=title, notes=notes)
        columns, rows = tables.units(reading)
        units = [Column(label, 16 if "（" in label else 11) for label in columns]
        book.sheet("分单位", columns=units, rows=rows, title=f"{reading.month}{tables.caption(reading)}")
        if reading.knows_patrols:
            columns, rows = tables.patrols(reading)
            patrols = [Column(label.replace("\n", ""), 14) for label in columns]
            book.sheet(
                "巡查分单位", columns=patrols, rows=rows, title=f"{reading.month}{tables.patrol_caption(reading)}"
            )
        book.sheet("数据附件", columns=RECORDS, rows=_records(reading), title=f"{title}数据附件")
        book.sheet("问题明细", columns=PROBLEMS, rows=_problems(reading), title=f"{title}所列问题")
        for subject, name, columns, facts in DETAILS if reading.knows_patrols else ():
            rows = (_row(record, columns, facts) for record in reading.listed(subject))
            book.sheet(name, columns=columns, rows=rows, title=f"{title}所列{subject.label}")


def _figures(reading):
    for key, measure in reading.measures.items():
        cell = reading.cell(key)
        codes = "、".join(reading.figure(key, part).code for part in reading.parts(key))
        value = reading.value(key)
        yield (
            codes, measure.name, "—" if value is None else value, measure.unit,
            None if measure.kind == Kind.COUNT else cell.numerator, cell.denominator,
            reading.value_of("last_month", key), reading.value_of("last_year", key), measure.formula,
        )  # fmt: skip


def _records(reading):
    """One line for each code and record: the number of lines of a code is its figure."""
    for figure in reading.report.figures.all():
        unit = reading.name(figure.assessee) if figure.assessee else "合计"
        start = figure.code, reading.measures[figure.key].name, unit, Part(figure.part).label
        subject = reading.measures[figure.key].subject
        yield from ((*start, record["number"]) for record in reading.extracts(subject, figure.ids))


def _row(record, columns, facts):
    return tuple(_day(record[fact]) if column.kind == "date" else record[fact] for column, fact in zip(columns, facts))


def _problems(reading):
    for problem in reading.listed(Subject.PROBLEM):
        note = f"整改期限{PROVISIONAL}" if problem.get("provisional") else ""
        yield (*(problem[name] for name in _WORDS), *(_day(problem[name]) for name in _DATES), note)


def _day(text):
    return dt.date.fromisoformat(text) if text else None
