"""xlsx as different programs write it: cut at its tags when it is plain, parsed when it is not, with one result."""

import datetime as dt
import io
import re
import zipfile

import pytest

from apps.imports.reading.cells import DATE, ERROR, FORMULA, NUMBER, TEXT
from apps.imports.reading.container import open_book
from apps.imports.reading.xlsx import shown
from tests.imports.lists import codes, only, read_bytes, warned, workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TABLE = [["乡镇", "存在问题", "整改措施", "备注"], ["暨龙镇", "污水 & 垃圾 <直排>。", "截污。", None]]


def _repacked(data, changes):
    """The archive with members replaced (a function or bytes) or added."""
    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            change = changes.pop(member, source.read(member))
            target.writestr(member, change(source.read(member).decode()) if callable(change) else change)
        for member, content in changes.items():
            target.writestr(member, content)
    return stream.getvalue()


def _sheet(body, *, strings=None, styles=None, workbook_xml=None, before="", after=""):
    """A workbook with one sheet whose rows are written by hand."""
    relations = [("worksheet", "worksheets/sheet1.xml")]
    members = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>',
        "xl/workbook.xml": workbook_xml
        or f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    }
    if strings is not None:
        relations.append(("sharedStrings", "sharedStrings.xml"))
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    if styles is not None:
        relations.append(("styles", "/xl/styles.xml"))
        members["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
    listed = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(relations, 1)
    )
    members["xl/_rels/workbook.xml.rels"] = f"<Relationships>{listed}</Relationships>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def _rows(data):
    return open_book(data).sheets[0].rows


def _texts(data):
    return [(number, [cell.text if cell else None for cell in cells]) for number, cells in _rows(data)]


def _kinds(data):
    return [cell.kind for cell in _rows(data)[0][1]]


_PREFIXED = re.compile(r"<(/?)(\w)")


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: _PREFIXED.sub(r"<\1x:\2", xml).replace("xmlns=", "xmlns:x="),
        lambda xml: xml.replace("<sheetData>", "<sheetData><!-- a remark -->"),
        lambda xml: re.sub(r'<c r="\w+"', "<c", xml),
        lambda xml: re.sub(r'<c r="(\w+)"([^>]*)>', r"<c\2 r='\1'>", xml),
        lambda xml: xml.replace("><", ">\n  <"),
        lambda xml: re.sub(r'<row r="\d+"', "<row", xml),
        lambda xml: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>', xml),
        lambda xml: '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + xml.encode("utf-16")[2:],
    ],
)
def test_every_way_of_writing_a_sheet_gives_the_same_rows(change):
    plain = workbook({"清单": _TABLE})

    written = _repacked(plain, {"xl/worksheets/sheet1.xml": change})

    assert _texts(written) == _texts(plain)


def test_shared_strings_leave_out_phonetic_readings_and_join_their_runs():
    strings = (
        "<si><t>乡镇</t></si><si><r><t>存在</t></r><r><rPr/><t xml:space='preserve'>问题 </t></r></si>"
        "<si><t>整改措施</t><rPh sb='0' eb='1'><t>ゼンカイ</t></rPh></si><si/><si><t/></si>"
    )
    body = (
        '<row r="1">'
        + "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCDE"))
        + "</row>"
    )

    assert _texts(_sheet(body, strings=strings)) == [(1, ["乡镇", "存在问题", "整改措施"])]


def test_inline_strings_escapes_and_carriage_returns():
    body = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r></is></c>'
        '<c r="B1" t="inlineStr"><is><t>&#20108;&amp;&lt;三_x000D_&#10;四</t></is></c>'
        '<c r="D1" t="str"><v>=DISPIMG("ID_1",1)</v></c></row>'
    )

    assert _texts(_sheet(body)) == [(1, ["一二", "二&<三\n四", None, '=DISPIMG("ID_1",1)'])]


def test_errors_and_formulas_without_a_value_are_told_from_empty_cells():
    body = (
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A2</f></c><c r="C1"><f>A2</f><v></v></c>'
        '<c r="D1"><f>1+1</f><v>2</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="b"><v>1</v></c>'
        '<c r="G1" t="str"><f>X</f><v>文</v></c></row>'
    )
    ((_, cells),) = _rows(_sheet(body))

    assert [cell and cell.kind for cell in cells] == [ERROR, FORMULA, FORMULA, NUMBER, None, TEXT, TEXT]
    assert [cell and cell.text for cell in cells] == ["#DIV/0!", "", "", "2", None, "TRUE", "文"]


def test_chinese_built_in_formats_and_own_formats_show_dates():
    styles = (
        '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/>'
        '<numFmt numFmtId="177" formatCode="[Red]0.00_ "/></numFmts><cellXfs>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 31, 57, 176, 177, 20))
        + "</cellXfs>"
    )
    body = (
        '<row r="1">'
        + "".join(f'<c r="{letter}1" s="{place}"><v>46203.75</v></c>' for place, letter in enumerate("ABCDEFG"))
        + "</row>"
    )

    assert _kinds(_sheet(body, styles=styles)) == [NUMBER, DATE, DATE, DATE, DATE, NUMBER, DATE]
    assert _rows(_sheet(body, styles=styles))[0][1][1].day == dt.date(2026, 6, 30)


def test_a_workbook_that_counts_from_1904():
    workbook_xml = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="1"/><sheets><sheet name="清单" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    data = _sheet('<row r="1"><c r="A1" s="1"><v>44741</v></c></row>', styles=styles, workbook_xml=workbook_xml)

    assert _rows(data)[0][1][0].day == dt.date(2026, 6, 30)
    assert open_book(data).sheets[0].from_1904


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("yyyy/m/d", "date"),
        ('m"月"d"日"', "date"),
        ("[$-804]aaaa;@", None),
        ("[h]:mm", "time"),
        ("mm:ss", "time"),
        ("h:mm", "time"),
        ("yyyy-mm-dd hh:mm", "date"),
        ("General", None),
        ("G/通用格式", None),
        ("0.00%", None),
        ('0"d"', None),
        ("[Red]#,##0;[Yellow]-0", None),
    ],
)
def test_what_a_number_format_shows(code, what):
    assert shown(code) == what


def _as_chart(xml):
    """The third sheet of a workbook turned into a chart sheet."""
    return re.sub(
        r"<Relationship [^>]*sheet3\.xml[^>]*>", lambda found: found[0].replace('/worksheet"', '/chartsheet"'), xml
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_skipped_and_chart_sheets_are_no_sheets(state):
    changed = _repacked(
        workbook({"一": _TABLE, "二": _TABLE, "三": _TABLE}),
        {
            "xl/workbook.xml": lambda xml: re.sub(
                r'(name="一" sheetId="1") state="visible"', rf'\1 state="{state}"', xml
            ),
            "xl/_rels/workbook.xml.rels": _as_chart,
        },
    )

    result = read_bytes(changed)

    assert [sheet.name for sheet in result.sheets] == ["二"]
    assert [(found.sheet, found.row, found.code) for found in result.warnings] == [("一", None, "hidden_sheet_skipped")]


def test_hidden_rows_are_read_with_a_warning():
    plain = workbook({"清单": _TABLE})
    hidden = _repacked(
        plain, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace('<row r="2"', '<row r="2" hidden="1"')}
    )

    assert warned(read_bytes(hidden)) == [(2, None, "hidden_row_imported")]


def test_rows_behind_a_gap_are_read_and_those_behind_a_thousand_empty_rows_are_not():
    def with_gap(number):
        extra = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>暨龙镇</t></is></c><c r="B{number}" t="inlineStr"><is><t>又一处。</t></is></c></row>'
        return _repacked(
            workbook({"清单": _TABLE}),
            {"xl/worksheets/sheet1.xml": lambda xml: xml.replace("</sheetData>", f"{extra}</sheetData>")},
        )

    assert [row.source_row for row in read_bytes(with_gap(1002)).rows] == [2, 1002]
    assert [row.source_row for row in read_bytes(with_gap(1003)).rows] == [2]


@pytest.mark.parametrize("row", ['<row ht="20" r="7"', '<row  r="7"'])
def test_the_number_of_a_row_may_stand_anywhere_in_its_tag(row):
    written = _repacked(
        workbook({"清单": _TABLE}), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace('<row r="2"', row)}
    )

    assert [number for number, _ in _rows(written)] == [1, 7]


def test_formatted_empty_rows_to_the_end_of_the_sheet_cost_nothing():
    body = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, 60_000))
    data = _repacked(
        workbook({"清单": _TABLE}),
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace("</sheetData>", f"{body}</sheetData>")},
    )

    assert only(read_bytes(data)).source_row == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace("</row>", "", 1),
        lambda xml: xml.replace("</t>", "</u>", 1),
        lambda xml: xml.replace('r="A1"', 'r="ZZZZ1"'),
        lambda xml: xml.replace("暨", "&nowhere;").replace("&#26280;", "&nowhere;"),
        lambda xml: '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml.replace("<t>", "<t>&a;", 1),
        lambda xml: xml.replace("</worksheet>", ""),
    ],
)
def test_a_damaged_sheet_is_unreadable(change):
    data = _repacked(workbook({"清单": _TABLE}), {"xl/worksheets/sheet1.xml": change})

    assert codes(read_bytes(data)) == [(None, None, "unreadable_file")]
