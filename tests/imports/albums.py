"""Workbooks with pictures, written by hand as WPS and Excel write them."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.imports.scene import HEADERS

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/cellimages.xml" ContentType="application/vnd.wps-officedocument.cellimage+xml"/>'
    '<Override PartName="/xl/richData/rdrichvalue.xml" ContentType="application/vnd.ms-excel.rdrichvalue+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"'
_DRAWING = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_OFFICE}"'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def album(
    *lines, headers=HEADERS, media=None, in_cells=None, placed=(), floating=(), heights=None, merge="", extra=None
) -> bytes:
    """An xlsx of one sheet "清单".

    `media`: {file name: bytes}. `in_cells`: {name in DISPIMG: file name}; a cell shows one when its text is
    "DISPIMG:name". `placed`: file names that Excel places in cells; a cell shows one when its text is "PLACED:1".
    `floating`: (row counting from 0, column, offset in EMU, file name). `extra`: further members.
    """
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook {_MAIN}><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations([("worksheet", "worksheets/sheet1.xml")]),
        "xl/worksheets/sheet1.xml": _sheet([headers, *lines], heights or {}, bool(floating), merge),
    }
    if in_cells:
        names = list(in_cells)
        members["xl/cellimages.xml"] = (
            f'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" {_DRAWING}>'
            + "".join(f"<etc:cellImage>{_picture(name, place)}</etc:cellImage>" for place, name in enumerate(names, 1))
            + "</etc:cellImages>"
        )
        members["xl/_rels/cellimages.xml.rels"] = _relations([("image", f"media/{in_cells[name]}") for name in names])
    if placed:
        members |= _rich_parts(placed)
    if in_cells or placed:
        parts = ["cellimages.xml"] * bool(in_cells) + [
            name.removeprefix("xl/") for name in _rich_parts(placed) if placed and "_rels" not in name
        ]
        members["xl/_rels/workbook.xml.rels"] = _relations(
            [("worksheet", "worksheets/sheet1.xml"), *((part.split("/")[-1][:-4], part) for part in parts)]
        )
    if floating:
        members["xl/worksheets/_rels/sheet1.xml.rels"] = _relations([("drawing", "../drawings/drawing1.xml")])
        members["xl/drawings/drawing1.xml"] = (
            f"<xdr:wsDr {_DRAWING}>"
            + "".join(_anchor(*one[:3], place) for place, one in enumerate(floating, 1))
            + "</xdr:wsDr>"
        )
        members["xl/drawings/_rels/drawing1.xml.rels"] = _relations(
            [("image", f"../media/{one[3]}") for one in floating]
        )
    members |= {f"xl/media/{name}": content for name, content in (media or {}).items()} | (extra or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def _rich_parts(names):
    """As Excel writes them; a metadata type and a structure of another kind stand before those of pictures."""
    rich = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"'
    blocks = "".join(f'<bk><extLst><ext><x:rvb {rich} i="{place}"/></ext></extLst></bk>' for place in range(len(names)))
    blocks = blocks.replace("<x:rvb xmlns=", "<x:rvb xmlns:x=")
    records = "".join(f'<bk><rc t="2" v="{place}"/></bk>' for place in range(len(names)))
    values = "".join(f'<rv s="1"><v>5</v><v>{place}</v></rv>' for place in range(len(names)))
    return {
        "xl/metadata.xml": f'<metadata {_MAIN}><metadataTypes count="2"><metadataType name="XLDAPR"/>'
        f'<metadataType name="XLRICHVALUE"/></metadataTypes><futureMetadata name="XLRICHVALUE">{blocks}'
        f"</futureMetadata><valueMetadata>{records}</valueMetadata></metadata>",
        "xl/richData/rdrichvalue.xml": f"<rvData {rich}>{values}</rvData>",
        "xl/richData/rdrichvaluestructure.xml": f'<rvStructures {rich}><s t="_error"><k n="errorType" t="i"/></s>'
        '<s t="_localImage"><k n="CalcOrigin" t="i"/><k n="_rvRel:LocalImageIdentifier" t="i"/></s></rvStructures>',
        "xl/richData/richValueRel.xml": f'<richValueRels {rich} xmlns:r="{_OFFICE}">'
        + "".join(f'<rel r:id="rId{place}"/>' for place in range(1, len(names) + 1))
        + "</richValueRels>",
        "xl/richData/_rels/richValueRel.xml.rels": _relations([("image", f"../media/{name}") for name in names]),
    }


def _relations(targets):
    return _RELATIONS.format(
        "".join(
            f'<Relationship Id="rId{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for place, (kind, target) in enumerate(targets, 1)
        )
    )


def _picture(name, place):
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{place}" name="{name}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="rId{place}"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
    )


def _anchor(row, column, offset, place):
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f'<xdr:rowOff>{offset}</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="900000"/>'
        f"{_picture(f'图片 {place}', place)}<xdr:clientData/></xdr:oneCellAnchor>"
    )


def _sheet(rows, heights, has_drawing, merge):
    text = []
    for number, cells in enumerate(rows, 1):
        height = f' ht="{heights[number]}" customHeight="1"' if number in heights else ""
        text.append(f'<row r="{number}"{height}>')
        text += [_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells) if cell]
        text.append("</row>")
    drawing = '<drawing r:id="rId1"/>' if has_drawing else ""
    merges = f'<mergeCells count="1"><mergeCell ref="{merge}"/></mergeCells>' if merge else ""
    return f"<worksheet {_MAIN}><sheetData>{''.join(text)}</sheetData>{merges}{drawing}</worksheet>"


def _cell(reference, text):
    if text.startswith("DISPIMG:"):
        shown = f"DISPIMG(&quot;{text[8:]}&quot;,1)"
        return f'<c r="{reference}" t="str"><f>_xlfn.{shown}</f><v>={shown}</v></c>'
    if text.startswith("PLACED:"):
        return f'<c r="{reference}" t="e" vm="{text[7:]}"><v>#VALUE!</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
