"""Web pages saved with an .xls name: one sheet for each outermost table."""

import re

from lxml import etree

from .cells import text_cell
from .sheet import Merge, RowGatherer, Sheet, TooLarge, Unreadable

_CHARSET = re.compile(rb"<meta[^>]*charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SILENT = {"script", "style", "template"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MOST_COLUMNS, _MOST_ROWS = 1000, 65_534
_MOST_PLACES = 5_000_000


def read_sheets(data):
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(decode(data).encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable from broken
    if root is None:
        raise Unreadable
    outermost = root.xpath("//table[not(ancestor::table)]")
    return [_sheet(f"HTML{place}", table) for place, table in enumerate(outermost, 1)]


def decode(data):
    """By byte order mark, else as the page says, else UTF-8, else GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _first_that_decodes(data, "utf-16")
    if data.startswith(b"\xef\xbb\xbf"):
        return _first_that_decodes(data, "utf-8-sig", "gb18030")
    said = _CHARSET.search(data)
    name = said[1].decode("ascii", errors="replace").lower() if said else "utf-8"
    name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936") else name
    return _first_that_decodes(data, name, "utf-8", "gb18030")


def _first_that_decodes(data, *names):
    for name in names:
        try:
            text = data.decode(name)
        except (LookupError, ValueError):
            continue
        if isinstance(text, str):
            return text
    raise Unreadable


def _sheet(name, table):
    gatherer, merges, hidden, held = RowGatherer(), [], set(), {}
    lines = [line for line in table.iter("tr") if next(line.iterancestors("table")) is table]
    places = 0
    for number, line in enumerate(lines, 1):
        cells, spans = _line(line, number, held)
        merges.extend(merge._replace(bottom=min(merge.bottom, len(lines))) for merge in spans)
        places += len(cells)
        if places > _MOST_PLACES:
            raise TooLarge
        if _HIDDEN.search(line.get("style") or ""):
            hidden.add(number)
        gatherer.add(number, cells)
    return Sheet(name, rows=gatherer.finish(), merges=merges, hidden=hidden)


def _line(line, number, held):
    """The cells of a table row, set beside what spans down from above; `held` is {column: last row held}."""
    cells, spans, column = [], [], 0
    for element in line.iterchildren("td", "th"):
        while held.get(column, 0) >= number:
            column += 1
        across = _span(element, "colspan", _MOST_COLUMNS)
        down = _span(element, "rowspan", _MOST_ROWS)
        cells.extend([None] * (column + across - len(cells)))
        cells[column] = text_cell(_text(element))
        if down > 1:
            held.update((place, number + down - 1) for place in range(column, column + across))
        if down > 1 or across > 1:
            spans.append(Merge(number, column, number + down - 1, column + across - 1))
        column += across
        if column > 16_384:
            raise TooLarge
    return cells, spans


def _span(element, name, most):
    written = (element.get(name) or "1").strip()
    if not written.isdecimal() or len(written) > 9:
        return 1
    # rowspan="0" reaches to the end of the table.
    return min(int(written) or (most if name == "rowspan" else 1), most)


def _text(element):
    """What is seen: white space of the source is one space, <br> is a line break."""
    pieces = [element.text or ""]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if node is element:
            continue
        if event != "start":
            pieces.append(node.tail or "")
        else:
            pieces.append("\0" if node.tag == "br" else "" if node.tag in _SILENT else node.text or "")
    return _SPACE.sub(" ", "".join(pieces)).replace("\0", "\n")
