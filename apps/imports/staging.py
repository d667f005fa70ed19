"""From rows as read to rows the ledger can compare: places as codes, units as organisations, empty cells left out.

They are written while the file is still being read, so that nobody ever holds a whole list.
"""

import hashlib
import json
from contextlib import nullcontext
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from operator import attrgetter

from django.db import connection

from apps.imports.exported import Exported
from apps.imports.models import ImportRow
from apps.imports.reading.halves import DOUBLE, OtherHalf
from apps.imports.reading.xlsx_values import CELL_FORMULA
from apps.imports.second_process import by_two, is_possible
from apps.imports.words import Outcome
from apps.problems.actions.import_statements import FACTS
from apps.territory.queries import UnitFinder

_COLUMNS = (
    "batch_id", "position", "sheet", "row", "facts", "raw", "division_code", "identity",
    "lead_organisation_id", "supporting_ids", "errors", "outcome", "known", "edition", "warnings",
)  # fmt: skip
_COPY = f"COPY {ImportRow._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN"
_BLOCK = 1_000
_encode = json.JSONEncoder(ensure_ascii=False).encode
_facts = attrgetter(*FACTS)
_QUOTED = [f'"{name}": ' for name in FACTS]


def stage(batch, reading, *, keep=None) -> int:
    """Write the rows of a Reading as rows of the batch, in the order of the file; returns how many there are.

    `keep` is handed every record, for somebody who wants to hold the whole list after all.
    """
    staging = _Staging(batch, reading.result.sheets)
    alone = keep is not None or staging.exported.is_any or not is_possible()
    with connection.cursor() as cursor, nullcontext() if alone else by_two(reading, staging.laid_out):
        records = reading.records() if keep is None else _kept(reading.records(), keep)
        for block in _blocks(records, staging.exported):
            lines = staging.lines(block)
            with cursor.copy(_COPY) as copying:
                while some := list(islice(lines, _BLOCK)):
                    copying.write("".join(some))
    return staging.position


def _kept(records, keep):
    for record in records:
        keep(record)
        yield record


def _blocks(records, exported):
    """What is written at a time. Rows of our own export ask the ledger, which cannot answer while something is written."""
    if not exported.is_any:
        yield records
        return
    while block := list(islice(records, _BLOCK)):
        exported.meet([record.row for record in block if record.row])
        yield iter(block)


def facts_of(row) -> dict:
    """What the row says about a problem, under the names of the ledger's columns; what it leaves open is absent."""
    facts = {name: value for name, value in zip(FACTS, _facts(row), strict=True) if value}
    if row.number_lost:
        del facts["external_no"]
    if "extra" in facts:
        facts["extra"] = {label: text for label, text in row.extra.items() if CELL_FORMULA not in text}
        if not facts["extra"]:
            del facts["extra"]
    if row.deadline_kind == "none":
        del facts["deadline_kind"]
    elif row.deadline_kind != "date":
        # "At once" and "for ever" leave no day standing.
        facts["deadline"] = None
    return facts


def place_of(row, county_code: str) -> str:
    """The deepest place that is known."""
    return row.village_code or row.township_code or county_code


def identity_key(row) -> str:
    """The contract's identity in the form that the ledger stores."""
    return hashlib.sha256(_array(row.identity).encode()).hexdigest()


class _Staging:
    """Turns what was read into rows of ImportRow."""

    def __init__(self, batch, sheets):
        self.position = 0
        self.exported = Exported(batch.county_code, sheets)
        self._batch, self._county = batch.pk, batch.county_code
        self._units, self._found = UnitFinder(batch.county_code), {}

    def lines(self, records):
        """The rows as lines of COPY."""
        identities = set()
        for record in records:
            if isinstance(record, OtherHalf):
                for laid in record.rows():
                    yield self._line(self._doubling(laid, record) if laid[0] in identities else laid)
            else:
                laid = self.laid_out(record)
                identities.add(laid[0])
                yield self._line(laid)

    def _line(self, laid) -> str:
        _, _, columns, warnings = laid
        self.position += 1
        return f"{self._batch}\t{self.position - 1}\t{columns}\t{_json(warnings)}\n"

    def _doubling(self, laid, half):
        """A row of the other half with an identity of this one: the later one is told so, once."""
        identity, number, columns, warnings = laid
        known = json.loads(warnings)
        if identity is None or any(one["code"] == DOUBLE for one in known):
            return laid
        # Behind what is said about the row itself, before what is said about its cells.
        place = sum(one["column"] is None for one in known)
        known.insert(place, half.doubles(number)._asdict())
        return identity, number, columns, _encode(known)

    def laid_out(self, record) -> tuple:
        """(identity or None, number of the row, its columns as COPY reads them but the first two and the last, the last)"""
        return self._good(record.row, record.warnings) if record.row else self._failed(record.failed)

    def _good(self, row, warnings) -> tuple:
        place, identity = place_of(row, self._county), identity_key(row)
        facts = known = edition = None
        warnings = [warning._asdict() for warning in warnings]
        edit = self.exported.edit_of(row, facts_of(row), place) if self.exported.is_any else None
        if edit is not None:
            if edit.error:
                return self._unread(row.source_sheet, row.source_row, row.raw, [edit.error])
            known, edition, facts, place = edit.known, _encode(edit.edition), _encode(edit.facts), edit.place
            identity, warnings = f"number:{known}", [*warnings, *edit.warnings]
        lead, supporting = self._organisations(row)
        return self._columns(
            row.source_sheet, row.source_row, facts or _facts_as_json(row), row.cells.json, place=place, identity=identity,
            lead=lead, supporting=supporting, warnings=_encode(warnings) if warnings else "[]", known=known, edition=edition,
        )  # fmt: skip

    def _columns(
        self, sheet, number, facts, raw, *, place="", identity=None, lead=None, supporting="{}", errors="[]",
        warnings="[]", outcome="created", known=None, edition=None,
    ) -> tuple:  # fmt: skip
        """The columns of _COLUMNS, in their order. In what is written as JSON there is no tab and no line end."""
        columns = (
            f"{_escaped(sheet)}\t{number}\t{_json(facts)}\t{_json(raw)}\t{place}\t{_or_null(identity)}\t{_or_null(lead)}\t"
            f"{supporting}\t{_json(errors)}\t{outcome}\t{_or_null(known)}\t{_json(edition)}"
        )
        return identity, number, columns, warnings

    def _organisations(self, row):
        """(id of the leading one or None, ids of the supporting ones as PostgreSQL writes an array)"""
        said = row.lead_unit, *row.supporting_units, row.township_code
        if said not in self._found:
            find, township = self._units.find, row.township_code or ""
            supporting = {find(name, township_code=township) for name in row.supporting_units} - {None}
            ids = ",".join(map(str, sorted(supporting)))
            self._found[said] = find(row.lead_unit, township_code=township), f"{{{ids}}}"
        return self._found[said]

    def _failed(self, row) -> tuple:
        if self.exported.is_untouched(row):
            return self._unread(row.sheet, row.row, row.raw, [], Outcome.UNCHANGED)
        return self._unread(row.sheet, row.row, row.raw, [error._asdict() for error in row.errors])

    def _unread(self, sheet, number, raw, errors, outcome=Outcome.FAILED) -> tuple:
        return self._columns(sheet, number, None, _encode(raw), errors=_encode(errors), outcome=outcome.value)


def _or_null(value):
    return r"\N" if value is None else value


def _json(text):
    return r"\N" if text is None else text.replace("\\", r"\\")


@lru_cache
def _escaped(text):
    """Any text as COPY reads it."""
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def _facts_as_json(row) -> str:
    """`facts_of` as JSON, of nearly every row without the detour: all it says is texts and one list of them. PostgreSQL's
    jsonb holds everything but NUL, which clean text lacks."""
    if row.number_lost or row.extra or row.deadline_kind != "date":
        return _encode(facts_of(row))
    said = [
        name + (encode_basestring(value) if type(value) is str else _array(value))
        for name, value in zip(_QUOTED, _facts(row), strict=True)
        if value
    ]
    return f"{{{', '.join(said)}}}"


def _array(texts) -> str:
    return f"[{', '.join(['null' if text is None else encode_basestring(text) for text in texts])}]"
