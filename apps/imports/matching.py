"""From rows as read to rows the ledger can compare: places as codes, units as organisations, empty cells left out."""

import hashlib
import json
from bisect import bisect_right
from operator import itemgetter

from django.db import connection

from apps.imports import conflicts
from apps.imports.exported import Exported
from apps.imports.models import ImportPicture, ImportRow
from apps.imports.reading.identity import identity_of
from apps.imports.reading.pictures import CELL_FORMULA
from apps.imports.words import Outcome
from apps.problems.actions import import_photos, importing
from apps.territory.levels import Level, level_of
from apps.territory.queries import UnitFinder

_STAGED = (
    "batch_id", "position", "sheet", "row", "facts", "raw", "division_code", "identity",
    "lead_organisation_id", "supporting_ids", "errors", "warnings", "outcome", "changes", "undone",
    "known", "edition", "conflicts",
)  # fmt: skip
_FILL = f"""
INSERT INTO incoming ({", ".join(importing.COLUMNS)})
SELECT id, position, sheet, row, identity, division_code, facts, raw, lead_organisation_id, supporting_ids, known
FROM {ImportRow._meta.db_table} WHERE batch_id = %s AND facts IS NOT NULL
"""  # noqa: S608
# Before the import nothing is kept yet; at the import only what has been kept can come along.
_FILL_PHOTOS = f"""
INSERT INTO incoming_photos (place, row_id, sha256, phase, photo_id)
SELECT p.id, r.id, p.sha256, p.phase, p.photo_id FROM {ImportPicture._meta.db_table} p
JOIN {ImportRow._meta.db_table} r ON r.batch_id = p.batch_id AND r.position = p.position
WHERE p.batch_id = %s AND p.trouble = '' AND r.facts IS NOT NULL AND (p.photo_id IS NOT NULL OR NOT %s)
"""  # noqa: S608
_encode, _EMPTY = json.JSONEncoder(ensure_ascii=False).encode, {dict: "{}", list: "[]", tuple: "[]"}
_TAKE_BACK = f"""
UPDATE {ImportRow._meta.db_table} r SET outcome = i.outcome, problem_id = CASE WHEN i.outcome <> 'refused' THEN i.problem_id END, version = i.version,
    changes = CASE i.outcome WHEN 'updated' THEN i.changes ELSE '{{}}' END,
    before = CASE i.outcome WHEN 'updated' THEN i.before END
FROM incoming i WHERE i.row_id = r.id
"""  # noqa: S608


def facts_of(row) -> dict:
    """What the row says about a problem, under the names of the ledger's columns; what it leaves open is absent."""
    facts = {name: value for name in importing.FACTS if (value := getattr(row, name)) not in (None, "", [], {})}
    if "extra" in facts and (extra := {label: text for label, text in row.extra.items() if CELL_FORMULA not in text}):
        facts["extra"] = extra
    else:
        facts.pop("extra", None)
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
    return hashlib.sha256(_json(identity_of(row)).encode()).hexdigest()


class Staging:
    """Turns what was read into rows of ImportRow, in the order of the file."""

    def __init__(self, batch):
        self._batch = batch
        self._units = UnitFinder(batch.county_code)
        self._exported = None

    def in_order(self, result):
        """Good and failed rows as the file has them: sheet by sheet, row by row."""
        # Asked now: while the rows are written the connection answers no questions.
        self._exported = Exported(self._batch.county_code, result)
        return self._staged(result)

    def _staged(self, result):
        order = {sheet.name: place for place, sheet in enumerate(result.sheets)}
        warnings = _by_row(result)
        found = [(order[row.source_sheet], row.source_row, self._good, row) for row in result.rows]
        found += [(order[row.sheet], row.row, self._failed, row) for row in result.failed]
        found.sort(key=itemgetter(0, 1))
        for position, (sheet, number, staged, row) in enumerate(found):
            yield staged(position, row, warnings.get((result.sheets[sheet].name, number), []))

    def _good(self, position, row, warnings) -> tuple:
        township = row.township_code or ""
        units = {self._units.find(name, township_code=township) for name in row.supporting_units}
        facts, place, identity = facts_of(row), place_of(row, self._batch.county_code), identity_key(row)
        known, edition = None, {}
        edit = self._exported.edit_of(row, facts, place)
        if edit is not None:
            if edit.error:
                return self._unread(position, row.source_sheet, row.source_row, row.raw, [edit.error])
            known, edition, facts, place = edit.known, edit.edition, edit.facts, edit.place
            identity, warnings = f"number:{known}", [*warnings, *edit.warnings]
        return (
            self._batch.pk, position, row.source_sheet, row.source_row, _json(facts),
            _json(row.raw), place, identity,
            self._units.find(row.lead_unit, township_code=township), sorted(units - {None}),
            "[]", _json(warnings), "", "{}", False, known, _json(edition), "{}",
        )  # fmt: skip

    def _failed(self, position, row, warnings) -> tuple:
        if self._exported.is_untouched(row):
            return self._unread(position, row.sheet, row.row, row.raw, [], Outcome.UNCHANGED)
        return self._unread(position, row.sheet, row.row, row.raw, [error._asdict() for error in row.errors])

    def _unread(self, position, sheet, number, raw, errors, outcome=Outcome.FAILED) -> tuple:
        return (
            self._batch.pk, position, sheet, number, None, _json(raw), "", None, None, [],
            _json(errors), "[]", outcome.value, "{}", False, None, "{}", "{}",
        )  # fmt: skip


def _by_row(result) -> dict:
    """Warnings by the row of the problem they belong to; a problem may stand in several rows of its sheet."""
    firsts = {}
    for row in result.rows:
        firsts.setdefault(row.source_sheet, []).append(row.source_row)
    warnings = {}
    for warning in result.warnings:
        place = bisect_right(firsts.get(warning.sheet, []), warning.row or 0) - 1
        if place >= 0 and warning.code != "unknown_column_kept":
            warnings.setdefault((warning.sheet, firsts[warning.sheet][place]), []).append(warning._asdict())
    return warnings


def stage(staged) -> None:
    """Write staged rows; by COPY, because a list may have a hundred thousand."""
    columns = ", ".join(_STAGED)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {ImportRow._meta.db_table} ({columns}) FROM STDIN") as copying,
    ):
        for values in staged:
            copying.write_row(values)


def match(cursor, batch, *, places, lock=False) -> tuple[dict, int]:
    """Compare the batch's good rows with the ledger; the result stands in the ledger's table `incoming`.

    Returns how many rows have which outcome, and how many photos come along. With `lock` the rows are about to be
    written.
    """
    importing.open_incoming(cursor)
    import_photos.open_incoming_photos(cursor)
    cursor.execute(_FILL, [batch.pk])
    cursor.execute(_FILL_PHOTOS, [batch.pk, lock])
    township = batch.uploaded_by_id is not None and level_of(batch.division_code) != Level.COUNTY
    importing.compare(cursor, county_code=batch.county_code, places=places, lock=lock, for_township=township)
    conflicts.settle(cursor, batch)
    photos = import_photos.compare_photos(cursor)
    return importing.outcomes(cursor), photos


def take_back(cursor) -> None:
    """Keep with each row what was found out, or done."""
    cursor.execute(_TAKE_BACK)


def _json(value) -> str:
    # PostgreSQL's jsonb holds everything but the character NUL, which clean text never contains.
    return _encode(value) if value else _EMPTY[type(value)]
