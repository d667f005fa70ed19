"""A file that makes no sense where it was uploaded: what it looks like, and who may import that."""

from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.roles import Role
from apps.imports.models import ImportBatch
from apps.imports.queries import IMPORTERS
from apps.imports.reading import header as problem_lists
from apps.imports.reading.aliases import FIELD_OF, ROW_NUMBER
from apps.imports.reading.container import open_book
from apps.imports.reading.grid import Grid
from apps.imports.reading.header import normalised
from apps.imports.reading.sheet import Encrypted, TooLarge, Unreadable
from apps.imports.tables.register import KINDS
from apps.imports.tables.sheets import GUIDE, header_of, names_of
from apps.imports.words import Status

LARGEST = 600 * 1024  # of a file that is opened while somebody waits for the page
_LIST = "imports"
_TELLING = {"title", "description"}
# Only lists of problems say this of anything; some of them describe the place of a problem as a list of sites would.
_OF_PROBLEMS = {"discovered_on", "deadline", "goal", "measures", "progress", "state", "completed_on", "closed_on"}


@dataclass(frozen=True)
class Seeming:
    title: str
    url: str = ""
    """Where to upload it; "" for somebody who may not."""
    importers: str = ""
    """Whose work it is then."""


def seeming(brought, user) -> Seeming | None:
    """What kind of list a file looks like that could not be read, or that waits to be confirmed; None when it may well
    be what it was taken for."""
    own = _LIST if isinstance(brought, ImportBatch) else brought.kind
    kinds = {key: kind.known_columns() for key, kind in KINDS.items()}
    if brought.status == Status.READ:
        found = {} if _is_of_problems(brought, own) else _by_headers(brought, own, kinds)
    elif brought.status == Status.UNREADABLE and brought.byte_size <= LARGEST:
        found = _by_file(brought, kinds)
    else:
        return None
    best = max(found, key=found.get, default=own)
    return _said(best, user) if found.get(best, 0) > found.get(own, 0) else None


def _is_of_problems(brought, own) -> bool:
    fields = {field for sheet in brought.sheets for _, field in sheet["headers"].values()}
    return own == _LIST and bool(fields & _OF_PROBLEMS)


# Both give {kind: how many columns the best sheet has of it}, only where all that it requires are there.


def _by_headers(brought, own, kinds) -> dict[str, int]:
    """From what the reading found, without opening the file again."""
    found = {}
    for sheet in brought.sheets:
        written = [normalised(label.rpartition(">")[2])[0] for label, _ in sheet["headers"].values()]
        counts = {own: len({field for _, field in sheet["headers"].values() if field})}
        for key, columns in kinds.items():
            counts.setdefault(key, _count(columns, {names_of(columns).get(name) for name in written}))
        fields = {FIELD_OF.get(name) for name in written} - {None, ROW_NUMBER}
        counts.setdefault(_LIST, len(fields) if fields & _TELLING else 0)
        found = {key: max(found.get(key, 0), count) for key, count in counts.items()}
    return found


def _by_file(brought, kinds) -> dict[str, int]:
    found = dict.fromkeys([*kinds, _LIST], 0)
    for grid in _grids(brought):
        for key, columns in kinds.items():
            header = header_of(grid, columns)
            found[key] = max(found[key], _count(columns, set(header.fields)) if header else 0)
        header = problem_lists.find(grid)
        found[_LIST] = max(found[_LIST], header.count if header else 0)
    return found


def _count(columns, named) -> int:
    """How many columns of a kind are named; 0 where one that it requires is not."""
    lacking = any(column.required and name not in named for name, column in columns.items())
    return 0 if lacking else len(named - {None})


def _grids(brought) -> list[Grid]:
    try:
        with brought.file.open() as file:
            sheets = open_book(file.read()).sheets
        return [Grid(sheet) for sheet in sheets if sheet.visible and sheet.name != GUIDE]
    except (Encrypted, TooLarge, Unreadable, RecursionError, MemoryError, FileNotFoundError):
        return []


def _said(key, user) -> Seeming:
    kind = KINDS.get(key)
    title, roles = (kind.title, kind.roles) if kind else ("问题清单", IMPORTERS)
    if roles & user.roles:
        return Seeming(title, reverse("tables", args=[key]) if kind else reverse(_LIST))
    return Seeming(title, importers="、".join(role.label for role in Role if role in roles))
