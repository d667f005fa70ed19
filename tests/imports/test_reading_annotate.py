"""The workbook that goes back: yellow cells with comments, a last column, everything else as it was."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from apps.imports.reading.annotate import MESSAGES_HEADER, annotated_workbook
from apps.imports.reading.sheet import Unreadable
from tests.imports.lists import SAMPLES, read_bytes, workbook

_FILES = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".xlsx", ".xls", ".ods", ".csv")]


def _returned(data, name="清单.xlsx", **context):
    result = read_bytes(data, name, **context)
    return annotated_workbook(data, name, result), result


def _open(data):
    return load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_a_returned_list_reads_like_the_one_that_came(path):
    returned, result = _returned(path.read_bytes(), path.name)

    again = read_bytes(returned, f"{path.stem}.xlsx")

    places = [(found.sheet, found.row, found.column, found.code) for found in result.errors]
    assert [(row.source_row, row.description, row.deadline, row.township) for row in again.rows] == [
        (row.source_row, row.description, row.deadline, row.township) for row in result.rows
    ]
    assert [(found.sheet, found.row, found.column, found.code) for found in again.errors] == places


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_every_error_has_a_yellow_cell_a_comment_and_its_words_at_the_end_of_the_row(path):
    returned, result = _returned(path.read_bytes(), path.name)

    book = _open(returned)
    for error in result.errors:
        sheet = book[error.sheet]
        summary = next(summary for summary in result.sheets if summary.name == error.sheet)
        description = next(letter for letter, (_, field) in summary.headers.items() if field == "description")
        cell = sheet[f"{error.column or description}{error.row}"]
        assert (cell.fill.start_color.rgb[-6:], error.message in cell.comment.text) == ("FFFF00", True)
        assert sheet.cell(summary.header_row, sheet.max_column).value == MESSAGES_HEADER
        assert error.message in sheet.cell(error.row, sheet.max_column).value
    marked = {cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment}
    assert len(marked) <= len(result.errors)


def test_formats_formulas_and_their_values_stay():
    path = SAMPLES / "09_散乱污企业整治清单.xlsx"
    returned, _ = _returned(path.read_bytes(), path.name)

    before, after = _open(path.read_bytes())["清单"], _open(returned)["清单"]
    assert after["I5"].value == before["I5"].value == '=C5&"人民政府"'
    assert load_workbook(io.BytesIO(returned), data_only=True)["清单"]["I5"].value == "双路镇人民政府"
    assert (after["A3"].font.name, after.column_dimensions["P"].hidden) == (before["A3"].font.name, True)
    assert after.merged_cells.ranges == before.merged_cells.ranges


def test_rows_that_went_in_are_left_as_they_are():
    path = SAMPLES / "01_丰都县生态环境问题整改台账.xlsx"
    returned, _ = _returned(path.read_bytes(), path.name)

    before, after = _open(path.read_bytes()).worksheets[0], _open(returned).worksheets[0]
    for row in range(6, 19):
        assert [cell.value for cell in after[row]][:17] == [cell.value for cell in before[row]]
        assert after.cell(row, 18).value is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_begins_like_a_formula_stays_text(start):
    text = f'{start}HYPERLINK("http://example.test","x")'
    quoted = text.replace('"', '""')
    data = f'乡镇,存在问题,整改措施\n暨龙乡,"{quoted}",截污。\n'.encode()

    returned, result = _returned(data, "清单.csv")

    cell = _open(returned)["CSV"]["B2"]
    assert (result.errors[0].code, cell.value, cell.data_type) == ("unknown_township", text, "s")


def test_a_second_round_uses_the_same_column_and_keeps_foreign_comments_apart():
    data = workbook(
        {"清单": [["乡镇", "存在问题", "整改措施"], ["暨龙乡", "污水。", "截污。"], ["暨龙镇", None, "截污。"]]}
    )
    first, _ = _returned(data)
    book = _open(first)
    book["清单"]["A2"] = "暨龙镇"
    book["清单"]["A2"].font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)

    second, result = _returned(stream.getvalue())

    sheet = _open(second)["清单"]
    assert [(found.row, found.code) for found in result.errors] == [(3, "missing_description")]
    assert (sheet.max_column, sheet["D1"].value, sheet["D2"].value) == (4, MESSAGES_HEADER, None)
    assert sheet["D3"].value.startswith("存在问题：")


def test_what_was_wrong_with_a_corrected_row_is_no_part_of_its_problem():
    """Section 10: “so that the corrected file can be imported whole”; what it gives is what a good list gives."""
    rows = [["存在问题", "整改措施", "乡镇"], ["污水。", "截污。", "暨龙乡"], ["垃圾。", "清运。", "某某乡"]]
    returned, _ = _returned(workbook({"清单": rows}))
    book = _open(returned)
    book["清单"]["C2"] = "暨龙镇"
    for column in "ABC":
        book["清单"][f"{column}3"] = None
    stream = io.BytesIO()
    book.save(stream)

    result = read_bytes(stream.getvalue())

    assert [(row.source_row, row.township, row.extra) for row in result.rows] == [(2, "暨龙镇", {})]
    assert (result.errors, result.warnings) == ([], [])
    assert [(line.row, line.reason) for line in result.sheets[0].ignored] == [(3, "empty_row")]


def test_a_covered_cell_is_marked_where_its_range_begins():
    rows = [["乡镇", "存在问题", "整改措施"], ["暨龙乡", "污水。", "截污。"], [None, "垃圾。", "清运。"]]

    returned, _ = _returned(workbook({"清单": (rows, ["A2:A3"])}))

    sheet = _open(returned)["清单"]
    assert sheet["A2"].comment is not None
    assert (sheet["D2"].value is None, sheet["D3"].value is None) == (False, False)


def test_what_could_not_be_read_cannot_be_returned():
    data = b"\x89PNG\0"
    with pytest.raises(Unreadable):
        annotated_workbook(data, "照片.xlsx", read_bytes(data))
