"""openpyxl writes formulas without the values they had; here the values are put back into the written file."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from . import markup
from .cells import DATE, ERROR, NUMBER
from .sheet import column_index

_FORMULA = re.compile(
    r'<c r="(?P<letters>[A-Z]{1,3})(?P<row>\d+)"(?P<style>(?: s="\d+")?)[^>]*>(?P<formula><f[ >](?:(?!</c>).)*?</f>|<f[^>]*/>)'
    r"(?:<v\s*/>|<v></v>)?</c>",
    re.DOTALL,
)


def with_values(written, book):
    """The bytes of the written workbook with the values that the formulas had in `book`."""
    source = zipfile.ZipFile(io.BytesIO(written))
    rows = {sheet.name: dict(sheet.rows) for sheet in book.sheets if sheet.visible}
    parts = {part: rows[name] for name, part in parts_of_sheets(source).items() if name in rows}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename in parts and b"<f" in data:
                data = _filled(data.decode(), parts[member.filename]).encode()
            target.writestr(member, data)
    return stream.getvalue()


def parts_of_sheets(source):
    """{sheet name: member} of a workbook that openpyxl wrote."""
    rels = markup.parse(source.read("xl/_rels/workbook.xml.rels"))
    targets = {rel.get("Id"): rel.get("Target") for rel in rels.iter("{*}Relationship")}
    found = {}
    for sheet in markup.parse(source.read("xl/workbook.xml")).iter("{*}sheet"):
        relation = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        target = targets[relation]
        found[sheet.get("name")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _filled(text, rows):
    def put(match):
        cells, column = rows.get(int(match["row"]), ()), column_index(match["letters"])
        cell = cells[column] if column < len(cells) else None
        if cell is None or not cell.text:
            return match[0]
        kind, value = _value(cell)
        return f'<c r="{match["letters"]}{match["row"]}"{match["style"]}{kind}>{match["formula"]}<v>{value}</v></c>'

    return _FORMULA.sub(put, text)


def _value(cell):
    if cell.kind in (NUMBER, DATE) and cell.number is not None:
        return "", repr(cell.number)
    if cell.kind == ERROR:
        return ' t="e"', escape(cell.key)
    return ' t="str"', escape(cell.raw)
