from datetime import date

import pytest
from docx.oxml.ns import qn

from tests.reports.official_samples import EAST_ASIA, found, looks, read, report


def test_tables_fill_the_text_width_repeat_their_header_and_keep_rows_whole():
    (table,) = read(report()).tables
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    cells = [[int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row._tr.tc_lst] for row in table.rows]

    assert (sum(grid), grid) == (8844, [4422, 2211, 2211])
    assert cells == [grid] * 3
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows] == [True] * 3
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["凤来社区", "5", ""],
        ["A&B<村>", "7", "5"],
    ]
    assert looks(table.rows[0].cells[0].paragraphs[0]) == [("黑体", 12, "0")]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError):
        report().table(["甲", "乙"], [["一"]])


def test_wide_tables_are_set_smaller():
    document = report()
    document.table([f"指标{n}" for n in range(12)], [list(range(12))])

    assert looks(read(document).tables[1].rows[0].cells[0].paragraphs[0]) == [("黑体", 10.5, "0")]


def test_a_document_number_brings_the_red_head():
    file = read(report(number="暨龙府发[2026]12号"))
    mark, number = file.paragraphs[0], found(file, "暨龙府发")

    assert (mark.text, str(mark.runs[0].font.color.rgb), mark.runs[0]._r.rPr.rFonts.get(EAST_ASIA)) == (
        "暨龙镇人民政府文件",
        "FF0000",
        "方正小标宋简体",
    )
    assert number.text == "暨龙府发〔2026〕12号"
    assert number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:color")) == "FF0000"


def test_landscape_pages_turn_margins_too_and_widen_tables():
    document = report()
    document.landscape()
    document.table(["甲", "乙"], [["一", "二"]])
    document.portrait()
    document.paragraph("完")

    file = read(document)
    upright, turned, last = file.sections
    assert [round(length.mm) for length in (turned.page_width, turned.page_height)] == [297, 210]
    assert [
        round(n.mm) for n in (turned.top_margin, turned.right_margin, turned.bottom_margin, turned.left_margin)
    ] == [
        28,
        37,
        26,
        35,
    ]
    assert [round(section.page_width.mm) for section in (upright, last)] == [210, 210]
    assert sum(int(column.get(qn("w:w"))) for column in file.tables[1]._tbl.tblGrid) == 12756
    assert [section.footer.is_linked_to_previous for section in file.sections] == [False, True, True]


def test_the_colophon_names_who_gets_copies_and_who_printed_it():
    document = report()
    document.colophon(printed_by="暨龙镇党政办公室", printed_on=date(2026, 11, 6), copies="县生态环境局、县水利局")

    table = read(document).tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：县生态环境局、县水利局。",
        "暨龙镇党政办公室\t2026年11月6日印发",
    ]
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
