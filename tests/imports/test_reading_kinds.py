"""xls, OpenDocument, web pages and separated text come to the same rows as xlsx."""

import io
import zipfile

import pytest

from apps.imports.reading.container import open_book
from apps.imports.reading.delimited import delimiter
from tests.imports.lists import codes, ignored, only, read_bytes, warned

_PAGE = "<html><head><meta charset={charset}></head><body>{table}</body></html>"
_HEAD = "<tr><th>乡镇<th>存在问题<th>整改措施<th>整改时限</tr>"


def _page(rows, charset="utf-8"):
    return _PAGE.format(charset=charset, table=f"<table>{_HEAD}{rows}</table>").encode(
        "gb18030" if charset.startswith("gb") else charset
    )


def _texts(data):
    return [
        (number, [cell.text if cell else None for cell in cells]) for number, cells in open_book(data).sheets[0].rows
    ]


def _ods(rows, *, styles="", table=""):
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="清单"{table}>{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
    return stream.getvalue()


def _cell(text, **attributes):
    said = "".join(f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-cell{said}><text:p>{text}</text:p></table:table-cell>"


def _row(*cells, said=""):
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


_ODS_HEAD = _row(*(_cell(text) for text in ("乡镇", "存在问题", "整改措施", "整改时限")))


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "utf-16"])
def test_a_page_is_decoded_as_it_says(charset):
    assert only(read_bytes(_page("<tr><td>暨龙镇<td>污水直排。<td>截污。</tr>", charset))).township == "暨龙镇"


def test_a_page_without_a_charset_is_utf8_or_gb18030():
    page = f"<TABLE>{_HEAD}<tr><td>暨龙镇<td>污水直排。<td>截污。</tr></TABLE>"

    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert only(read_bytes(page.encode(encoding))).township == "暨龙镇"


def test_rowspan_and_colspan_are_merges():
    rows = (
        "<tr><td rowspan=2>暨龙镇<td>污水直排。<td colspan=2>截污。</tr><tr><td>垃圾<br>乱堆。<td>清运。<td>2026-06-30</tr>"
        "<tr><td colspan=4>备注：以上由镇里核实。</tr>"
    )

    result = read_bytes(_page(rows))

    assert [(row.township, row.description, row.deadline) for row in result.rows] == [
        ("暨龙镇", "污水直排。", None),
        ("暨龙镇", "垃圾\n乱堆。", "2026-06-30"),
    ]
    assert ignored(result) == [(4, "note")]


def test_a_nested_table_belongs_to_its_cell_and_white_space_of_the_source_is_a_space():
    table = "<table><tr><td>甲\n   乙<script>var a</script><!-- x -->丙<table><tr><td>内</td></tr></table></td></tr></table>"

    assert _texts((table + "<table><tr><td>二</td></tr></table>").encode()) == [(1, ["甲 乙丙内"])]
    assert [sheet.name for sheet in open_book((table * 2).encode()).sheets] == ["HTML1", "HTML2"]


def test_text_is_utf8_or_gb18030_or_utf16_by_its_mark():
    text = "乡镇,存在问题,整改措施\n暨龙镇,污水直排。,截污。\n"

    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert only(read_bytes(text.encode(encoding))).description == "污水直排。"


def test_records_of_text_are_rows_and_empty_lines_count():
    text = '乡镇;存在问题;整改措施\n\n暨龙镇;"污水\n直排，\n又排";截污。\n暨龙镇;垃圾。;清运。\n'

    assert [(row.source_row, row.description) for row in read_bytes(text.encode()).rows] == [
        (3, "污水\n直排，\n又排"),
        (4, "垃圾。"),
    ]


def test_the_most_frequent_separator_of_the_first_lines_counts():
    assert delimiter("a\tb\tc,d") == "\t"
    assert delimiter("a;b\n" + "c\n" * 9 + ",,,,,") == ";"
    assert delimiter("没有分隔") == ","


def test_repeated_cells_and_rows_spans_and_covered_cells_of_opendocument():
    rows = (
        "<table:table-header-rows>"
        + _ODS_HEAD
        + "</table:table-header-rows>"
        + _row(said=' table:number-rows-repeated="5"')
        + _row(_cell("暨龙镇", table_number_rows_spanned=2), _cell("污水。", table_number_columns_repeated=2))
        + _row(
            "<table:covered-table-cell/>", _cell("垃圾。"), '<table:table-cell table:number-columns-repeated="16000"/>'
        )
        + _row(said=' table:number-rows-repeated="1048000"')
    )

    found = [(row.source_row, row.township, row.description, row.measures) for row in read_bytes(_ods(rows)).rows]

    assert found == [(7, "暨龙镇", "污水。", "污水。"), (8, "暨龙镇", "垃圾。", None)]


def test_values_of_opendocument_cells():
    rows = _ODS_HEAD + _row(
        _cell("暨龙镇<text:s text:c='3'/>", office_value_type="string"),
        "<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:span>二</text:span></text:p>"
        "<text:p>三<text:line-break/>四</text:p></table:table-cell>",
        _cell("3.0", office_value_type="float", office_value="3"),
        _cell("26年6月30日", office_value_type="date", office_date_value="2026-06-30T09:00:00"),
    )

    row = only(read_bytes(_ods(rows)))

    assert (row.description, row.measures, row.deadline) == ("一二\n三\n四", "3", "2026-06-30")


def test_errors_hidden_rows_and_hidden_tables_of_opendocument():
    error = '<table:table-cell xmlns:calcext="x" calcext:value-type="error"><text:p>Err:508</text:p></table:table-cell>'
    bare = '<table:table-cell table:formula="of:=A1"/>'
    rows = (
        _ODS_HEAD
        + _row(_cell("暨龙镇"), _cell("污水。"), said=' table:visibility="filter"')
        + _row(_cell("暨龙镇"), _cell("污水。"), error)
        + _row(_cell("暨龙镇"), _cell("污水。"), bare)
    )
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'

    result = read_bytes(_ods(rows))

    assert warned(result) == [(2, None, "hidden_row_imported")]
    assert codes(result) == [(3, "C", "formula_error"), (4, "C", "formula_error")]
    hidden = read_bytes(_ods(rows, styles=style, table=' table:style-name="ta2"'))
    assert (hidden.sheets, warned(hidden)) == ([], [(None, None, "hidden_sheet_skipped")])
