"""A report as a Word file in official format, from its snapshot alone: the same report gives the same bytes."""

import datetime as dt
from typing import IO

from django.utils import timezone

from apps.assessments.cells import NOTHING, Kind, said
from apps.reports import patrol_wording, tables, wording
from apps.reports.official import Document
from apps.reports.readings import Reading

# A Word file is for reading: longer lists go on in the workbook.
LISTED = 200


def write(report, stream: IO[bytes]) -> None:
    reading = Reading(report)
    document = Document(title=wording.titled(reading, line_end="\n"), organ=reading.organ)
    if reading.is_county:
        _county_text(document, reading)
    else:
        _township_text(document, reading)
    annexes = _annexes(reading)
    document.attachments([name for name, _, _ in annexes])
    document.signature(reading.organ, signed_on(report))
    for number, (_, title, write_annex) in enumerate(annexes, start=1):
        write_annex(document, reading, number, title)
    document.save(stream)


def _annexes(reading):
    """(name, title on its page, writer) of what is attached, in order."""
    found = [(tables.caption(reading), f"{reading.month}{tables.caption(reading)}", _units_table)]
    if reading.knows_patrols:
        caption = tables.patrol_caption(reading)
        found.append((caption, f"{reading.month}{caption}", _patrol_table))
    if reading.overdue_problems():
        found.append((_OVERDUE, _OVERDUE, _overdue_list))
    return [*found, (_DEFINITIONS, _DEFINITIONS, _definitions_table)]


_OVERDUE, _DEFINITIONS = "超期未完成整改问题清单", "指标口径和数据编号"


def _annex_of(reading, name) -> str:
    names = [each for each, _, _ in _annexes(reading)]
    return f"附件{names.index(name) + 1}" if name in names else ""


def _units_table(document, reading, number, title):
    document.attachment_page(number, title)
    document.table(*tables.units(reading), widths=tables.UNIT_WIDTHS[reading.is_county])


def _patrol_table(document, reading, number, title):
    """Eleven columns, on pages turned left."""
    document.landscape()
    document.attachment_page(number, title)
    document.table(*tables.patrols(reading), widths=tables.PATROL_WIDTHS)
    document.portrait()


def _definitions_table(document, reading, number, title):
    document.attachment_page(number, title)
    document.table(("编号", "指标", "数值", "计算口径"), _definitions(reading), widths=(20, 30, 24, 82), align=_DEFINED)


_DEFINED = ("center", "left", "center", "left")


def signed_on(report) -> dt.date:
    return timezone.localdate(report.published_at or report.made_at)


def _county_text(document, reading):
    document.addressee("各乡镇人民政府、街道办事处")
    document.paragraph(f"现将{reading.place}{reading.month}生态环境问题整改情况通报如下。")
    document.heading1("总体情况")
    if reading.knows_patrols:
        document.heading2("网格巡查", _joined(*patrol_wording.paragraphs(reading)))
    _finding(document, reading)
    _rectifying(document, reading)
    document.heading1("乡镇（街道）排名")
    _all(document, wording.ranking(reading))
    document.heading1("存在问题")
    _all(document, wording.problems(reading, annex=_annex_of(reading, _OVERDUE)))
    document.heading1("下步要求")
    _all(document, wording.next_steps(reading))


def _township_text(document, reading):
    document.paragraph(f"现将{reading.place}{reading.month}生态环境保护工作情况报告如下。")
    if reading.knows_patrols:
        document.heading1("网格巡查情况")
        _all(document, patrol_wording.paragraphs(reading))
    document.heading1("问题发现情况")
    _all(document, [_joined(wording.found(reading), wording.timeliness(reading), wording.not_registered(reading))])
    document.heading1("问题整改情况")
    _rectified(document, reading)
    document.heading1("信访投诉情况")
    document.paragraph(wording.complaints(reading))
    document.heading1("各村（社区）情况")
    document.paragraph(_joined(wording.units(reading), _where_the_figures_stand(reading)))
    document.heading1("存在问题")
    _all(document, wording.problems(reading, annex=_annex_of(reading, _OVERDUE)))
    document.heading1("下月安排")
    _all(document, wording.next_steps(reading))


def _where_the_figures_stand(reading) -> str:
    return f"各村（社区）具体数据见附件1{'和附件2' if reading.knows_patrols else ''}。"


def _finding(document, reading):
    document.heading2(
        "问题发现",
        _joined(wording.found(reading), wording.timeliness(reading), wording.not_registered(reading)),
    )


def _rectifying(document, reading):
    document.heading2("整改完成", _joined(wording.due(reading), wording.days(reading), wording.overdue(reading)))
    document.heading2("销号和回头看", _joined(wording.closing(reading), wording.relapsed(reading)))
    if wording.calls(reading):
        document.heading2("部门响应", wording.calls(reading))


def _rectified(document, reading):
    _all(
        document,
        [
            _joined(wording.due(reading), wording.days(reading), wording.overdue(reading)),
            _joined(wording.closing(reading), wording.relapsed(reading), wording.calls(reading)),
        ],
    )


def _overdue_list(document, reading, number, title):
    overdue = reading.overdue_problems()
    document.attachment_page(number, title)
    document.table(
        ("序号", "编号", "地点", "问题", "责任单位", "整改期限", "超期天数"),
        [
            (
                number,
                problem["number"],
                problem["place"],
                problem["heading"],
                problem["unit"] or "未明确",
                f"{problem['deadline']}{'（暂定）' if problem.get('provisional') else ''}",
                problem["days"],
            )
            for number, problem in enumerate(overdue[:LISTED], start=1)
        ],
        widths=(10, 22, 28, 40, 24, 20, 12),
    )
    if len(overdue) > LISTED:
        document.paragraph(f"共{len(overdue)}件，本表列出超期最长的{LISTED}件，其余见电子版数据附件。")


def _definitions(reading):
    for key, measure in reading.measures.items():
        if tables.is_empty_part(reading, key):
            continue
        codes = "\n".join(reading.figure(key, part).code for part in reading.parts(key))
        yield codes, measure.name, _value(reading, key), measure.formula


def _value(reading, key) -> str:
    cell, kind = reading.cell(key), reading.kind(key)
    words = said(reading.value(key), reading.measures[key].unit)
    if kind == Kind.RATIO:
        return f"{words}\n（{cell.numerator}/{cell.denominator}）"
    if kind in (Kind.DAYS, Kind.SUM) and words != NOTHING:
        return f"{words}\n（{cell.denominator}{reading.measures[key].record_unit}）"
    return words


def _joined(*sentences: str) -> str:
    return "".join(sentences)


def _all(document, paragraphs):
    for text in paragraphs:
        document.paragraph(text)
