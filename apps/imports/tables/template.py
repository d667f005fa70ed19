"""The workbook that is handed out to be filled in: drop-down lists, one example row, and a sheet that explains.

Lists stand on a hidden sheet, so that they may be long; cells of numbers that are names are text, so that 18 digits stay
18 digits. The example row is marked in the column 序号 and left out when the workbook comes back.
"""

import io
from math import ceil

import xlsxwriter

from apps.common.cell_text import printable
from apps.imports.tables.columns import Day
from apps.imports.tables.sheets import EXAMPLE, GUIDE, NUMBERING

ROWS = 2_000  # that have lists and formats
LISTS = "下拉列表"
_LETTERS_A_LINE = 42  # Chinese ones, in the widest column of the guide: not every program finds the height itself
_FONT = {"font_name": "宋体", "font_size": 11, "font_charset": 134}
_HEAD = _FONT | {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "border_color": "#A6A6A6",
}
_LOOKS = {
    "required": _HEAD | {"bg_color": "#C6E0B4"},
    "header": _HEAD | {"bg_color": "#EDEDED"},
    "example": _FONT | {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F7F7F7", "num_format": "@"},
    "text": _FONT | {"num_format": "@"},
    "day": _FONT | {"num_format": "yyyy-mm-dd"},
    "plain": _FONT,
    "said": _FONT | {"text_wrap": True, "valign": "top"},
    "title": _FONT | {"bold": True, "font_size": 14},
}


def template(resource, variant: str = "") -> bytes:
    """An xlsx for the kind; `variant` is one of the kind's own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": _FONT})
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    columns = [(name, resource.columns[name]) for name in resource.template_columns(variant)]
    sheet, guide = book.add_worksheet(resource.title), book.add_worksheet(GUIDE)
    lists = book.add_worksheet(LISTS)
    lists.hide()
    offered = {name: resource.choices_of(column) for name, column in columns}
    _write_table(sheet, columns, resource.example(), looks)
    _write_lists(sheet, lists, columns, offered)
    _write_guide(guide, resource, columns, offered, looks)
    for one in (sheet, guide):
        one.set_landscape()
        one.set_paper(9)  # A4
        one.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.activate()
    book.close()
    return stream.getvalue()


def _write_table(sheet, columns, example, looks):
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    sheet.write_string(0, 0, NUMBERING, looks["header"])
    sheet.set_column(0, 0, 7, looks["plain"])
    sheet.write_string(1, 0, EXAMPLE, looks["example"])
    for place, (name, column) in enumerate(columns, 1):
        kind = "day" if isinstance(column.widget, Day) else "text" if column.code else "plain"
        sheet.set_column(place, place, column.width, looks[kind])
        sheet.write_string(0, place, column.heading, looks["required" if column.required else "header"])
        sheet.write_string(1, place, printable(example.get(name, "")), looks["example"])
    sheet.freeze_panes(1, 2)


def _write_lists(sheet, lists, columns, offered):
    """Excel takes 255 characters written out; a range on another sheet has no end."""
    for place, (name, column) in enumerate(columns, 1):
        options = offered[name]
        if not options:
            continue
        for row, option in enumerate(options):
            lists.write_string(row, place, option)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        source = f"='{LISTS}'!${letter}$1:${letter}${len(options)}"
        stern = {"error_type": "stop"} if column.strict else {"error_type": "information", "show_error": False}
        rule = {
            "validate": "list",
            "source": source,
            "error_title": column.heading[:32],
            "error_message": "请从下拉列表里选一项。",
        }
        sheet.data_validation(2, place, ROWS, place, rule | stern)


def _write_guide(guide, resource, columns, offered, looks):
    guide.set_column(0, 0, 20)
    guide.set_column(1, 1, 8)
    guide.set_column(2, 2, 90)
    guide.write_string(0, 0, f"{resource.title}导入模板填写说明", looks["title"])
    steps = [
        resource.intro,
        f"在第一张表里填写，从第 3 行起一行一{resource.unit}。第 2 行标着“{EXAMPLE}”，是填好的样子，导入时不读，可以留着。",
        "绿色表头的必须填写。栏目可以换顺序，用不到的可以整栏删掉；空着的格子不改动系统里已有的内容。",
        "填好以后在系统里上传，先看哪些新增、哪些改动、哪些读不懂，确认以后才写进去；导入以后还可以撤销。",
    ]
    for row, step in enumerate(steps, 2):
        guide.merge_range(row, 0, row, 2, step, looks["said"])
        guide.set_row(row, 32)
    first = len(steps) + 3
    for place, heading in enumerate(("栏目", "必填", "怎么填")):
        guide.write_string(first, place, heading, looks["header"])
    for row, (name, column) in enumerate(columns, first + 1):
        guide.write_string(row, 0, column.heading, looks["said"])
        guide.write_string(row, 1, "必填" if column.required else "", looks["said"])
        said = _help(column, offered[name])
        guide.write_string(row, 2, said, looks["said"])
        guide.set_row(row, 18 * max(1, ceil(len(said) / _LETTERS_A_LINE)))


def _help(column, options) -> str:
    words = [column.help] if column.help else []
    if options and len(options) <= 12:
        words.append(f"可以写：{'、'.join(options)}。")
    if isinstance(column.widget, Day):
        words.append("日期写成 2026-03-15。")
    return "".join(words)
