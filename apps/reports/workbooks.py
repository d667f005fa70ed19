"""A report as an Excel workbook: figures with their formulas in words, the units, and the problems behind each code."""

import datetime as dt
from typing import IO

from apps.assessments.cells import Kind, Part
from apps.common.spreadsheets import Column, Workbook
from apps.reports import tables, wording
from apps.reports.readings import Reading

FIGURES = (
    Column("数据编号", 14), Column("指标", 18), Column("数值", 10, "number"), Column("单位", 6),
    Column("分子", 9, "number"), Column("分母", 9, "number"), Column("上月", 10, "number"),
    Column("去年同月", 10, "number"), Column("计算口径", 70),
)  # fmt: skip
RECORDS = (
    Column("数据编号", 10), Column("指标", 18), Column("单位", 16), Column("部分", 8), Column("问题编号", 16),
)  # fmt: skip
PROBLEMS = (
    Column("问题编号", 14), Column("地点", 18), Column("问题", 40), Column("类型", 10), Column("来源", 12),
    Column("责任单位", 18), Column("状态", 10), Column("发现日期", 12, "date"), Column("整改期限", 12, "date"),
    Column("完成日期", 12, "date"), Column("销号日期", 12, "date"),
)  # fmt: skip
_WORDS = ("number", "place", "heading", "category", "source", "unit", "state")
_DATES = ("discovered_on", "deadline", "completed_on", "closed_on")


def write(report, stream: IO[bytes]) -> None:
    reading = Reading(report)
    title = wording.titled(reading)
    notes = [
        f"{reading.during}数据，{reading.until}；第{report.version}版。没有分母的比率写“—”，不写100%。",
        "每个数据编号后面的问题在“数据附件”表中逐条列出，件数就是列出的条数；问题的内容在“问题明细”表中。",
        "上月、去年同月的数据按现有台账用同一口径计算；那时没有记录的留空。",
    ]
    with Workbook(stream, created=report.published_at or report.made_at) as book:
        book.sheet("指标", columns=FIGURES, rows=_figures(reading), title=title, notes=notes)
        columns, rows = tables.units(reading)
        units = [Column(label, 16 if "（" in label else 11) for label in columns]
        book.sheet("分单位", columns=units, rows=rows, title=f"{reading.month}{tables.caption(reading)}")
        book.sheet("数据附件", columns=RECORDS, rows=_records(reading), title=f"{title}数据附件")
        book.sheet("问题明细", columns=PROBLEMS, rows=_problems(reading), title=f"{title}所列问题")


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
    """One line for each code and problem: the number of lines of a code is its figure."""
    for figure in reading.report.figures.all():
        unit = reading.name(figure.assessee) if figure.assessee else "合计"
        start = figure.code, reading.measures[figure.key].name, unit, Part(figure.part).label
        yield from ((*start, problem["number"]) for problem in reading.problems(figure.ids))


def _problems(reading):
    for problem in reading.problems(sorted(map(int, reading.report.extracts))):
        yield (*(problem[name] for name in _WORDS), *(_day(problem[name]) for name in _DATES))


def _day(text):
    return dt.date.fromisoformat(text) if text else None
