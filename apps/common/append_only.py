"""The database itself keeps history: rows of these tables can be added, never changed or deleted."""

from django.db import migrations

_FORBID = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""


def append_only(table: str) -> migrations.RunSQL:
    """The migration operation that makes a table append-only."""
    return migrations.RunSQL(_FORBID.format(table=table), f"DROP TRIGGER {table}_append_only ON {table};")
