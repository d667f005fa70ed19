"""xlsx: the workbook, its strings and its date styles; its rows are read next door in xlsx_rows."""

import posixpath
import re
from urllib.parse import unquote

from . import markup
from .sheet import Merge, NotInPortions, Sheet, TooLarge, Unreadable, column_index
from .xlsx_rows import PORTION, read_in_portions, read_rows
from .xlsx_values import Styles

_WORKBOOK = "xl/workbook.xml"
_STRING = re.compile(r"<t(?: xml:space=\"preserve\")?>([^<]*)</t></si>\s*|<t/></si>\s*")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
# Built in, with the Chinese ones (27-36, 50-58) that most libraries do not know.
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58}
_BUILT_IN_TIMES = {*range(18, 22), *range(32, 36), *range(45, 48), 55, 56}
_MOST_MERGES = 2_000_000
# More rows than anybody looks through for a header; the others may come later.
_ROWS_AT_ONCE = 100


def read_sheets(archive, *, most_sheets, in_portions=False):
    """Every worksheet in order; hidden ones are named but not read, chart sheets are no sheets.

    `in_portions` leaves the later rows of long sheets for later; raises NotInPortions where that cannot be.
    """
    workbook = markup.parse(archive.read(_WORKBOOK))
    parts = relations(archive, _WORKBOOK)
    found = [sheet for sheet in listed(workbook) if parts.get(sheet[2], ("", ""))[0] == "worksheet"]
    if sum(state == "visible" for _, state, _ in found) > most_sheets:
        raise TooLarge
    strings = _strings(archive, parts)
    styles = _styles(archive, parts, _counts_from_1904(workbook))
    sheets = []
    for name, state, relation in found:
        sheet = Sheet(name, visible=state == "visible", from_1904=styles.from_1904)
        if sheet.visible:
            data = archive.read(parts[relation][1])
            if in_portions and len(data) > PORTION:
                _begin(sheet, data, strings, styles)
            else:
                shell, sheet.rows, sheet.hidden = read_rows(data, strings, styles)
                sheet.merges = list(_merges(shell))
        sheets.append(sheet)
    return sheets


def _begin(sheet, data, strings, styles):
    shell, sheet.later = read_in_portions(data, strings, styles)
    sheet.goes_on, sheet.hidden, sheet.merges = True, sheet.later.hidden, list(_merges(shell))
    while len(sheet.rows) < _ROWS_AT_ONCE and (rows := next(sheet.later, None)) is not None:
        sheet.rows += rows
    last = sheet.rows[-1][0] if sheet.rows else 0
    if any(merge.top < merge.bottom > last for merge in sheet.merges):
        # What is merged down reaches from one portion into another.
        raise NotInPortions


def listed(workbook):
    for element in workbook.iter("{*}sheet"):
        relation = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
        yield element.get("name") or "", element.get("state") or "visible", relation


def _counts_from_1904(workbook):
    return any(element.get("date1904") in ("1", "true") for element in workbook.iter("{*}workbookPr"))


def relations(archive, part):
    """{relation id: (kind, member name)}"""
    folder, name = posixpath.split(part)
    rels = markup.parse(archive.read(f"{folder}/_rels/{name}.rels"))
    members = {member.lower(): member for member in archive.names}
    relations = {}
    for relation in rels.iter("{*}Relationship"):
        target = unquote((relation.get("Target") or "").replace("\\", "/"))
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        relations[relation.get("Id")] = (
            posixpath.basename(relation.get("Type") or ""),
            members.get(path.lower(), path),
        )
    return relations


def _member(archive, parts, kind):
    return next((name for found, name in parts.values() if found == kind and name in archive.names), None)


def _strings(archive, parts):
    name = _member(archive, parts, "sharedStrings")
    if name is None:
        return []
    data = archive.read(name)
    quick = _plain_strings(data)
    if quick is not None:
        return quick
    return [markup.string_item(item) for item in markup.Walk(data, "si")]


def _plain_strings(data):
    """Strings without runs, which is nearly all of them, at once; None when the parser has to look."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    _, opened, items = text.partition("<si>")
    body, closed, _ = items.rpartition("</sst>")
    if not opened or not closed or "<!" in text or "<si/" in text or "<si " in text:
        return None
    found = [_STRING.fullmatch(item) for item in body.split("<si>")]
    if not all(found):
        return None
    return markup.decode_all([match[1] or "" for match in found])


def _styles(archive, parts, from_1904):
    name = _member(archive, parts, "styles")
    if name is None:
        return Styles(frozenset(), frozenset(), from_1904)
    root = markup.parse(archive.read(name))
    dates, times = set(_BUILT_IN_DATES), set(_BUILT_IN_TIMES)
    for element in root.iter("{*}numFmt"):
        number, shows = number_in(element.get("numFmtId")), shown(element.get("formatCode") or "")
        dates.discard(number)
        times.discard(number)
        if shows:
            (dates if shows == "date" else times).add(number)
    formats = [number_in(xf.get("numFmtId")) for cells in root.iter("{*}cellXfs") for xf in cells.iterchildren("{*}xf")]
    return Styles(
        frozenset(str(place) for place, number in enumerate(formats) if number in dates),
        frozenset(str(place) for place, number in enumerate(formats) if number in times),
        from_1904,
    )


def number_in(text):
    return int(text) if text and text.isdecimal() else 0


def shown(code):
    """What a number format shows: "date", "time" or nothing of the kind."""
    first = _FORMAT_NOISE.sub("", code.split(";")[0]).lower()
    if "general" in first or "通用" in code:
        return None
    if "y" in first or "d" in first or ("m" in first and not set("hs") & set(first)):
        return "date"
    return "time" if set("hs") & set(first) else None


def _merges(shell):
    for count, element in enumerate(shell.iter("{*}mergeCell")):
        if count > _MOST_MERGES:
            raise TooLarge
        match = _RANGE.fullmatch(element.get("ref") or "")
        if not match:
            continue
        try:
            left = column_index(match[1])
            right = column_index(match[3]) if match[3] else left
        except KeyError as wrong:
            raise Unreadable from wrong
        top = int(match[2])
        bottom = int(match[4]) if match[4] else top
        yield Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
