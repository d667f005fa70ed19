"""Rows of a list enter the ledger set by set: compared with what stands there, written, remembered.

Whoever calls this fills the temporary table `incoming` (COLUMNS) inside one transaction; a handful of statements do the
rest, however many rows there are. Which rows mean the same problem is decided by `identity` within the county.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.problems.actions.holding import hold_for_the_county
from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import Action

COLUMNS = (
    "row_id", "position", "sheet", "row", "identity", "division_code",
    "facts", "raw", "lead_organisation_id", "supporting_ids", "known",
)  # fmt: skip
# What a list may say about a problem, under the names of the ledger's columns. An absent key says nothing.
FACTS = (
    "title", "description", "source", "category", "location", "external_no", "discovered_on", "goal", "measures",
    "deadline_kind", "deadline", "lead_unit", "supporting_units", "responsible_person", "supervisor", "state",
    "progress", "completed_on", "closed_on", "remarks", "extra",
)  # fmt: skip
# What an import changes besides, and an undone import must put back.
ALONGSIDE = ("division_code", "first_deadline", "lead_organisation", "rejection", "duplicate_of", "origin", "raw")
CHUNK = 5_000

_TABLE = """
DROP TABLE IF EXISTS pg_temp.incoming;
CREATE TEMPORARY TABLE incoming (
    row_id bigint PRIMARY KEY, position integer NOT NULL, sheet text NOT NULL, row integer NOT NULL,
    identity text COLLATE "C", division_code text COLLATE "C" NOT NULL,
    facts jsonb NOT NULL, raw jsonb NOT NULL, lead_organisation_id bigint, supporting_ids bigint[] NOT NULL,
    known bigint, outcome text, problem_id bigint, version integer, before jsonb, changes jsonb NOT NULL DEFAULT '{}'
) ON COMMIT DROP
"""
_REFUSE_PLACES = """
UPDATE incoming SET outcome = 'refused' WHERE outcome IS NULL AND (known IS NULL OR before IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM unnest(%s::text[]) AS place WHERE starts_with(coalesce(before->>'division_code', division_code), place))
"""
_FIND_DUPLICATES = """
UPDATE incoming SET outcome = 'duplicate' WHERE row_id IN (
    SELECT row_id FROM (
        SELECT row_id, row_number() OVER (PARTITION BY identity ORDER BY position DESC) AS place_from_the_end
        FROM incoming WHERE outcome IS NULL AND identity IS NOT NULL) AS numbered
    WHERE place_from_the_end > 1)
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
UPDATE incoming i SET problem_id = p.id, version = p.version,
    before = (SELECT to_jsonb(kept) FROM (SELECT {kept}) AS kept)
FROM {problem} p WHERE LEFT(p.division_code, 6) = %s AND {same} AND i.outcome IS NULL
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
_DECIDE = """
UPDATE incoming SET outcome = CASE WHEN problem_id IS NULL AND known IS NOT NULL THEN 'refused' WHEN problem_id IS NULL THEN 'created'
    WHEN changes = '{}' THEN 'unchanged' ELSE 'updated' END WHERE outcome IS NULL
"""
_NUMBER = """
UPDATE incoming i SET problem_id = numbered.id, version = 1 FROM (
    SELECT row_id, nextval(pg_get_serial_sequence('{problem}', 'id')) AS id
    FROM (SELECT row_id FROM incoming WHERE outcome = 'created' ORDER BY position) AS in_order) AS numbered
WHERE numbered.row_id = i.row_id
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
SELECT DISTINCT problem_id, unnest(supporting_ids) FROM incoming
WHERE outcome = 'created' OR outcome = 'updated' AND changes ? 'supporting_units'
"""
_RECORD = """
INSERT INTO {event} (problem_id, action, by_id, by_label, at, from_state, to_state, note, details)
SELECT problem_id, %(action)s, %(by)s, %(by_label)s, %(at)s, coalesce(before->>'state', ''),
    coalesce(facts->>'state', before->>'state'), format('来自“%%s”工作表“%%s”第%%s行', %(file)s::text, sheet, row),
    %(origin)s::jsonb || jsonb_build_object('sheet', sheet, 'row', row)
    || CASE outcome WHEN 'created' THEN '{{"created": true}}' ELSE jsonb_build_object('changes', changes) END
FROM incoming WHERE outcome IN ('created', 'updated') AND position BETWEEN %(first)s AND %(last)s ORDER BY position
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


def compare(cursor, *, county_code: str, places, lock: bool = False, for_township: bool = False) -> None:
    """Give every row its outcome.

    `places` are the codes of the places into whose ledger the rows may go; rows of other places, or of problems that
    stand in other places, are refused. With `lock` nobody changes the problems found until the transaction ends.
    `for_township`: a township's people bring the list, so what belongs to the county stays as it is.
    """
    places = list(places)
    cursor.execute("ANALYZE incoming (identity, position)")
    cursor.execute(_REFUSE_PLACES, [places])
    cursor.execute(_FIND_DUPLICATES)
    if lock:
        cursor.execute(sql(_LOCK), [county_code])
        cursor.execute(sql(_LOCK_KNOWN))
    kept = ", ".join(f"p.{column}" for column in _kept())
    for same in _SAME:
        cursor.execute(sql(_MATCH, kept=kept, same=same), [county_code])
    cursor.execute(_REFUSE_PLACES, [places])
    if for_township:
        hold_for_the_county(cursor)
    cursor.execute(_COMPARE)
    cursor.execute(_DECIDE)


def outcomes(cursor) -> dict[str, int]:
    """How many rows have which outcome."""
    cursor.execute("SELECT outcome, count(*) FROM incoming GROUP BY outcome")
    return dict(cursor.fetchall())


def write(cursor, *, origin: Origin, progress=lambda done: None) -> None:
    """Put compared rows into the ledger with their history; `progress` hears how many rows are done."""
    cursor.execute(sql(_NUMBER))
    cursor.execute(sql(_REMEMBER_UNITS))
    told = _told(origin)
    cursor.execute("SELECT coalesce(max(position), -1) FROM incoming")
    last = cursor.fetchone()[0]
    for first in range(0, last + 1, CHUNK):
        span = told | {"first": first, "last": first + CHUNK - 1}
        cursor.execute(_insert(), span | _defaults())
        cursor.execute(_update(), span)
        cursor.execute(sql(_RECORD), span)
        progress(min(first + CHUNK, last + 1))
    cursor.execute(sql(_DROP_UNITS))
    cursor.execute(sql(_ADD_UNITS))


def _told(origin):
    return by_words(origin.by) | {
        "action": Action.IMPORT.value,
        "at": origin.at,
        "file": origin.file,
        "origin": json.dumps({"batch": origin.batch, "file": origin.file}, ensure_ascii=False),
    }


def by_words(by) -> dict:
    return {"by": by.pk if by else None, "by_label": by.signature if by else "系统"}


# --- The statements that follow the model's columns ---


def sql(statement, **more) -> str:
    names = {
        "problem": Problem._meta.db_table,
        "event": ProblemEvent._meta.db_table,
        "supporting": Problem.supporting_organisations.through._meta.db_table,
    }
    return statement.format(**names, **more)


def column_of(name) -> str:
    return Problem._meta.get_field(name).column


def _kept() -> list[str]:
    return [column_of(name) for name in (*FACTS, *ALONGSIDE)]


def record_of(names=FACTS, *, source="i.facts") -> str:
    """A jsonb object of ledger columns as a record `f` with the columns' own types."""
    fields = [Problem._meta.get_field(name) for name in names]
    typed = ", ".join(f"{field.column} {field.db_type(connection)}" for field in fields)
    return f"jsonb_to_record({source}) AS f({typed})"


_HERE = "%(origin)s::jsonb || jsonb_build_object('sheet', i.sheet, 'row', i.row)"
_ON_INSERT = {
    "id": "i.problem_id",
    "division_code": "i.division_code",
    "first_deadline": "f.deadline",
    "lead_organisation_id": "i.lead_organisation_id",
    "origin": _HERE,
    "raw": "i.raw",
    "identity": "i.identity",
    "created_at": "%(at)s",
    "updated_at": "%(at)s",
}
_ON_UPDATE = {
    "deadline": "CASE WHEN f.deadline_kind IS NULL THEN p.deadline ELSE f.deadline END",
    "extra": "p.extra || coalesce(f.extra, '{}')",
    "division_code": "CASE WHEN i.changes ? 'division_code' THEN i.division_code ELSE p.division_code END",
    "first_deadline": "coalesce(p.first_deadline, f.deadline)",
    "lead_organisation_id": "CASE WHEN i.changes ? 'lead_unit' THEN i.lead_organisation_id "
    "ELSE p.lead_organisation_id END",
    # A list that says how far the rectification is has taken the problem up again.
    "rejection": "CASE WHEN f.state IS NULL THEN p.rejection ELSE '' END",
    "duplicate_of_id": "CASE WHEN f.state IS NULL THEN p.duplicate_of_id END",
    # A problem stays from where it came, also when its exported row comes back.
    "origin": f"CASE WHEN i.known IS NULL THEN {_HERE} ELSE p.origin END",
    "raw": "CASE WHEN i.known IS NULL THEN i.raw ELSE p.raw END",
    "updated_at": "%(at)s",
    "version": "i.version",
}
_SPAN = "i.position BETWEEN %(first)s AND %(last)s"


def _written_fields():
    return [field for field in Problem._meta.concrete_fields if not field.generated]


def _defaults() -> dict:
    """The model's own defaults for the columns about which a list may say nothing."""
    return {
        f"default_{field.column}": field.get_db_prep_save(field.get_default(), connection)
        for field in _written_fields()
        if field.column not in _ON_INSERT
    }


def _insert() -> str:
    values = {}
    for field in _written_fields():
        default = f"%(default_{field.column})s::{field.db_type(connection)}"
        values[field.column] = f"coalesce(f.{field.column}, {default})" if field.name in FACTS else default
    values |= _ON_INSERT
    return (
        f"INSERT INTO {Problem._meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())} "  # noqa: S608
        f"FROM incoming i CROSS JOIN LATERAL {record_of()} WHERE i.outcome = 'created' AND {_SPAN} ORDER BY i.position"
    )


def _update() -> str:
    values = {column_of(name): f"coalesce(f.{column_of(name)}, p.{column_of(name)})" for name in FACTS} | _ON_UPDATE
    assignments = ", ".join(f"{column} = {value}" for column, value in values.items())
    return (
        f"UPDATE {Problem._meta.db_table} p SET {assignments} FROM incoming i CROSS JOIN LATERAL {record_of()} "  # noqa: S608
        f"WHERE i.outcome = 'updated' AND p.id = i.problem_id AND {_SPAN}"
    )
