"""Cells of an exported list that were edited in the file while somebody else changed the same in the ledger.

Nothing is overwritten before a person has chosen. A choice counts for what the ledger said when it was made: when that
changes again, it is asked again.
"""

import json

from apps.imports.models import ImportRow
from apps.problems import editions, exporting
from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import State

MINE, THEIRS = "mine", "theirs"
_EDITED_TWICE = f"""
SELECT i.row_id, i.problem_id, i.changes, r.edition, r.raw FROM incoming i JOIN {ImportRow._meta.db_table} r ON r.id = i.row_id
WHERE i.known IS NOT NULL AND i.outcome = 'updated' AND (r.edition->>'version')::int IS DISTINCT FROM i.version
"""  # noqa: S608
_FORGET = f"UPDATE {ImportRow._meta.db_table} SET conflicts = '{{}}' WHERE batch_id = %s AND conflicts <> '{{}}'"  # noqa: S608
_NOTE = f"UPDATE {ImportRow._meta.db_table} SET conflicts = %s WHERE id = %s"  # noqa: S608
_HOLD = "UPDATE incoming SET outcome = 'conflict' WHERE row_id = %s"
_YIELD = """
UPDATE incoming SET facts = facts - %(columns)s::text[], changes = changes - %(columns)s::text[],
    outcome = CASE WHEN changes - %(columns)s::text[] = '{}' THEN 'unchanged' ELSE outcome END WHERE row_id = %(row)s
"""


def settle(cursor, batch) -> None:
    """Find the conflicts among the compared rows: rows without a decision are held back, decided ones follow it."""
    cursor.execute(_FORGET, [batch.pk])
    cursor.execute(_EDITED_TWICE)
    rows = [(row, problem, *map(_value, more)) for row, problem, *more in cursor.fetchall()]
    if not rows:
        return
    problems = Problem.objects.everywhere("compared in scope already").in_bulk([problem for _, problem, *_ in rows])
    now = exporting.texts_of(problems.values(), today=batch.today)
    for row, problem, changes, edition, raw in rows:
        found = _of_row(edition, changes, now[problem], raw)
        chosen = batch.choices.get(str(problem), {})
        open_, given_up = {}, []
        for heading, one in found.items():
            choice = chosen.get(heading)
            if choice is None or choice[1] != editions.digest(one["theirs"]):
                open_[heading] = one | _base(problems[problem], heading, edition)
            elif choice[0] == THEIRS:
                given_up += editions.EDITABLE[heading]
        if given_up:
            cursor.execute(_YIELD, {"columns": given_up, "row": row})
        if open_:
            cursor.execute(_NOTE, [json.dumps(open_, ensure_ascii=False), row])
            cursor.execute(_HOLD, [row])


def _value(found):
    return json.loads(found) if isinstance(found, str) else found


def _of_row(edition, changes, now, raw) -> dict:
    """{heading: what the ledger and the file say} where both differ from what was exported."""
    return {
        heading: {"theirs": now[heading], "mine": raw.get(heading, "")}
        for heading, base in edition["base"].items()
        if editions.digest(now[heading]) != base and not changes.keys().isdisjoint(editions.EDITABLE[heading])
    }


def _base(problem, heading, edition) -> dict:
    """What was exported, as far as the history knows it, and who changed it since."""
    columns = editions.EDITABLE[heading]
    base, last = None, None
    for event in ProblemEvent.objects.filter(problem=problem).order_by("-at", "-pk"):
        said = [value for column in columns for value in event.details.get("changes", {}).get(column, ())]
        if "state" in columns:
            said += [exporting.LISTS_SAY.get(State(state), "") for state in (event.from_state, event.to_state) if state]
        if said and last is None:
            last = event
        base = next((text for text in map(_said, said) if editions.digest(text) == edition["base"][heading]), base)
    return {"base": base, "who": last.by_label if last else ""}


def _said(value) -> str:
    return "、".join(value) if isinstance(value, list) else str(value or "")
