"""One list as it comes from the county, left for the newcomer to import: title rows, a two-row header, a few mistakes."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

FILE_NAME = "丰都县突出生态环境问题交办清单（示例）.xlsx"
_HEAD = (
    "序号", "问题编号", "问题来源", "乡镇（街道）", "村（社区）", "存在问题", "问题类型", "发现时间", "整改要求",
    "责任分工", None, "整改时限", "整改进展情况", "是否完成整改",
)  # fmt: skip


def path() -> Path:
    return Path(settings.VAR_DIR) / "demo" / FILE_NAME


def write(path: Path, *, today: dt.date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.active
    sheet.title = "交办清单"
    sheet.append(["附件1"])
    sheet.append([f"丰都县{today.year}年突出生态环境问题交办清单"])
    sheet.append([f"填报单位：丰都县生态环境局    填报日期：{today.year}年{today.month}月{today.day}日"])
    sheet.append(_HEAD)
    sheet.append([None] * 9 + ["牵头单位", "配合单位"])
    for row in _rows(today):
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, "12个"])
    sheet.append(["填表说明：本表由各乡镇（街道）每月5日前更新。"])
    _dress(sheet)
    book.save(path)


def _rows(today):
    found = today - dt.timedelta(6)
    due = today + dt.timedelta(25)
    month_end = f"{due.year}年{due.month}月底前"
    listed = (
        ("市级生态环境保护督察", "暨龙镇", "兴龙村", "兴龙村3组公路边沟堆放建筑垃圾", "固体废物", month_end, "未启动"),
        ("县级专项检查", "暨龙镇", "凤来社区", "凤来社区场镇污水管网破损，污水外溢", "水污染", "立行立改", "整改中"),
        ("12345热线", "暨龙镇", "白果村", "白果村养殖户粪污收集池雨天溢流", "畜禽养殖", due, "整改中"),
        ("群众信访举报", "武平镇", "坝周村", "木材加工厂夜间噪声扰民", "噪声", f"{due.year}.{due.month}.{due.day}", "未启动"),
        ("县级专项检查", "高家镇", "建国村", "砂石堆场未覆盖，扬尘明显", "大气污染", due, "整改中"),
        ("县级专项检查", "名山街道", "镇江村", "河岸堆放生活垃圾", "固体废物", month_end, "已完成整改"),
        ("12345热线", "三合街道", "罗山村", "餐馆油烟直排，居民反映强烈", "大气污染", due, "整改中"),
        ("县级专项检查", "社坛镇", "永兴村", "露天焚烧秸秆", "大气污染", "立行立改", "已完成整改"),
        ("市级生态环境保护督察", "龙河镇", "长坡村", "采石边坡裸露，未及时复绿", "生态破坏", "长期坚持", "整改中"),
        ("县级专项检查", "暨龙乡", "回龙村", "沟渠有粪水流入溪沟", "水污染", due, "整改中"),
        ("县级专项检查", "虎威镇", "回龙村", "农膜、农药包装随意丢弃", "固体废物", f"{due.year}年2月30日", "未启动"),
        ("县级专项检查", "十直镇", "莲花村", None, "水污染", due, "未启动"),
    )  # fmt: skip
    for number, (source, town, village, words, kind, deadline, state) in enumerate(listed, start=1):
        yield [
            number, f"FDJB{today:%Y%m}-{number:03d}", source, town, village, words, kind, found, "整改到位，不反弹",
            f"{town}人民政府", "县生态环境局", deadline, None, state,
        ]  # fmt: skip


def _dress(sheet):
    thin = Side(style="thin")
    box, middle = Border(thin, thin, thin, thin), Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row in (2, 3, sheet.max_row):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_HEAD))
    sheet["A2"].font, sheet["A2"].alignment = Font(name="方正小标宋简体", size=20), middle
    for column in range(1, len(_HEAD) + 1):
        if column not in (10, 11):
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    sheet.merge_cells("J4:K4")
    for cells in sheet.iter_rows(min_row=4, max_row=sheet.max_row - 1):
        for cell in cells:
            cell.border, cell.alignment = box, middle
            if cell.row < 6:
                cell.font = Font(name="黑体", size=11)
    for letter, width in zip("ABCDEFGHIJKLMN", (6, 16, 14, 10, 10, 34, 10, 12, 16, 18, 16, 14, 16, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A6"
