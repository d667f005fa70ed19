import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from apps.common.cell_text import MAX_TEXT
from apps.common.spreadsheets import Column, Workbook, neutralised, original, printable, write_table

COLUMNS = [
    Column("问题编号", 16),
    Column("问题描述", 40),
    Column("件数", 8, "number"),
    Column("整改时限", 12, "date"),
    Column("办理页面", 20, "link"),
]
ROW = ["20260001", "河道有垃圾", 3, date(2026, 11, 5), ("https://ledger.test/problems/1/", "打开")]


def written(rows, columns=COLUMNS, **more):
    stream = io.BytesIO()
    write_table(stream, sheet="问题台账", columns=columns, rows=rows, **more)
    return stream


def opened(stream):
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def read_fast(stream):
    return CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()


def one_cell(value, kind="text"):
    return opened(written([[value]], [Column("内容", 20, kind)])).active["A2"]


@pytest.mark.parametrize("start", list("=+-@\t\n＝＋－＠"))
def test_text_that_could_start_a_formula_is_stored_as_quoted_text_with_its_value(start):
    cell = one_cell(f"{start}1+1")

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", f"{start}1+1", True)


@pytest.mark.parametrize("kind", ["text", "number", "date", "link"])
def test_no_kind_of_column_lets_a_formula_through(kind):
    cell = one_cell('=HYPERLINK("http://x.test","点我")', kind)

    assert (cell.data_type, cell.hyperlink, cell.quotePrefix) == ("s", None, True)


def test_no_sheet_contains_a_formula_element():
    rows = [['=cmd|"/c calc"!A1', "@SUM(A1)", "=1", "=2", "=3"]]
    content = zipfile.ZipFile(written(rows, title="=1+1", notes=["=1"])).read("xl/worksheets/sheet1.xml")

    assert content.count(b"<f>") == 0


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1", "'=1"),
        ("-5℃", "'-5℃"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("暨龙镇", "暨龙镇"),
        ("1-2", "1-2"),
        ("", ""),
        ("'引号", "'引号"),
    ],
)
def test_csv_text_gets_an_apostrophe_where_a_formula_could_start(text, safe):
    assert neutralised(text) == safe
    assert original(safe) == text


@given(st.text(alphabet="'=+-@\t\r\n＝甲a1"))
def test_reading_a_neutralised_text_back_gives_the_text(text):
    assert original(neutralised(text)) == text
    assert neutralised(text)[:1] not in tuple("=+-@\t\r\n＝")


@given(st.text(max_size=60))
def test_excel_and_the_fast_reader_read_the_text_that_was_written(text):
    stream = written([[text]], [Column("内容", 20)])

    assert (opened(stream).active["A2"].value or "") == printable(text)
    assert [*read_fast(stream), [""]][1][0] == printable(text)


def test_text_that_looks_like_markup_stays_text():
    assert one_cell("<r><t>&").value == "<r><t>&"
    assert one_cell("<r><t>x</t></r>").value == "<r><t>x</t></r> "
    assert read_fast(written([["_x000D_ & <b>"]], [Column("内容")]))[1] == ["_x000D_ & <b>"]


def test_days_are_real_dates_and_moments_are_told_in_local_time():
    moment = one_cell(datetime(2026, 11, 5, 1, 30, tzinfo=UTC), "date")
    day = one_cell(date(2026, 11, 5), "date")

    assert (day.value.date(), day.number_format, day.is_date) == (date(2026, 11, 5), "yyyy-mm-dd", True)
    assert (str(moment.value), moment.number_format) == ("2026-11-05 09:30:00", "yyyy-mm-dd hh:mm")


def test_a_date_column_takes_words_and_days_before_the_calendar_of_excel():
    assert one_cell("长期坚持", "date").value == "长期坚持"
    assert one_cell(date(1899, 12, 31), "date").value == "1899-12-31"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (12, 12),
        (0, 0),
        (-3.5, -3.5),
        (Decimal("98.50"), 98.5),
        (123456789012345, 123456789012345),
        (1234567890123456, "1234567890123456"),
        ("500230123201", "500230123201"),
        ("—", "—"),
        (float("nan"), "nan"),
        (True, "是"),
    ],
)
def test_numbers_stay_numbers_unless_digits_would_be_lost(value, stored):
    cell = one_cell(value, "number")

    assert (cell.value, cell.data_type) == (stored, "s" if isinstance(stored, str) else "n")


def test_long_codes_in_a_text_column_are_text_even_when_given_as_numbers():
    cell = one_cell(500230123201)

    assert (cell.value, cell.data_type, cell.number_format) == ("500230123201", "s", "@")


def test_a_number_column_can_have_its_own_format():
    column = Column("完成率", 10, "number", number_format="0.0%")

    assert opened(written([[0.985]], [column])).active["A2"].number_format == "0.0%"


def test_links_go_to_web_addresses_only():
    good = one_cell(("https://ledger.test/a?b=1&c=2", "打开"), "link")
    bad = one_cell(("file://server/share", "打开"), "link")

    assert (good.value, good.hyperlink.target) == ("打开", "https://ledger.test/a?b=1&c=2")
    assert (bad.value, bad.hyperlink) == ("打开", None)
    assert one_cell("https://ledger.test/" + "a" * 2079, "link").hyperlink is None


def test_links_beyond_what_a_sheet_can_hold_are_plain_text():
    columns = [Column("办理页面", 20, "link")]
    stream = written(([f"https://ledger.test/{n}"] for n in range(65_532)), columns)

    archive = zipfile.ZipFile(stream)
    assert archive.read("xl/worksheets/sheet1.xml").count(b"<hyperlink ") == 65_530
    assert read_fast(stream)[-1] == ["https://ledger.test/65531"]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    value = one_cell("水" * 40_000).value
    rare = one_cell("𠮷" * 20_000).value

    assert (len(value), value[-11:]) == (MAX_TEXT, "…（内容过长，已截断）")
    assert len(rare.encode("utf-16-le")) // 2 <= MAX_TEXT
    assert rare.endswith("𠮷…（内容过长，已截断）")


def test_control_characters_are_removed_and_line_ends_are_one_kind():
    assert one_cell("一\x00二\x0b三\r\n四\ufffe\ud800").value == "一二三\n四"


def test_a_sheet_has_title_notes_header_filter_and_prints_on_a4():
    sheet = opened(written([ROW, ROW], title="问题台账", notes=["截至2026年11月5日，共2条"])).active

    assert [cell.value for cell in sheet["A"]] == [
        "问题台账",
        "截至2026年11月5日，共2条",
        "问题编号",
        "20260001",
        "20260001",
    ]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:E1", "A2:E2"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows) == ("A3:E5", "A4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet["A1"].font.name, sheet["A3"].font.name, sheet["A4"].font.name) == ("微软雅黑", "微软雅黑", "宋体")
    assert round(sheet.column_dimensions["B"].width) in (40, 41)


def test_a_table_without_rows_still_has_its_header():
    sheet = opened(written([])).active

    assert [cell.value for cell in sheet[1]] == ["问题编号", "问题描述", "件数", "整改时限", "办理页面"]
    assert sheet.auto_filter.ref == "A1:E1"


def test_several_sheets_get_names_that_excel_accepts_and_never_twice():
    stream = io.BytesIO()
    with Workbook(stream) as book:
        for name in ["暨龙镇/问题", "暨龙镇?问题", "", "History", "很长的名称" * 10, "很长的名称" * 10]:
            book.sheet(name, columns=[Column("内容")], rows=[["一"]])

    assert opened(stream).sheetnames == [
        "暨龙镇－问题",
        "暨龙镇－问题（2）",
        "表",
        "History_",
        "很长的名称" * 6 + "很",
        "很长的名称" * 5 + "很长的（2）",
    ]


def test_rows_beyond_one_sheet_go_on_in_the_next():
    stream = io.BytesIO()
    with Workbook(stream, rows_per_sheet=2) as book:
        count = book.sheet("巡查", columns=[Column("序号", 8, "number")], rows=([n] for n in range(5)))

    book = opened(stream)
    assert count == 5
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [["序号", 0, 1], ["序号", 2, 3], ["序号", 4]]
    assert book.sheetnames == ["巡查", "巡查（2）", "巡查（3）"]


def test_the_same_rows_give_the_same_bytes():
    first, second = (
        hashlib.sha256(written([ROW] * 3, title="台账", created=datetime(2026, 11, 5, tzinfo=UTC)).getvalue())
        for _ in range(2)
    )

    assert first.hexdigest() == second.hexdigest()


def test_rows_are_taken_one_by_one_from_any_iterable():
    assert write_table(io.BytesIO(), sheet="表", columns=COLUMNS, rows=(ROW for _ in range(1000))) == 1000


def test_rows_are_as_high_as_their_longest_text():
    stream = written([["短"], ["水" * 25], ["一\n二\n三"]], [Column("内容", 20)])

    heights = opened(stream).active.row_dimensions
    assert [heights[row].height for row in (2, 3, 4)] == [None, 48.75, 48.75]
