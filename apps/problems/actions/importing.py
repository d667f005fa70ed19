"""Rows of a list enter the ledger set by set: compared with what stands there, written, remembered.

Whoever calls this keeps the rows in a table of its own, the `content` (CONTENT), and fills the temporary table `incoming`
(COLUMNS) inside one transaction; a handful of statements do the rest, however many rows there are. `incoming` is narrow,
because each step writes its rows anew; the facts come along only where something is decided by them. Which rows mean
the same problem is decided by `identity` within the county.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from apps.problems.actions.holding import hold_for_the_county
from apps.problems.actions.import_statements import defaults, kept, sql
from apps.problems.actions.import_statements import insert as insert_of
from apps.problems.actions.import_statements import update as update_of
from apps.problems.states import Action

COLUMNS = ("row_id", "identity", "division_code", "known")
# The columns that the caller's table must have; `id` is the `row_id` of `incoming` and follows the order of the list.
CONTENT = ("id", "sheet", "row", "facts", "raw", "lead_organisation_id", "supporting_ids")
CHUNK = 5_000

# Large sorts and hashes stay in memory, nobody compiles a statement that runs once, and what is updated stays on its page.
_TABLE = """
SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';
DROP TABLE IF EXISTS pg_temp.incoming;
CREATE TEMPORARY TABLE incoming (
    row_id bigint PRIMARY KEY, identity text COLLATE "C", division_code text COLLATE "C" NOT NULL, known bigint,
    outcome text, problem_id bigint, version integer, facts jsonb, before jsonb,
    changes jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 40) ON COMMIT DROP
"""
_REFUSE_PLACES = """
UPDATE incoming SET outcome = 'refused' WHERE outcome IS NULL AND known IS NULL AND NOT division_code ^@ ANY(%s::text[])
"""
# Where the problem that a row means stands.
_REFUSE_PROBLEMS = """
UPDATE incoming SET outcome = 'refused'
WHERE outcome IS NULL AND before IS NOT NULL AND NOT (before->>'division_code') ^@ ANY(%s::text[])
"""
_FIND_DUPLICATES = """
UPDATE incoming SET outcome = 'duplicate' WHERE row_id IN (
    SELECT row_id FROM (
        SELECT row_id, max(row_id) OVER (PARTITION BY identity) AS last
        FROM incoming WHERE outcome IS NULL AND identity IN (
            SELECT identity FROM incoming WHERE outcome IS NULL GROUP BY identity HAVING count(*) > 1)) AS repeated
    WHERE row_id < last)
"""
# Rows of our own export name their problem by its key; the others are known by their identity.
_SAME = ("p.identity = i.identity", "p.id = i.known")
# One order for everybody who locks several problems, so that two imports never wait for each other.
_LOCK = """
SELECT count(*) FROM (
    SELECT p.id FROM {problem} p JOIN incoming i ON p.identity = i.identity
    WHERE LEFT(p.division_code, 6) = %s AND i.outcome IS NULL ORDER BY p.id FOR UPDATE OF p) AS locked
"""
_LOCK_KNOWN = "SELECT count(*) FROM (SELECT p.id FROM {problem} p JOIN incoming i ON p.id = i.known ORDER BY p.id FOR UPDATE OF p) AS locked"
_MATCH = """
UPDATE incoming i SET problem_id = p.id, version = p.version, facts = c.facts,
    before = (SELECT to_jsonb(kept) FROM (SELECT {kept}) AS kept)
FROM {problem} p, {content} c WHERE LEFT(p.division_code, 6) = %s AND {same} AND i.outcome IS NULL AND c.id = i.row_id
"""
_FETCH_FACTS = """
UPDATE incoming i SET facts = c.facts FROM {content} c WHERE c.id = i.row_id AND i.facts IS NULL AND i.outcome IS NULL
"""
# Empty cells are absent from the facts, so they erase nothing; unknown columns are merged by label; a list that names
# only the township does not take the village away.
_COMPARE = """
UPDATE incoming i SET changes = coalesce((
    SELECT jsonb_object_agg(said.key, jsonb_build_array(
        i.before->said.key, CASE said.key WHEN 'extra' THEN (i.before->'extra') || said.value ELSE said.value END))
    FROM jsonb_each(i.facts || jsonb_build_object('division_code', i.division_code)) AS said
    WHERE CASE said.key
        WHEN 'extra' THEN NOT (i.before->'extra') @> said.value
        WHEN 'division_code' THEN NOT starts_with(i.before->>'division_code', said.value #>> '{}')
        ELSE i.before->said.key IS DISTINCT FROM said.value END), '{}')
WHERE i.outcome IS NULL AND i.problem_id IS NOT NULL AND NOT (
    i.before @> (i.facts - 'supporting_units') AND starts_with(i.before->>'division_code', i.division_code)
    AND coalesce(i.before->'supporting_units' = i.facts->'supporting_units', true))
"""
_OUTCOME = """CASE WHEN i.problem_id IS NULL AND i.known IS NOT NULL THEN 'refused' WHEN i.problem_id IS NULL THEN 'created'
    WHEN i.changes = '{{}}' THEN 'unchanged' ELSE 'updated' END"""
_DECIDE = f"UPDATE incoming i SET outcome = {_OUTCOME} WHERE i.outcome IS NULL"  # noqa: S608 - no word of it comes from outside
# The same, and what is new gets the number of its problem, in the order of the list: every row is written once.
_DECIDE_AND_NUMBER = f"""
UPDATE incoming i SET outcome = {_OUTCOME}, problem_id = numbered.id, version = numbered.version FROM (
    SELECT row_id, CASE WHEN is_new THEN nextval((SELECT pg_get_serial_sequence('{{problem}}', 'id')::regclass)) ELSE problem_id END AS id,
        CASE WHEN is_new THEN 1 ELSE version END AS version
    FROM (SELECT row_id, problem_id, version, problem_id IS NULL AND known IS NULL AS is_new
        FROM incoming WHERE outcome IS NULL ORDER BY row_id) AS in_order) AS numbered
WHERE numbered.row_id = i.row_id
"""  # noqa: S608
_SPANS = """
SELECT min(row_id), max(row_id), max(number) FROM (SELECT row_id, row_number() OVER (ORDER BY row_id) AS number FROM incoming) AS numbered
GROUP BY (number - 1) / %s ORDER BY 1
"""
_REMEMBER_UNITS = """
UPDATE incoming i SET version = version + 1, before = before || jsonb_build_object('supporting_ids', (
    SELECT coalesce(jsonb_agg(s.organisation_id), '[]') FROM {supporting} s WHERE s.problem_id = i.problem_id))
WHERE outcome = 'updated'
"""
_DROP_UNITS = """
DELETE FROM {supporting} s USING incoming i
WHERE s.problem_id = i.problem_id AND i.outcome = 'updated' AND i.changes ? 'supporting_units'
"""
_ADD_UNITS = """
INSERT INTO {supporting} (problem_id, organisation_id)
SELECT i.problem_id, unnest(c.supporting_ids) FROM incoming i JOIN {content} c ON c.id = i.row_id
WHERE i.outcome = 'created' OR i.outcome = 'updated' AND i.changes ? 'supporting_units'
"""
_RECORD = """
INSERT INTO {event} (problem_id, action, by_id, by_label, at, from_state, to_state, note, details)
SELECT i.problem_id, %(action)s, %(by)s, %(by_label)s, %(at)s, coalesce(i.before->>'state', ''),
    coalesce(coalesce(i.facts, c.facts)->>'state', i.before->>'state'),
    format('来自“%%s”工作表“%%s”第%%s行', %(file)s::text, c.sheet, c.row),
    %(origin)s::jsonb || CASE i.outcome WHEN 'created' THEN jsonb_build_object('sheet', c.sheet, 'row', c.row, 'created', true)
        ELSE jsonb_build_object('sheet', c.sheet, 'row', c.row, 'changes', i.changes) END
FROM incoming i JOIN {content} c ON c.id = i.row_id
WHERE i.outcome IN ('created', 'updated') AND i.row_id BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True)
class Origin:
    """Where rows come from, and who brings them; `by` None is the system itself."""

    batch: int
    file: str
    by: object
    at: datetime


def open_incoming(cursor) -> None:
    """The empty table `incoming`; it lives until the end of the transaction."""
    cursor.execute(_TABLE)


def compare(cursor, *, content: str, county_code: str, places, lock: bool = False, for_township: bool = False) -> None:
    """Give every row its outcome.

    `places` are the codes of the places into whose ledger the rows may go; rows of other places, or of problems that
    stand in other places, are refused. With `lock` nobody changes the problems found until the transaction ends, and
    new ones get their keys.
    `for_township`: a township's people bring the list, so what belongs to the county stays as it is.
    """
    places = list(places)
    cursor.execute("ANALYZE incoming (row_id, identity)")
    cursor.execute(_REFUSE_PLACES, [places])
    cursor.execute(_FIND_DUPLICATES)
    if lock:
        cursor.execute(sql(_LOCK), [county_code])
        cursor.execute(sql(_LOCK_KNOWN))
    for same in _SAME:
        cursor.execute(sql(_MATCH, kept=kept(), same=same, content=content), [county_code])
    cursor.execute(_REFUSE_PROBLEMS, [places])
    if for_township:
        cursor.execute(sql(_FETCH_FACTS, content=content))
        hold_for_the_county(cursor)
    cursor.execute(_COMPARE)
    cursor.execute(sql(_DECIDE_AND_NUMBER if lock else _DECIDE))


def outcomes(cursor) -> dict[str, int]:
    """How many rows have which outcome."""
    cursor.execute("SELECT outcome, count(*) FROM incoming GROUP BY outcome")
    return dict(cursor.fetchall())


def write(cursor, *, content: str, origin: Origin, progress=lambda done: None) -> None:
    """Put compared rows into the ledger with their history; `progress` hears how many rows are done."""
    cursor.execute(sql(_REMEMBER_UNITS))
    told, statements = _told(origin), [insert_of(content), update_of(content), sql(_RECORD, content=content)]
    cursor.execute(_SPANS, [CHUNK])
    for first, last, done in cursor.fetchall():
        for statement in statements:
            cursor.execute(statement, told | {"first": first, "last": last})
        progress(done)
    cursor.execute(sql(_DROP_UNITS))
    cursor.execute(sql(_ADD_UNITS, content=content))


def _told(origin):
    return {
        "action": Action.IMPORT.value,
        "at": origin.at,
        "file": origin.file,
        "origin": json.dumps({"batch": origin.batch, "file": origin.file}, ensure_ascii=False),
        **by_words(origin.by),
        **defaults(),
    }


def by_words(by) -> dict:
    return {"by": by.pk if by else None, "by_label": by.signature if by else "系统"}
