"""The statements of an import that follow the columns of the ledger's model.

In them `i` is a row of the temporary table `incoming` and `c` the same row in the table where its content stands (see
`importing`), `p` a problem.
"""

from django.db import connection

from apps.problems.models import Problem, ProblemEvent, Supporting

# What a list may say about a problem, under the names of the ledger's columns. An absent key says nothing.
FACTS = (
    "title", "description", "source", "category", "location", "external_no", "discovered_on", "goal", "measures",
    "deadline_kind", "deadline", "lead_unit", "supporting_units", "responsible_person", "supervisor", "state",
    "progress", "completed_on", "closed_on", "remarks", "extra",
)  # fmt: skip
# What an import changes besides, and an undone import must put back.
ALONGSIDE = (
    "division_code", "first_deadline", "deadline_is_provisional", "lead_organisation", "rejection", "duplicate_of", "origin",
    "raw",
)  # fmt: skip


def sql(statement, **more) -> str:
    names = {
        "problem": Problem._meta.db_table,
        "event": ProblemEvent._meta.db_table,
        "supporting": Supporting._meta.db_table,
    }
    return statement.format(**names, **more)


def column_of(name) -> str:
    return Problem._meta.get_field(name).column


def kept() -> str:
    """The columns of the problem `p` that an undone import must be able to put back."""
    return ", ".join(f"p.{column_of(name)}" for name in (*FACTS, *ALONGSIDE))


def record_of(names=FACTS, *, source="coalesce(i.facts, c.facts)") -> str:
    """A jsonb object of ledger columns as a record `f` with the columns' own types."""
    fields = [Problem._meta.get_field(name) for name in names]
    typed = ", ".join(f"{field.column} {field.db_type(connection)}" for field in fields)
    return f"jsonb_to_record({source}) AS f({typed})"


_HERE = "%(origin)s::jsonb || jsonb_build_object('sheet', c.sheet, 'row', c.row)"
_ON_INSERT = {
    "id": "i.problem_id",
    "division_code": "i.division_code",
    "first_deadline": "f.deadline",
    "lead_organisation_id": "c.lead_organisation_id",
    "origin": _HERE,
    "raw": "c.raw",
    "identity": "i.identity",
    "created_at": "%(at)s",
    "updated_at": "%(at)s",
}
_ON_UPDATE = {
    "deadline": "CASE WHEN f.deadline_kind IS NULL THEN p.deadline ELSE f.deadline END",
    # A day that a list names was counted by nobody here.
    "deadline_is_provisional": "p.deadline_is_provisional AND NOT i.changes ? 'deadline'",
    "extra": "p.extra || coalesce(f.extra, '{}')",
    "division_code": "CASE WHEN i.changes ? 'division_code' THEN i.division_code ELSE p.division_code END",
    "first_deadline": "coalesce(p.first_deadline, f.deadline)",
    "lead_organisation_id": "CASE WHEN i.changes ? 'lead_unit' THEN c.lead_organisation_id "
    "ELSE p.lead_organisation_id END",
    # A list that says how far the rectification is has taken the problem up again.
    "rejection": "CASE WHEN f.state IS NULL THEN p.rejection ELSE '' END",
    "duplicate_of_id": "CASE WHEN f.state IS NULL THEN p.duplicate_of_id END",
    # A problem stays from where it came, also when its exported row comes back.
    "origin": f"CASE WHEN i.known IS NULL THEN {_HERE} ELSE p.origin END",
    "raw": "CASE WHEN i.known IS NULL THEN c.raw ELSE p.raw END",
    "updated_at": "%(at)s",
    "version": "i.version",
}
_SPAN = "i.row_id BETWEEN %(first)s AND %(last)s"


def _written_fields():
    return [field for field in Problem._meta.concrete_fields if not field.generated]


def defaults() -> dict:
    """The model's own defaults for the columns about which a list may say nothing."""
    return {
        f"default_{field.column}": field.get_db_prep_save(field.get_default(), connection)
        for field in _written_fields()
        if field.column not in _ON_INSERT
    }


def insert(content) -> str:
    values = {}
    for field in _written_fields():
        default = f"%(default_{field.column})s::{field.db_type(connection)}"
        values[field.column] = f"coalesce(f.{field.column}, {default})" if field.name in FACTS else default
    values |= _ON_INSERT
    return (
        f"INSERT INTO {Problem._meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())} "  # noqa: S608
        f"FROM incoming i JOIN {content} c ON c.id = i.row_id CROSS JOIN LATERAL {record_of()} "
        f"WHERE i.outcome = 'created' AND {_SPAN}"
    )


def update(content) -> str:
    values = {column_of(name): f"coalesce(f.{column_of(name)}, p.{column_of(name)})" for name in FACTS} | _ON_UPDATE
    assignments = ", ".join(f"{column} = {value}" for column, value in values.items())
    return (
        f"UPDATE {Problem._meta.db_table} p SET {assignments} FROM incoming i JOIN {content} c ON c.id = i.row_id "  # noqa: S608
        f"CROSS JOIN LATERAL {record_of()} WHERE i.outcome = 'updated' AND p.id = i.problem_id AND {_SPAN}"
    )
