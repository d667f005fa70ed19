"""Problem lists made for the reader's tests: rows in, a Result out."""

import csv
import datetime as dt
import io
import zipfile
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from apps.imports.reading import Gazetteer, read

SAMPLES = Path(__file__).parent / "samples"
TODAY = dt.date(2026, 4, 20)
LONG = 1_500
LONG_HEADERS = ["序号", "乡镇", "村", "存在问题", "发现时间", "整改时限", "整改状态"]
_DIVISIONS = Path(__file__).parents[2] / "fixtures" / "divisions-500230.csv"


@cache
def fengdu():
    with _DIVISIONS.open(encoding="utf-8-sig", newline="") as lines:
        return Gazetteer.from_rows([(line["code"], line["name"], line["level"]) for line in csv.DictReader(lines)])


@cache
def county_with_twins():
    """An invented county with what Fengdu lacks: two townships of one short name, an ethnic one, a village of one character."""
    rows = [
        ("51", "四川省", "province"),
        ("5101", "甲市", "city"),
        ("510101", "南山县", "county"),
        ("510101001", "城关镇", "township"),
        ("510101002", "城关乡", "township"),
        ("510101003", "博树回族乡", "township"),
        ("510101001001", "刘村村民委员会", "village"),
        ("510101001002", "水车里村民委员会", "village"),
        ("510101001003", "麻柳村村民委员会", "village"),
        ("510101001004", "麻柳社区居民委员会", "village"),
        ("510101001005", "大桥管理区", "village"),
        ("510101001006", "南山村村民委员会", "village"),
        ("510101001007", "五一村村民委员会", "village"),
        ("510101002001", "白果村村民委员会", "village"),
        ("510101003001", "白果村村民委员会", "village"),
    ]
    return Gazetteer.from_rows(rows)


def workbook(sheets):
    """The bytes of an xlsx; `sheets` is {name: rows} or {name: (rows, merged ranges)}."""
    book = Workbook()
    book.remove(book.active)
    for name, content in sheets.items():
        rows, merges = content if isinstance(content, tuple) else (content, ())
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merged in merges:
            sheet.merge_cells(merged)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_bytes(data, name="清单.xlsx", *, gazetteer=None, today=TODAY, **context):
    return read(data, name, gazetteer=gazetteer or fengdu(), today=today, **context)


def read_rows(rows, *, merges=(), sheet="清单", **context):
    return read_bytes(workbook({sheet: (rows, merges)}), **context)


def read_record(given, **context):
    """One record of a list with the given columns and a township, as a Result."""
    given = {"乡镇": "暨龙镇", "存在问题": "污水直排。", "整改措施": "截污。", **given}
    return read_rows([list(given), list(given.values())], **context)


def only(result):
    """The one row of a Result without errors."""
    assert result.errors == []
    (row,) = result.rows
    return row


def codes(result):
    return [(complaint.row, complaint.column, complaint.code) for complaint in result.errors]


def warned(result):
    return [(complaint.row, complaint.column, complaint.code) for complaint in result.warnings]


def ignored(result, sheet=0):
    return [(line.row, line.reason) for line in result.sheets[sheet].ignored]


def long_rows(count=LONG):
    return [
        [
            place,
            "暨龙镇",
            "乌羊村",
            f"河边堆放垃圾（点位{place}），雨天污水流入河道。",
            "2026年3月",
            "6月底前",
            "整改中",
        ]
        for place in range(1, count + 1)
    ]


def long_list(body=None, *, merges=(), change=None):
    """A list under a title that is long enough for portions; `change` rewrites the XML of its sheet."""
    table = [["丰都县2026年生态环境问题清单"], LONG_HEADERS, *(body or long_rows())]
    data = workbook({"清单": (table, ["A1:G1", *merges])})
    if change is None:
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            content = source.read(member)
            target.writestr(member, change(content.decode()) if "sheet1" in member else content)
    return stream.getvalue()
