"""Shapes and text boxes that people draw over their lists are still there in the workbook that goes back."""

import io
import zipfile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from apps.imports.reading.annotate import annotated_workbook
from tests.evidence.photos import jpeg
from tests.imports.lists import read_bytes
from tests.imports.scene import HEADERS, line
from tests.imports.tables import sheet

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_PLACE = (
    "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
)


def _anchor(what, row=5):
    return f"<xdr:twoCellAnchor>{_PLACE.format(row)}{what}<xdr:clientData/></xdr:twoCellAnchor>"


def _box(number, text, fill=""):
    return (
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="{number}" name="文本框 {number}"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        f'<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )


_ARROW = (
    '<xdr:cxnSp><xdr:nvCxnSpPr><xdr:cNvPr id="4" name="箭头"/><xdr:cNvCxnSpPr><a:stCxn id="2" idx="0"/>'
    '<a:endCxn id="77" idx="0"/></xdr:cNvCxnSpPr></xdr:nvCxnSpPr><xdr:spPr/></xdr:cxnSp>'
)
_PICTURE_FILL = '<a:blipFill><a:blip r:embed="rId1"/></a:blipFill>'
_CONTROL = _anchor(
    _box(8, "按钮").replace("<xdr:spPr>", '<xdr:spPr><a:extLst><a:ext uri="x"><a:compatExt/></a:ext></a:extLst>')
)


def drawn(*anchors, with_picture=False, with_comment=False) -> bytes:
    """The small list with one row that cannot be read, and these anchors in its drawing."""
    book = load_workbook(io.BytesIO(sheet(HEADERS, line("A1"), line("A2", 整改时限="尽快"), title="清单")))
    if with_comment:
        book["清单"]["A1"].comment = Comment("原来的批注", "某人")
    # The drawing, its relations and types are made by openpyxl and then filled by hand, as Excel fills them.
    picture = Image(io.BytesIO(jpeg(40, 30)))
    book["清单"].add_image(picture, "L5")
    stream = io.BytesIO()
    book.save(stream)
    source, result = zipfile.ZipFile(stream), io.BytesIO()
    with zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/drawings/drawing1.xml":
                own = etree.fromstring(data)[0]
                kept = etree.tostring(own).decode() if with_picture else ""
                data = f"<xdr:wsDr {_NAMES}>{kept}{''.join(anchors)}</xdr:wsDr>".encode()
            target.writestr(name, data)
    return result.getvalue()


def returned(content) -> zipfile.ZipFile:
    result = read_bytes(content, "清单.xlsx")
    back = annotated_workbook(content, "清单.xlsx", result)
    marked = load_workbook(io.BytesIO(back))["清单"]
    assert [
        cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment and "导入" in cell.comment.author
    ]
    return zipfile.ZipFile(io.BytesIO(back))


def drawing_of(book) -> tuple[str, etree._Element]:
    """As a program finds it: by the sheet's element and its relations."""
    page = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    names = [etree.QName(element).localname for element in page]
    assert names.count("drawing") == 1
    assert "legacyDrawing" not in names or names.index("drawing") < names.index("legacyDrawing")
    number = next(page.iter("{*}drawing")).get(f"{{{_OFFICE}}}id")
    rels = etree.fromstring(book.read("xl/worksheets/_rels/sheet1.xml.rels"))
    member = next(rel.get("Target") for rel in rels if rel.get("Id") == number).lstrip("/")
    types = book.read("[Content_Types].xml").decode()
    assert f"/{member}" in types
    return member, etree.fromstring(book.read(member))


def texts(drawing) -> list[str]:
    return [element.text for element in drawing.iter("{*}t")]


@pytest.mark.parametrize("with_picture", [False, True])
@pytest.mark.parametrize("with_comment", [False, True])
def test_text_boxes_stay_beside_pictures_and_comments(with_picture, with_comment):
    content = drawn(_anchor(_box(2, "请于月底前报送")), with_picture=with_picture, with_comment=with_comment)

    member, drawing = drawing_of(returned(content))

    assert texts(drawing) == ["请于月底前报送"]
    assert len(list(drawing.iter("{*}pic"))) == with_picture
    numbers = [element.get("id") for element in drawing.iter("{*}cNvPr")]
    assert len(numbers) == len(set(numbers))
    assert member.startswith("xl/drawings/")


def test_a_connector_holds_on_to_its_shape_and_lets_go_of_what_is_not_there():
    _, drawing = drawing_of(returned(drawn(_anchor(_box(2, "甲")), _anchor(_ARROW))))

    box = next(element for element in drawing.iter("{*}cNvPr") if element.get("name") == "文本框 2")
    assert [element.get("id") for element in drawing.iter("{*}stCxn")] == [box.get("id")]
    assert list(drawing.iter("{*}endCxn")) == []


def test_a_group_and_what_newer_programs_wrap_stay():
    group = f"<xdr:grpSp><xdr:nvGrpSpPr/><xdr:grpSpPr/>{_box(2, '甲')}{_box(3, '乙')}</xdr:grpSp>"
    wrapped = (
        f'<mc:AlternateContent><mc:Choice Requires="a14">{_anchor(_box(5, "丙"))}</mc:Choice></mc:AlternateContent>'
    )

    _, drawing = drawing_of(returned(drawn(_anchor(group), wrapped)))

    assert texts(drawing) == ["甲", "乙", "丙"]


def test_a_picture_inside_a_shape_comes_along():
    book = returned(drawn(_anchor(_box(2, "图示", _PICTURE_FILL))))

    member, drawing = drawing_of(book)
    number = next(drawing.iter("{*}blip")).get(f"{{{_OFFICE}}}embed")
    folder, name = member.rsplit("/", 1)
    rels = etree.fromstring(book.read(f"{folder}/_rels/{name}.rels"))
    target = next(rel.get("Target") for rel in rels if rel.get("Id") == number)
    assert book.read(target.lstrip("/"))[:2] == b"\xff\xd8"


@pytest.mark.parametrize("anchor", [
    _CONTROL, _anchor(_box(2, "坏的", _PICTURE_FILL.replace("rId1", "rId99"))), "<broken",
])  # fmt: skip
def test_what_cannot_be_kept_costs_nothing_else(anchor):
    book = returned(drawn(anchor))

    assert not any("kept" in name for name in book.namelist())


def test_the_workbook_can_be_imported_and_returned_again():
    first = returned(drawn(_anchor(_box(2, "甲")), _anchor(_ARROW)))

    second = returned(first.fp.getvalue())

    assert texts(drawing_of(second)[1]) == ["甲"]
    assert second.testzip() is None
    assert len(second.namelist()) == len(set(second.namelist()))
