"""Where the header of a sheet is, and which column holds which field."""

import re
from dataclasses import dataclass, field

from . import aliases
from .cells import is_blank, key, label
from .sheet import NotInPortions, column_index, column_letter

LAST_ROW_TO_LOOK_AT = 30
MOST_HEADER_ROWS = 4
FEWEST_FIELDS = 3

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS = str.maketrans("", "", '*★:、/"“”')
_YEAR = re.compile(r"(?<!\d)20\d\d年")


@dataclass(slots=True)
class Column:
    """One column of the table; `names` are the texts its header cells hold, for finding repeated headers."""

    index: int
    label: str
    name: str = ""
    group: str = ""
    holds: str | None = None
    year: int | None = None
    names: set = field(default_factory=set)

    @property
    def letter(self):
        return column_letter(self.index)


@dataclass(slots=True)
class Header:
    """`fields` is {field: Column}; `states` are the one or two state columns."""

    first: int
    last: int
    columns: dict
    fields: dict
    states: list
    numbering: set
    _places: list | None = None

    @property
    def places(self):
        """[(field, column index)]"""
        if self._places is None:
            self._places = [(name, column.index) for name, column in self.fields.items()]
        return self._places

    @property
    def count(self):
        return len(self.fields)

    @property
    def complete(self):
        return len(self.fields) >= FEWEST_FIELDS and "description" in self.fields


def label_without_header(letter):
    return f"列{letter}"


def normalised(text):
    """(what is compared with the aliases, the year the header names or None)"""
    text = key(text)
    year = _YEAR.search(text)
    whole, before = text, None
    while before != text:
        before, text = text, _BRACKETED.sub("", text)
    if not text:
        text = whole.strip("()[]【】")
    text = _YEAR.sub("", text).translate(_MARKS)
    return text, int(year[0][:4]) if year else None


def find(grid, said=None):
    """The header of a sheet, or None. `said` is what a person decided about it."""
    if said is not None and said.header_row:
        if said.header_row > LAST_ROW_TO_LOOK_AT and grid.sheet.goes_on:
            # What stands there, or right below it, may come later.
            raise NotInPortions
        first = _first_row_of(grid, said.header_row)
        return _map(columns_of(grid, first, said.header_row), first, said.header_row, said.columns)
    for number in grid.numbers():
        if number > LAST_ROW_TO_LOOK_AT:
            return None
        header = _at(grid, number, said.columns if said else {})
        if header.complete:
            return header
    return None


def _first_row_of(grid, last):
    """The first of the rows that merges tie to the last row of a header somebody pointed at."""
    tops = [merge.top for merge in grid.merges if merge.top < last <= merge.bottom]
    return max(min(tops, default=last), last - MOST_HEADER_ROWS + 1, 1)


def _at(grid, number, said):
    alone = _map(columns_of(grid, number, number), number, number, said)
    if not _may_extend(grid, number):
        return alone
    bottom = _reached_by_merges(grid, number)
    if bottom > number:
        return _map(columns_of(grid, number, bottom), number, bottom, said)
    if not _has_group(grid, number):
        return alone
    longer = _map(columns_of(grid, number, number + 1), number, number + 1, said)
    return longer if longer.count > alone.count else alone


def _may_extend(grid, number):
    cells = [cell for cell in grid.rows[number] if cell is not None]
    return len(cells) >= 2 and any(_is_alias(normalised(cell.text)[0]) for cell in cells)


def _reached_by_merges(grid, number):
    bottoms = [
        merge.bottom for merge in grid.merges if merge.top == number and grid.own(number, merge.left) is not None
    ]
    return min(max(bottoms, default=number), number + MOST_HEADER_ROWS - 1)


def _has_group(grid, number):
    """A cell over at least two columns with something under it."""
    under = {column for column, cell in enumerate(grid.rows.get(number + 1, ())) if cell is not None}
    if grid.merges_known:
        return any(
            merge.top == number and merge.across > 1 and any(merge.left <= column <= merge.right for column in under)
            for merge in grid.merges
        )
    cells = grid.rows[number]
    groups = [place for place, cell in enumerate(cells) if cell is not None and _following_empty(cells, place)]
    return any(under & set(range(place, place + 1 + _following_empty(cells, place))) for place in groups)


def _following_empty(cells, place):
    """How many empty places follow; the end of the row is followed by one as far as anybody can tell."""
    count = 0
    while place + 1 + count < len(cells) and cells[place + 1 + count] is None:
        count += 1
    return count if place + 1 + count < len(cells) else count + MOST_HEADER_ROWS


def _is_alias(name):
    return name in aliases.FIELD_OF or name in aliases.WHEN_DONE or name in aliases.HOW_DONE


def columns_of(grid, first, last):
    """The columns of a header block with what stands over them."""
    width = max(len(grid.rows.get(number, ())) for number in range(first, last + 1))
    columns = {}
    for index in range(width):
        texts = [_header_text(grid, number, index, first) for number in range(first, last + 1)]
        column = _column(index, texts)
        if column:
            columns[index] = column
    return columns


def _header_text(grid, number, index, first):
    """(text of the place, whether it is the column's own and not merely spread over it)"""
    merge = grid.merge_over(number, index)
    if merge and merge.top >= first:
        cell = grid.own(merge.top, merge.left)
        return (cell.raw if cell else "", index == merge.left)
    cell = grid.own(number, index)
    if cell is None and not grid.merges_known and number == first:
        left = next((grid.own(number, place) for place in range(index, -1, -1) if grid.own(number, place)), None)
        return (left.raw if left else "", False)
    return (cell.raw if cell else "", True)


def _column(index, texts):
    own = [place for place, (text, mine) in enumerate(texts) if mine and label(text)]
    if not own:
        return None
    leaf = texts[own[-1]][0]
    above = [text for text, _ in texts[: own[-1]] if label(text) and key(text) != key(leaf)]
    group = above[-1] if above else ""
    name, year = normalised(leaf)
    group_year = normalised(group)[1] if group else None
    written = f"{label(group)}>{label(leaf)}" if group else label(leaf)
    names = {key(text) for text, mine in texts if mine and label(text)}
    return Column(index, written, name, normalised(group)[0] if group else "", None, year or group_year, names)


def _map(columns, first, last, said):
    """Gives every column its field: what a person said, plain aliases from the left, then the conditional ones."""
    for column in columns.values():
        if not _is_alias(column.name) and column.group and _is_alias(normalised(column.group + column.name)[0]):
            column.name = normalised(column.group + column.name)[0]
    decided = _said(columns, said)
    left_to_right = [column for index, column in sorted(columns.items()) if index not in decided]
    header = Header(first, last, columns, {name: columns[index] for index, name in decided.items() if name}, [], set())
    _map_plain(header, left_to_right)
    _map_conditional(header, left_to_right)
    if "description" not in header.fields and "title" in header.fields:
        header.fields["description"] = header.fields.pop("title")
    _map_states(header, left_to_right)
    for name, column in header.fields.items():
        column.holds = name
    return header


def _said(columns, said):
    """{column index: field or None}, also for columns without a header."""
    decided = {}
    for letter, name in said.items():
        index = column_index(letter)
        columns.setdefault(index, Column(index, label_without_header(letter)))
        if name is None or name not in decided.values():
            decided[index] = name
    return decided


def _map_plain(header, columns):
    leads = any(column.name in aliases.LEADING for column in columns)
    for column in columns:
        name = aliases.FIELD_OF.get(column.name)
        if name == aliases.ROW_NUMBER:
            header.numbering.add(column.index)
        elif name and not (leads and column.name in aliases.RESPONSIBLE):
            header.fields.setdefault(name, column)
    for column in columns if leads else ():
        if column.name in aliases.RESPONSIBLE:
            header.fields.setdefault("supporting_units", column)


def _map_conditional(header, columns):
    for column in columns:
        if column.name in aliases.WHEN_DONE:
            header.fields.setdefault("completed_on" if "deadline" in header.fields else "deadline", column)
        elif column.name in aliases.HOW_DONE:
            beside = "progress" in header.fields and "state" not in header.fields
            header.fields.setdefault("state" if beside else "progress", column)


def _map_states(header, columns):
    """是否销号 beside another state column is read as well."""
    first = header.fields.get("state")
    if first is None:
        return
    header.states = [first]
    for column in columns:
        if column is first or aliases.FIELD_OF.get(column.name) != "state":
            continue
        if aliases.CLOSING_STATES & {first.name, column.name}:
            header.states.append(column)
            return


def title_lines(grid, header):
    """The texts above a header, row by row from the left."""
    return [
        cell.text for number, cells in grid.sheet.rows if number < header.first for cell in cells if not is_blank(cell)
    ]
