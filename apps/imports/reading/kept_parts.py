"""Pictures inside cells (WPS, Excel 365) lie in parts of a workbook that openpyxl does not write; here they are put back."""

import io
import re
import zipfile

from lxml import etree

from . import markup
from .container import Archive
from .formula_values import parts_of_sheets
from .kept_shapes import relations_of as _relations_of
from .kept_shapes import with_kept_shapes
from .sheet import Unreadable
from .xlsx import listed, relations

_WORKBOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"
_KEPT = ("xl/cellimages.xml", "xl/metadata.xml", "xl/richData/")
_PLACED = re.compile(rb'<c [^<>]*\bvm="\d{1,7}"[^<>]*>')
_REFERENCE, _NUMBER = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"'), re.compile(rb'\bvm="(\d{1,7})"')


def with_kept_parts(written, original):
    """The bytes of the written workbook with the shapes and the pictures in cells that the original has."""
    archive = Archive(original)
    written = with_kept_shapes(written, archive)
    if not any(name.startswith(_KEPT) for name in archive.names):
        return written
    try:
        return _Keeping(archive, zipfile.ZipFile(io.BytesIO(written))).result()
    except (Unreadable, KeyError):
        return written


class _Keeping:
    def __init__(self, archive, source):
        self._archive, self._source = archive, source
        self._members = {}
        self._types = markup.parse(archive.read(_TYPES))
        self._new_types = markup.parse(source.read(_TYPES))
        self._new_relations = markup.parse(source.read(_relations_of(_WORKBOOK)))

    def result(self):
        for relation in markup.parse(self._archive.read(_relations_of(_WORKBOOK))).iter("{*}Relationship"):
            _, member = relations(self._archive, _WORKBOOK)[relation.get("Id")]
            if member.startswith(_KEPT) and member in self._archive.names:
                self._keep(member)
                relation.set("Id", f"kept{len(self._members)}")
                relation.set("Target", f"/{member}")
                self._new_relations.append(relation)
        placed = self._placed()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for name in self._source.namelist():
                target.writestr(name, self._changed(name, placed))
            for name, data in self._members.items():
                target.writestr(name, data)
        return stream.getvalue()

    def _changed(self, name, placed):
        if name == _TYPES:
            return etree.tostring(self._new_types, xml_declaration=True, encoding="UTF-8")
        if name == _relations_of(_WORKBOOK):
            return etree.tostring(self._new_relations, xml_declaration=True, encoding="UTF-8")
        data = self._source.read(name)
        return _with_numbers(data, placed[name]) if placed.get(name) else data

    def _keep(self, member):
        """A part with its relationships and the images they name, under names that nothing else has."""
        self._members[member] = self._archive.read(member)
        self._tell_type(member)
        if _relations_of(member) not in self._archive.names:
            return
        targets = relations(self._archive, member)
        root = markup.parse(self._archive.read(_relations_of(member)))
        for relation in root.iter("{*}Relationship"):
            _, image = targets[relation.get("Id")]
            if relation.get("TargetMode") == "External" or image not in self._archive.names:
                continue
            kept = f"xl/media/kept_{image.replace('/', '_')}"
            self._members[kept] = self._archive.read(image)
            relation.set("Target", f"/{kept}")
            self._tell_type(image)
        self._members[_relations_of(member)] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def _tell_type(self, member):
        """The content type of a part, by its name or by its ending, as the original has it."""
        ending = member.rpartition(".")[2].lower()
        for said in self._types:
            name, extension = said.get("PartName"), (said.get("Extension") or "").lower()
            if name == f"/{member}" or (extension == ending and not self._knows(ending)):
                copied = etree.SubElement(self._new_types, said.tag, dict(said.attrib))
                if extension:
                    self._new_types.insert(0, copied)

    def _knows(self, ending):
        return any((said.get("Extension") or "").lower() == ending for said in self._new_types)

    def _placed(self):
        """{member of the written workbook: {reference: number}} of the cells that show a placed picture."""
        parts, written = relations(self._archive, _WORKBOOK), parts_of_sheets(self._source)
        found = {}
        for name, _, relation in listed(markup.parse(self._archive.read(_WORKBOOK))):
            kind, part = parts.get(relation, ("", ""))
            if kind == "worksheet" and name in written:
                cells = (match[0] for match in _PLACED.finditer(self._archive.read(part)))
                found[written[name]] = {_REFERENCE.search(cell)[1]: _NUMBER.search(cell)[1] for cell in cells}
        return found


def _with_numbers(data, numbers):
    def put(match):
        number = numbers.get(match[1])
        return match[0] + b' vm="' + number + b'"' if number else match[0]

    return re.sub(rb'<c r="([A-Z]{1,3}\d{1,7})"', put, data)
