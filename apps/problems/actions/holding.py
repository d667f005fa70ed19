"""What a township's list does not decide: closing, and easing, problems whose closure belongs to the county.

Works on the temporary table `incoming` after the rows have met their problems (see `importing`).
"""

from apps.problems.words import FOUND_BY_THEMSELVES

_OF_THE_COUNTY = "outcome IS NULL AND NOT coalesce(before->>'source', facts->>'source', 'other') = ANY(%s)"
_KEEP_SOURCE = f"""
UPDATE incoming SET facts = facts - 'source' WHERE {_OF_THE_COUNTY} AND problem_id IS NOT NULL
"""  # noqa: S608 - no word of it comes from outside
_KEEP_DEADLINE = f"""
UPDATE incoming SET facts = facts - 'deadline' - 'deadline_kind' WHERE {_OF_THE_COUNTY}
    AND (facts->>'deadline_kind' = 'long_term' OR facts->>'deadline' > before->>'deadline')
    AND before->>'deadline' IS NOT NULL
"""  # noqa: S608
_LEAVE_CLOSING = f"""
UPDATE incoming SET facts = facts - 'closed_on' || '{{"state": "submitted"}}' WHERE {_OF_THE_COUNTY}
    AND facts->>'state' = 'closed' AND before->>'state' IS DISTINCT FROM 'closed'
"""  # noqa: S608


def hold_for_the_county(cursor) -> None:
    """A row that says 已销号 only asks for closure; source stays, and a deadline may be shortened, not put off."""
    own = [source.value for source in FOUND_BY_THEMSELVES]
    for statement in (_KEEP_SOURCE, _KEEP_DEADLINE, _LEAVE_CLOSING):
        cursor.execute(statement, [own])
