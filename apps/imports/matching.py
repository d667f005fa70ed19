"""The rows of a batch beside the ledger: what an import would do with each, or did."""

from django.db import connection

from apps.imports import conflicts
from apps.imports.exported import is_exported
from apps.imports.models import ImportPicture, ImportRow, ImportTarget
from apps.problems.actions import import_photos, importing
from apps.territory.levels import Level, level_of

CONTENT = ImportRow._meta.db_table
_ROWS, _TARGETS = ImportRow._meta.db_table, ImportTarget._meta.db_table
_FILL = f"""
INSERT INTO incoming ({", ".join(importing.COLUMNS)})
SELECT id, identity, division_code, known FROM {_ROWS} WHERE batch_id = %s AND facts IS NOT NULL ORDER BY position
"""  # noqa: S608
# Before the import nothing is kept yet; at the import only what has been kept can come along.
_FILL_PHOTOS = f"""
INSERT INTO incoming_photos (place, row_id, sha256, phase, photo_id)
SELECT p.id, r.id, p.sha256, p.phase, p.photo_id FROM {ImportPicture._meta.db_table} p
JOIN {_ROWS} r ON r.batch_id = p.batch_id AND r.position = p.position
WHERE p.batch_id = %s AND p.trouble = '' AND r.facts IS NOT NULL AND (p.photo_id IS NOT NULL OR NOT %s)
"""  # noqa: S608
# Most rows of most lists are new, as it was presumed when they were laid out: those are left as they are.
_NOTE_OUTCOMES = f"""
UPDATE {_ROWS} r SET outcome = i.outcome,
    changes = CASE i.outcome WHEN 'updated' THEN i.changes ELSE '{{}}' END,
    before = CASE i.outcome WHEN 'updated' THEN i.before END
FROM incoming i WHERE i.row_id = r.id AND (i.outcome <> r.outcome OR i.outcome = 'updated')
"""  # noqa: S608
_FORGET_TARGETS = f"DELETE FROM {_TARGETS} USING incoming i WHERE i.row_id = {_TARGETS}.row_id"  # noqa: S608
_NOTE_TARGETS = f"""
INSERT INTO {_TARGETS} (row_id, problem_id, version)
SELECT row_id, problem_id, version FROM incoming WHERE problem_id IS NOT NULL AND outcome <> 'refused'
"""  # noqa: S608
_CLEAR = (
    f"DELETE FROM {_TARGETS} USING {_ROWS} r WHERE r.id = {_TARGETS}.row_id AND r.batch_id = %s",  # noqa: S608
    f"DELETE FROM {_ROWS} WHERE batch_id = %s",  # noqa: S608
)


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
    importing.compare(
        cursor, content=CONTENT, county_code=batch.county_code, places=places, lock=lock, for_township=township
    )
    if any(is_exported(sheet["headers"]) for sheet in batch.sheets):
        conflicts.settle(cursor, batch)
    photos = import_photos.compare_photos(cursor)
    return importing.outcomes(cursor), photos


def take_back(cursor) -> None:
    """Keep with each row what was found out, or done."""
    cursor.execute(_NOTE_OUTCOMES)
    cursor.execute(_FORGET_TARGETS)
    cursor.execute(_NOTE_TARGETS)


def clear(batch) -> None:
    """The rows of a batch go, with what was found out about them."""
    with connection.cursor() as cursor:
        for statement in _CLEAR:
            cursor.execute(statement, [batch.pk])
