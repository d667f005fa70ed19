"""Files that are odd on purpose, written by hand: OLE containers, workbooks with foreign parts, a million blank rows."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

from tests.imports.scene import HEADERS, line

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SHORTEST_STREAM = 4096


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file ([MS-CFB]) with these streams: one sector of FAT, streams in whole sectors."""
    names = ["Root Entry", *streams]
    bodies = [body.ljust(_SHORTEST_STREAM, b"\0") for body in streams.values()]
    directory_sectors = -(-len(names) // 4)
    sectors = [_END if place == directory_sectors else place + 1 for place in range(1, directory_sectors + 1)]
    starts = []
    for body in bodies:
        first, count = 1 + len(sectors), -(-len(body) // _SECTOR)
        starts.append(first)
        sectors += [*range(first + 1, first + count), _END]
    fat = struct.pack("<I", _FAT) + b"".join(struct.pack("<I", entry) for entry in sectors)
    root = _entry("Root Entry", 5, child=1 if streams else _FREE, start=_END, size=0)
    entries = [
        _entry(name, 2, right=place + 1 if place < len(streams) else _FREE, start=start, size=len(body))
        for place, (name, start, body) in enumerate(zip(streams, starts, bodies, strict=True), 1)
    ]
    directory = b"".join([root, *entries]).ljust(directory_sectors * _SECTOR, b"\0")
    padded = [body.ljust(-(-len(body) // _SECTOR) * _SECTOR, b"\0") for body in bodies]
    return b"".join([_ole_header(), fat.ljust(_SECTOR, b"\xff"), directory, *padded])


def _ole_header():
    fixed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    fixed += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _SHORTEST_STREAM, _END, 0, _END, 0)
    return fixed + struct.pack("<I", 0) + b"\xff" * (108 * 4)


def _entry(name, kind, *, right=_FREE, child=_FREE, start, size):
    written = (name + "\0").encode("utf-16-le")
    facts = struct.pack("<HBBIII36xIQ", len(written), kind, 1, _FREE, right, child, start, size)
    return written.ljust(64, b"\0") + facts


def encrypted() -> bytes:
    """What Excel and WPS save when a workbook has a password for opening."""
    return compound({"EncryptionInfo": b"\4\0\4\0\x40\0\0\0<encryption/>", "EncryptedPackage": b"\x8a\x01" * 3000})


def encrypted_xls() -> bytes:
    """An xls whose workbook stream begins with BOF and FILEPASS."""
    return compound({"Workbook": struct.pack("<HH16x", 0x809, 16) + struct.pack("<HH6x", 0x2F, 6)})


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def written(rows, *, dimension="", sheet_relations="", after="", parts=None, kind=_WORKBOOK) -> bytes:
    """An xlsx of one sheet "清单"; `rows` is the XML of its rows, `parts` are further members of the zip."""
    kinds = (
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml", "")),
        **({"xl/worksheets/_rels/sheet1.xml.rels": sheet_relations} if sheet_relations else {}),
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{dimension}<sheetData>'.encode())
            sheet.writelines(row.encode() for row in rows)
            sheet.write(f"</sheetData>{after}</worksheet>".encode())
    return stream.getvalue()


def relations(*targets) -> str:
    """Of (id, kind, target, mode)."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
        for name, kind, target, mode in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def row(number, cells, **formulas) -> str:
    """A row of the small list; a cell that a formula fills keeps its text as the calculated value."""
    text = []
    for place, value in enumerate(cells):
        letter = chr(65 + place)
        if letter in formulas:
            text.append(f'<c r="{letter}{number}" t="str"><f>{escape(formulas[letter])}</f><v>{escape(value)}</v></c>')
        elif value:
            text.append(f'<c r="{letter}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
    return f'<row r="{number}">{"".join(text)}</row>'


def header() -> str:
    return row(1, HEADERS)


def a_million_blank_rows(*, further="") -> bytes:
    """Somebody has given the whole sheet a border: 1,048,576 rows, of which one holds anything."""
    blank = (f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(3, 1_048_576))
    return written([header(), row(2, line("A1")), *blank, further])
