"""Workbooks that an import by template hands out: the own file with its mistakes marked, and the sheet of passwords."""

import io

from django.conf import settings

from apps.common.spreadsheets import Column, write_table
from apps.common.verdicts import Refused
from apps.imports.reading.annotate import annotated_workbook
from apps.imports.reading.result import Complaint, Corrections, Result, SheetResult
from apps.imports.words import Outcome


def returned_workbook(table) -> bytes:
    """Raises Refused when there is nothing to mark."""
    failed = table.rows.filter(outcome=Outcome.FAILED).order_by("position")
    errors = [Complaint(**error) for row in failed.values_list("errors", flat=True) for error in row]
    if not errors:
        raise Refused("这张表没有读不懂的行，不用退回。")
    headed = [sheet for sheet in table.sheets if sheet["header_row"]]
    sheets = [SheetResult(sheet["name"], header_row=sheet["header_row"], headers=sheet["headers"]) for sheet in headed]
    cells = {(sheet, row, letter): text for sheet, row, letter, text in table.corrections}
    corrections = Corrections(cells, {sheet["name"]: sheet["header_row"] for sheet in headed}) if cells else None
    with table.file.open() as file:
        return annotated_workbook(
            file.read(), table.file_name, Result(table.file_name, sheets, errors=errors), corrections
        )


def passwords_sheet(given, *, at) -> bytes:
    """`given` are pairs of a person and the password just made. Nothing of it is kept."""
    rows = [(person.full_name, person.username, password, person.post_label) for person, password in given]
    stream = io.BytesIO()
    write_table(
        stream,
        sheet="初始密码",
        title="一次性初始密码表",
        notes=[
            f"密码 {settings.INITIAL_PASSWORD_HOURS} 小时内有效，第一次登录时会被要求改成自己的密码。",
            "请当面或用可靠的方式交给本人，发完以后删除这个文件；系统里没有第二份。",
        ],
        columns=[Column("姓名", 12), Column("账号", 20), Column("初始密码", 20), Column("岗位", 40)],
        rows=rows,
        created=at,
    )
    return stream.getvalue()
