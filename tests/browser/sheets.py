"""Lists as a county sends them: title rows, a header, one row a problem."""

import datetime as dt
import io

from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ("序号", "问题编号", "问题来源", "乡镇（街道）", "村（社区）", "存在问题", "问题类型", "发现时间", "整改时限")


def county_list(problems, *, found: dt.date, due: dt.date, village="兴龙村") -> dict:
    """A file as Playwright takes it; `problems` are sentences."""
    book = Workbook()
    sheet = book.active
    sheet.append(["丰都县突出生态环境问题交办清单"])
    sheet.append(HEAD)
    for number, words in enumerate(problems, start=1):
        sheet.append([number, f"FD-{number:03d}", "县级检查", "暨龙镇", village, words, "固体废物", found, due])
    stream = io.BytesIO()
    book.save(stream)
    return {"name": "交办清单.xlsx", "mimeType": XLSX, "buffer": stream.getvalue()}
