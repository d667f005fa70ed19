"""The table of units that page, Word file and workbook share."""

from apps.assessments.cells import NOTHING, said
from apps.assessments.ranking import Standing
from apps.reports.readings import Reading

NO_RECORD = "无记录"
STANDING = {
    Standing.SMALL: "样本不足",
    Standing.NOTHING_DUE: "无到期",
    Standing.NO_RECORD: NO_RECORD,
}

_RATES = ("新增问题", "自行发现率", "应完成", "按期完成", "按期完成率", "期末超期")
COUNTY_COLUMNS = ("排名", "乡镇（街道）", *_RATES, "反弹", "上月位次")
TOWNSHIP_COLUMNS = ("村（社区）", *_RATES, "本月销号", "期末在办", "反弹")
UNIT_WIDTHS = {True: (18, 25, 13, 17, 13, 13, 17, 13, 12, 13), False: (30, 15, 17, 13, 13, 17, 13, 13, 13, 12)}


def caption(reading: Reading) -> str:
    return f"{'乡镇（街道）' if reading.is_county else '各村（社区）'}生态环境问题整改情况表"


def units(reading: Reading) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows; a county's in the order of the ranking. A unit without any record says so, never nought."""
    if reading.is_county:
        rows = [_ranked(reading, place) for place in reading.places]
        rows += [("—", unit["name"], *_figures(reading, unit["code"]), _relapsed(reading, unit["code"]), "—")
                 for unit in reading.units if not unit["in_force"]]  # fmt: skip
        return COUNTY_COLUMNS, [*rows, ("—", "合计", *_figures(reading, ""), _relapsed(reading, ""), "—")]
    rows = [_village(reading, unit["name"], unit["code"]) for unit in reading.units]
    return TOWNSHIP_COLUMNS, [*rows, _village(reading, "合计", "")]


def _ranked(reading, place):
    code = place["code"]
    shown = place["place"] or STANDING[place["standing"]]
    last = place["last"] or NOTHING
    if not reading.has_record(code):
        return str(shown), reading.name(code), *[NOTHING] * 7, str(last)
    return str(shown), reading.name(code), *_figures(reading, code), _relapsed(reading, code), str(last)


def _village(reading, name, code):
    if code and not reading.has_record(code):
        return name, NO_RECORD, *[NOTHING] * 8
    counts = (str(reading.count(key, code)) for key in ("closed", "open_at_end", "relapsed"))
    return name, *_figures(reading, code), *counts


def _figures(reading, code):
    due = reading.cell("in_time", code)
    return (
        str(reading.count("found", code)),
        said(reading.value("found_by_themselves", code), "%"),
        str(due.denominator),
        str(due.numerator),
        said(reading.value("in_time", code), "%"),
        str(reading.count("overdue", code)),
    )


def _relapsed(reading, code):
    return str(reading.count("relapsed", code))


PATROL_COLUMNS = (
    "巡查\n（次）", "巡查人次\n（人次）", "应巡查点位\n（个）", "已到过\n（个）", "点位覆盖率\n（%）", "任务按期完成率\n（%）",
    "失管点位\n（个）", "巡查发现\n（件）", "现场整改\n（件）", "未报\n（村日）",
)  # fmt: skip
PATROL_WIDTHS = (30, 16, 19, 22, 17, 24, 29, 19, 19, 19, 18)


def patrol_caption(reading: Reading) -> str:
    return f"{'乡镇（街道）' if reading.is_county else '各村（社区）'}网格巡查情况表"


def patrols(reading: Reading) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows in the order of the codes, the sum last."""
    unit = "乡镇（街道）" if reading.is_county else "村（社区）"
    rows = [(one["name"], *patrol_cells(reading, one["code"])) for one in reading.units]
    return (unit, *PATROL_COLUMNS), [*rows, ("合计", *patrol_cells(reading, ""))]


def patrol_cells(reading: Reading, code: str) -> tuple[str, ...]:
    """What was found is not said of a unit from which nothing came: no record is never nought problems."""
    due = reading.cell("coverage", code)
    known = not code or reading.has_record(code)
    counts = [
        str(reading.count(key, code)) for key in ("out_of_watch", "found_on_patrol", "fixed_on_spot", "days_silent")
    ]
    return (
        str(reading.count("patrols", code)),
        str(reading.count("person_times", code)),
        str(due.denominator),
        str(due.numerator),
        said(reading.value("coverage", code)),
        said(reading.value("tasks_in_time", code)),
        counts[0],
        *(counts[1:3] if known else (NOTHING, NOTHING)),
        counts[3],
    )


def is_empty_part(reading: Reading, key: str) -> bool:
    """A category or source of which there was nothing: not worth a line."""
    return key.startswith(("source_", "found_")) and key != "found_by_themselves" and not reading.count(key)
