"""Shapes, text boxes and connectors over the cells: openpyxl keeps pictures and charts of a drawing only; here they are put back."""

import copy
import io
import posixpath
import re
import zipfile

from lxml import etree

from . import markup
from .formula_values import parts_of_sheets
from .sheet import Unreadable
from .xlsx import listed, relations

_WORKBOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_SHAPES = frozenset({"sp", "cxnSp", "grpSp"})
_ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor", "absoluteAnchor"})
# A sheet's elements have their order; these come behind its drawing.
_BEHIND = re.compile(
    rb"<(?:legacyDrawing|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
_BEYOND = frozenset({"compatExt", "graphicFrame", "contentPart"})
_FIRST_NUMBER = 9_000  # of shapes put back: the pictures and charts beside them are numbered from 1


def with_kept_shapes(written, archive):
    """The bytes of the written workbook with the shapes that lay over the cells of the original (an Archive)."""
    try:
        found = dict(_sheets_with_shapes(archive))
        return _Keeping(archive, written).result(found) if found else written
    except (Unreadable, KeyError):
        return written


def _sheets_with_shapes(archive):
    """(sheet name, (drawing's member, its anchors with shapes))"""
    parts = relations(archive, _WORKBOOK)
    for name, _, relation in listed(markup.parse(archive.read(_WORKBOOK))):
        kind, sheet = parts.get(relation, ("", ""))
        if kind != "worksheet" or relations_of(sheet) not in archive.names:
            continue
        for what, member in relations(archive, sheet).values():
            anchors = _anchors(archive, member) if what == "drawing" and member in archive.names else []
            if anchors:
                yield name, (member, anchors)


def _anchors(archive, drawing):
    """Those that hold a shape and nothing that is not kept."""
    found = [one for one in markup.parse(archive.read(drawing)).iter() if markup.local(one.tag) in _ANCHORS]
    shapes = [one for one in found if any(markup.local(child.tag) in _SHAPES for child in one)]
    usable = _usable_relations(archive, drawing) if relations_of(drawing) in archive.names else {}
    return [one for one in shapes if not _is_left_out(one) and all(number in usable for *_, number in _references(one))]


def _is_left_out(anchor):
    """Buttons and boxes of forms hang on other parts of the sheet; what older programs show instead is there already."""
    instead = any(markup.local(above.tag) == "Fallback" for above in anchor.iterancestors())
    return instead or any(markup.local(one.tag) in _BEYOND for one in anchor.iter())


def _references(anchor):
    """(element, attribute, relation id) wherever an anchor names a picture or an address."""
    for element in anchor.iter():
        for name, number in element.attrib.items():
            if name.startswith(f"{{{_OFFICE}}}") and number:
                yield element, name, number


def _usable_relations(archive, drawing):
    """{id: (kind, target, whether outside)} of pictures that are there, and of addresses."""
    usable, inside = {}, relations(archive, drawing)
    for relation in markup.parse(archive.read(relations_of(drawing))).iter("{*}Relationship"):
        number, outside = relation.get("Id"), relation.get("TargetMode") == "External"
        kind, member = inside[number]
        if outside or (kind == "image" and member in archive.names):
            usable[number] = relation.get("Type"), relation.get("Target") if outside else member, outside
    return usable


def relations_of(member):
    folder, name = posixpath.split(member)
    return f"{folder}/_rels/{name}.rels"


class _Keeping:
    def __init__(self, archive, written):
        self._archive, self._source = archive, zipfile.ZipFile(io.BytesIO(written))
        self._names = set(self._source.namelist())
        self._changed = {}
        self._types = markup.parse(self._source.read(_TYPES))

    def result(self, found):
        sheets = parts_of_sheets(self._source)
        for name, (drawing, anchors) in found.items():
            if name in sheets:
                self._keep(sheets[name], drawing, anchors)
        self._changed[_TYPES] = self._types
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for name in [*self._source.namelist(), *sorted(set(self._changed) - self._names)]:
                target.writestr(name, self._bytes_of(name))
        return stream.getvalue()

    def _bytes_of(self, name):
        changed = self._changed.get(name)
        if changed is None:
            return self._source.read(name)
        if isinstance(changed, bytes):
            return changed
        return etree.tostring(changed, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _keep(self, sheet, drawing, anchors):
        target = self._drawing_of(sheet)
        root = self._open(target, f'<xdr:wsDr xmlns:xdr="{_DRAWING}"/>')
        kept = [copy.deepcopy(anchor) for anchor in anchors]
        for anchor in kept:
            anchor.tail = None
            for element, name, number in list(_references(anchor)):
                element.set(name, self._relation_of(drawing, number, target))
        root.extend(kept)
        _number_anew(kept)

    def _open(self, member, empty):
        """The root of a part that is written anew; `empty` is what it is as long as there is none."""
        if member not in self._changed:
            there = member in self._names
            self._changed[member] = markup.parse(self._source.read(member) if there else empty.encode())
        return self._changed[member]

    def _relations(self, member):
        return self._open(relations_of(member), f'<Relationships xmlns="{_PACKAGE}"/>')

    def _relate(self, member, kind, target, **more):
        """The id of a new relation of a part."""
        rels = self._relations(member)
        number = f"kept{len(rels) + 1}"
        facts = {"Id": number, "Type": kind, "Target": target} | more
        etree.SubElement(rels, f"{{{_PACKAGE}}}Relationship", facts)
        return number

    def _drawing_of(self, sheet):
        """The member with the drawing of a written sheet; made where it has none."""
        for relation in self._relations(sheet):
            if relation.get("Type", "").endswith("/drawing"):
                return posixpath.normpath(posixpath.join("/", posixpath.dirname(sheet), relation.get("Target"))).lstrip(
                    "/"
                )
        member = f"xl/drawings/kept_{posixpath.basename(sheet)}"
        number = self._relate(sheet, f"{_OFFICE}/drawing", f"/{member}")
        data = self._source.read(sheet)
        place = _BEHIND.search(data, data.rfind(b"</sheetData>") + 1).start()
        element = f'<drawing xmlns:kept="{_OFFICE}" kept:id="{number}"/>'.encode()
        self._changed[sheet] = data[:place] + element + data[place:]
        self._tell_type(PartName=f"/{member}", ContentType=_DRAWING_TYPE)
        return member

    def _tell_type(self, **facts):
        tag = "Override" if "PartName" in facts else "Default"
        self._types.append(etree.Element(self._types.tag.replace("Types", tag), facts))

    def _relation_of(self, drawing, number, target):
        kind, what, outside = _usable_relations(self._archive, drawing)[number]
        if outside:
            return self._relate(target, kind, what, TargetMode="External")
        return self._relate(target, kind, f"/{self._kept_image(what)}")

    def _kept_image(self, image):
        kept, ending = f"xl/media/kept_shape_{image.replace('/', '_')}", image.rpartition(".")[2].lower()
        self._changed[kept] = self._archive.read(image)
        known = {(said.get("Extension") or "").lower() for said in self._types}
        for said in markup.parse(self._archive.read(_TYPES)) if ending not in known else ():
            if (said.get("Extension") or "").lower() == ending:
                self._tell_type(Extension=ending, ContentType=said.get("ContentType"))
        return kept


def _number_anew(anchors):
    """No two things of a drawing have one number; what a connector holds on to keeps being it."""
    new = {}
    for anchor in anchors:
        for element in anchor.iter("{*}cNvPr"):
            new[element.get("id")] = str(_FIRST_NUMBER + len(new))
            element.set("id", new[element.get("id")])
    for anchor in anchors:
        for element in [*anchor.iter("{*}stCxn"), *anchor.iter("{*}endCxn")]:
            if element.get("id") in new:
                element.set("id", new[element.get("id")])
            else:
                element.getparent().remove(element)
