"""An import is taken back: what it created goes, what it changed becomes again what it was.

Only problems on which nobody has worked since; whoever works on a problem raises its version.
"""

from apps.problems.actions.import_photos import take_photos_away
from apps.problems.actions.import_statements import ALONGSIDE, FACTS, column_of, record_of, sql
from apps.problems.actions.importing import by_words
from apps.problems.states import Action

_TABLE = """
DROP TABLE IF EXISTS pg_temp.withdrawn;
CREATE TEMPORARY TABLE withdrawn (
    row_id bigint PRIMARY KEY, problem_id bigint, created boolean NOT NULL, version integer NOT NULL,
    before jsonb, changes jsonb NOT NULL, worked_on boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
_LOCK = """
SELECT count(*) FROM (
    SELECT p.id FROM {problem} p JOIN withdrawn w ON w.problem_id = p.id ORDER BY p.id FOR UPDATE OF p) AS locked
"""
_FIND_WORK = """
UPDATE withdrawn w SET worked_on = true FROM {problem} p WHERE p.id = w.problem_id
    AND (p.version <> w.version OR EXISTS (SELECT 1 FROM {problem} other WHERE other.duplicate_of_id = p.id))
"""
_FORGET_HISTORY = """
DELETE FROM {event} e USING withdrawn w WHERE e.problem_id = w.problem_id AND w.created AND NOT w.worked_on
"""
_FORGET_UNITS = """
DELETE FROM {supporting} s USING withdrawn w WHERE s.problem_id = w.problem_id AND NOT w.worked_on
    AND (w.created OR w.changes ? 'supporting_units')
"""
_REMOVE = "DELETE FROM {problem} p USING withdrawn w WHERE p.id = w.problem_id AND w.created AND NOT w.worked_on"
_RESTORE = """
UPDATE {problem} p SET {columns}, version = p.version + 1, updated_at = %(at)s
FROM withdrawn w CROSS JOIN LATERAL {record} WHERE p.id = w.problem_id AND NOT w.created AND NOT w.worked_on
"""
_RESTORE_UNITS = """
INSERT INTO {supporting} (problem_id, organisation_id)
SELECT w.problem_id, unit::bigint FROM withdrawn w, jsonb_array_elements_text(w.before->'supporting_ids') AS unit
WHERE NOT w.created AND NOT w.worked_on AND w.changes ? 'supporting_units'
"""
_RECORD = """
INSERT INTO {event} (problem_id, action, by_id, by_label, at, from_state, to_state, note, details)
SELECT w.problem_id, %(action)s, %(by)s, %(by_label)s, %(at)s,
    coalesce(w.changes->'state'->>1, w.before->>'state'), w.before->>'state', format('撤销导入“%%s”', %(file)s::text),
    jsonb_build_object('undone', %(batch)s::bigint, 'file', %(file)s::text, 'changes', (
        SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(value->1, value->0)), '{{}}') FROM jsonb_each(w.changes)))
FROM withdrawn w WHERE NOT w.created AND NOT w.worked_on ORDER BY w.row_id
"""


def open_withdrawn(cursor) -> None:
    """The empty table `withdrawn`, to be filled with what the import did to which problem."""
    cursor.execute(_TABLE)


def inspect(cursor) -> tuple[int, int, list[int]]:
    """How many problems would go, how many would be put back, and the ids of those on which somebody has worked.

    From here to the end of the transaction nobody else changes them.
    """
    cursor.execute(sql(_LOCK))
    cursor.execute(sql(_FIND_WORK))
    cursor.execute("SELECT created, worked_on, problem_id FROM withdrawn WHERE problem_id IS NOT NULL ORDER BY row_id")
    rows = cursor.fetchall()
    worked_on = [problem for _, touched, problem in rows if touched]
    removed = sum(created and not touched for created, touched, _ in rows)
    return removed, len(rows) - len(worked_on) - removed, worked_on


STEPS = 7


def withdraw(cursor, *, batch: int, file: str, by, at, progress=lambda done: None) -> None:
    """`progress` hears how many of the STEPS are done; each is one statement for all problems."""
    take_photos_away(cursor, batch=batch)
    progress(1)
    # The one way past the trigger that keeps history: the events of this import, where they are all there is.
    cursor.execute("SELECT set_config('ledger.undone_import', %s, true)", [str(batch)])
    cursor.execute(sql(_FORGET_HISTORY))
    cursor.execute("SELECT set_config('ledger.undone_import', '', true)")
    progress(2)
    columns = ", ".join(map(_put_back, (*FACTS, *ALONGSIDE)))
    told = {"action": Action.IMPORT.value, "at": at, "file": file, "batch": batch} | by_words(by)
    restore = sql(_RESTORE, columns=columns, record=record_of((*FACTS, *ALONGSIDE), source="w.before"))
    steps = [
        (sql(_FORGET_UNITS), {}),
        (sql(_REMOVE), {}),
        (restore, {"at": at}),
        (sql(_RESTORE_UNITS), {}),
        (sql(_RECORD), told),
    ]
    for done, (statement, values) in enumerate(steps, 3):
        cursor.execute(statement, values or None)
        progress(done)
    # What still points here is found now and not at the end of the transaction.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _put_back(name) -> str:
    column = column_of(name)
    # Older imports do not remember it.
    return f"{column} = coalesce(f.{column}, false)" if name == "deadline_is_provisional" else f"{column} = f.{column}"
