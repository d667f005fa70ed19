"""Photos that come with rows of a list become evidence of the rows' problems; one that is there already is not added.

Works on the tables of apps.problems.actions.importing and withdrawing, inside their transactions.
"""

from apps.evidence.models import Photo
from apps.problems.actions.import_statements import sql
from apps.problems.models import Attachment

_NAMES = {"attachment": Attachment._meta.db_table, "photo": Photo._meta.db_table}
_TABLE = """
DROP TABLE IF EXISTS pg_temp.incoming_photos;
CREATE TEMPORARY TABLE incoming_photos (
    place bigint PRIMARY KEY, row_id bigint NOT NULL, sha256 text NOT NULL, phase text NOT NULL, photo_id uuid
) ON COMMIT DROP
"""
_FORGET_REPEATED = """
DELETE FROM incoming_photos later USING incoming_photos first
WHERE first.row_id = later.row_id AND first.sha256 = later.sha256 AND first.place < later.place
"""
_FORGET_KNOWN = """
DELETE FROM incoming_photos ip USING incoming i, {attachment} a, {photo} ph
WHERE i.row_id = ip.row_id AND a.problem_id = i.problem_id AND ph.id = a.photo_id AND ph.sha256 = ip.sha256
"""
_FORGET_IDLE = """
DELETE FROM incoming_photos ip USING incoming i
WHERE i.row_id = ip.row_id AND i.outcome NOT IN ('created', 'updated', 'unchanged')
"""
# A row that says nothing new and brings a photo changes its problem all the same.
_BRING = """
UPDATE incoming SET outcome = 'updated'
WHERE outcome = 'unchanged' AND row_id IN (SELECT row_id FROM incoming_photos)
"""
_ATTACH = """
INSERT INTO {attachment} (problem_id, event_id, phase, photo_id)
SELECT i.problem_id, e.id, ip.phase, ip.photo_id FROM incoming_photos ip JOIN incoming i ON i.row_id = ip.row_id
JOIN {event} e ON e.problem_id = i.problem_id AND e.at = %(at)s AND e.details->>'batch' = %(batch)s
ORDER BY ip.place
"""
_TAKE_AWAY = """
DELETE FROM {attachment} a USING {event} e, withdrawn w
WHERE a.event_id = e.id AND e.problem_id = w.problem_id AND e.details->>'batch' = %s AND NOT w.worked_on
"""


def open_incoming_photos(cursor) -> None:
    """The empty table `incoming_photos`, to be filled with the photos of the rows in `incoming`."""
    cursor.execute(_TABLE)


def compare_photos(cursor) -> int:
    """Leave the photos that are new to their problems; returns how many. Rows must have their outcomes."""
    cursor.execute("SELECT EXISTS (SELECT FROM incoming_photos)")
    if not cursor.fetchone()[0]:
        return 0
    cursor.execute(_FORGET_REPEATED)
    cursor.execute(sql(_FORGET_KNOWN, **_NAMES))
    cursor.execute(_FORGET_IDLE)
    cursor.execute(_BRING)
    cursor.execute("SELECT count(*) FROM incoming_photos")
    return cursor.fetchone()[0]


def attach_photos(cursor, *, batch: int, at) -> None:
    cursor.execute(sql(_ATTACH, **_NAMES), {"batch": str(batch), "at": at})


def take_photos_away(cursor, *, batch: int) -> None:
    """The evidence itself stays: it is never deleted."""
    cursor.execute(sql(_TAKE_AWAY, **_NAMES), [str(batch)])
