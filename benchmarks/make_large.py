"""A big problem list in the style of county offices: title rows, a two-row header, a total and a note below; 2 % of the
rows are wrong in known ways. `python benchmarks/make_large.py ROWS SEED OUT.xlsx` prints what a reader must find.
"""

import argparse
import datetime as dt
import json
import random
import sys
from collections import Counter

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

PLACES = {
    "暨龙镇": ["乌羊村", "回龙村", "白果村", "凤来社区"],
    "高家镇": ["建国村", "太运村", "方斗山村", "文昌社区"],
    "虎威镇": ["立石村", "大溪村", "人和村", "大池社区"],
    "龙河镇": ["皮家场村", "长坡村", "文庙村", "观音寺社区"],
    "十直镇": ["红庙子村", "莲花村", "双溪村", "梁家湾社区"],
    "社坛镇": ["永兴村", "五福村", "龙门村", "社稷坛社区"],
    "三合街道": ["罗山村", "刀溪村", "王家渡社区", "龙城社区"],
    "名山街道": ["镇江村", "农花村", "朗溪村", "花园社区"],
    "栗子乡": ["南江村", "建龙村", "联合村", "栗子社区"],
    "都督乡": ["后溪村", "梁桥村", "沙坪村", "都督社区"],
}
KINDS = [
    ("水污染", "污水管网破损，生活污水外溢至沟渠", "修复管网并清掏检查井"),
    ("大气污染", "物料堆场未覆盖，车辆进出扬尘明显", "覆盖防尘网并增加洒水频次"),
    ("畜禽养殖", "养殖户粪污收集池容积不足，雨天溢流", "扩建收集池并铺设还田管网"),
    ("固体废物", "公路边沟堆放建筑垃圾", "组织机械清运并设置警示牌"),
    ("噪声", "木材加工厂夜间生产噪声扰民", "安装隔声屏并调整生产时间"),
    ("生态破坏", "采石边坡裸露，未及时复绿", "挂网客土喷播，恢复植被"),
    ("土壤", "废旧电瓶拆解点周边土壤疑似受污染", "开展监测并清理现场"),
]
SOURCES = [
    "第三轮中央生态环境保护督察",
    "市级生态环境保护督察",
    "县级专项检查",
    "群众信访举报",
    "12345热线",
    "镇村日常巡查",
    "自查发现",
]
STATES = ["未启动", "整改中", "推进中", "阶段性办结", "已完成80%", "已完成整改", "完成整改待验收", "已销号", "已办结"]
DEADLINES = [
    lambda day: day.strftime("%Y-%m-%d"),
    lambda day: f"{day.year}年{day.month}月底前",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: day.strftime("%Y/%m/%d"),
    lambda day: day.strftime("%Y%m%d"),
    lambda day: day,
    lambda day: "立行立改",
    lambda day: "长期坚持",
    lambda day: f"{day.year}年{'一二三四'[(day.month - 1) // 3]}季度末",
]
MISTAKES = [
    "unknown_township",
    "unknown_village",
    "bad_date",
    "impossible_date_order",
    "missing_description",
    "unknown_status",
    "formula_error",
    "missing_township",
]
HEADERS = [
    "序号", "问题编号", "问题来源", "乡镇（街道）", "村（社区）", "存在问题", "问题类型", "发现时间", "整改目标", "整改措施", "责任分工", None,
    "责任人", "整改时限", "整改进展情况", "整改状态", "备注",
]  # fmt: skip
WIDTHS = [6, 15, 16, 10, 12, 40, 9, 11, 16, 28, 14, 16, 18, 16, 18, 14, 12]
HEAD = 5


def make(rows: int, seed: int, out) -> dict:
    """Write the workbook; returns what reading it must find."""
    chance, book = random.Random(seed), Workbook()
    sheet = book.active
    _open(sheet)
    mistakes = Counter()
    for number in range(1, rows + 1):
        cells = _row(chance, number)
        if chance.random() < 0.02:
            code = chance.choice(MISTAKES)
            mistakes[code] += 1
            _spoil(chance, code, cells)
        _write(sheet, number + HEAD, cells)
    _close(sheet, rows)
    book.save(out)
    failed = sum(mistakes.values())
    return {
        "rows_read": rows,
        "rows_ok": rows - failed,
        "rows_failed": failed,
        "errors": dict(sorted(mistakes.items())),
    }


def _open(sheet):
    thin, centred = Side(style="thin"), Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.title = "整改台账"
    sheet["A1"] = "附件1"
    sheet["A2"] = "丰都县2026年突出生态环境问题整改台账"
    sheet["A2"].font, sheet["A2"].alignment = Font(name="方正小标宋_GBK", size=20), centred
    sheet.merge_cells("A2:Q2")
    sheet["A3"] = "填报单位：丰都县生态环境局        填报日期：2026年4月15日"
    sheet.merge_cells("A3:Q3")
    for place, header in enumerate(HEADERS, 1):
        sheet.cell(4, place, header)
        if place not in (11, 12):
            sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
    sheet.merge_cells("K4:L4")
    sheet["K5"], sheet["L5"] = "牵头单位", "配合单位"
    for row in sheet.iter_rows(4, 5, 1, 17):
        for cell in row:
            cell.font, cell.alignment = Font(name="黑体", size=11), centred
            cell.border = Border(thin, thin, thin, thin)


def _row(chance, number):
    township = chance.choice(list(PLACES))
    village = chance.choice(PLACES[township])
    kind, problem, measures = chance.choice(KINDS)
    found = dt.date(2026, 1, 1) + dt.timedelta(chance.randrange(100))
    deadline = dt.date(2026, 5, 1) + dt.timedelta(chance.randrange(200))
    return [
        number,
        f"FD2026-{number:06d}",
        chance.choice(SOURCES),
        township,
        village,
        f"{village}{chance.randrange(1, 9)}组{problem}（点位{number}）。",
        kind,
        found,
        "整改到位、不反弹",
        measures + "。",
        chance.choice(["县生态环境局", "县农业农村委", "县住房城乡建委", "县水利局"]),
        f"{township}人民政府",
        chance.choice("陈王李张刘周秦谭")
        + "某"
        + chance.choice(["", "文", "林"])
        + chance.choice(["", " 13800000000"]),
        chance.choice(DEADLINES)(deadline),
        chance.choice([None, "正在推进", "方案已编制", "已落实人员和资金"]),
        chance.choice(STATES),
        chance.choice([None, None, "资金待落实"]),
    ]


def _spoil(chance, code, cells):
    wrong = {
        "unknown_township": (3, ["某某乡"]),
        "unknown_village": (4, ["不存在村"]),
        "bad_date": (13, ["2026年2月30日", "尽快", "2026年13月"]),
        "impossible_date_order": (13, [dt.date(2025, 12, 1)]),
        "missing_description": (5, [None, "/", "—"]),
        "unknown_status": (15, ["见附件"]),
        "formula_error": (9, ["#REF!"]),
        "missing_township": (11, ["县财政局"]),
    }
    place, values = wrong[code]
    cells[place] = chance.choice(values) if len(values) > 1 else values[0]
    if code == "missing_township":
        cells[3] = cells[4] = None


def _write(sheet, row, cells):
    for place, value in enumerate(cells, 1):
        cell = sheet.cell(row, place, value)
        if isinstance(value, dt.date):
            cell.number_format = "yyyy/m/d"


def _close(sheet, rows):
    last = rows + HEAD + 1
    sheet.cell(last, 1, "合计")
    sheet.cell(last, 6, f"{rows}个")
    sheet.cell(last + 1, 1, "填表说明：本表每月5日前报县生环委办公室。")
    sheet.merge_cells(start_row=last + 1, end_row=last + 1, start_column=1, end_column=17)
    for place, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A6"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rows", type=int)
    arguments.add_argument("seed", type=int)
    arguments.add_argument("out")
    given = arguments.parse_args()
    sys.stdout.write(json.dumps(make(given.rows, given.seed, given.out), ensure_ascii=False) + "\n")
