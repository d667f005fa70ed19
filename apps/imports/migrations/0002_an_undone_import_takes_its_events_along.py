from django.db import migrations

# History is never changed or deleted, with one exception: an import that is undone takes the problems along which it
# created, and with each the one event that says so. An event that is not alone stays, and so does its problem; the
# audit trail keeps both the import and its undoing.
_ALLOW = """
CREATE FUNCTION forbid_change_but_undoing_an_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.action = 'import' AND OLD.details ? 'created'
        AND OLD.details->>'batch' = current_setting('ledger.undone_import', true)
        AND NOT EXISTS (SELECT 1 FROM problems_problemevent e WHERE e.problem_id = OLD.problem_id AND e.id <> OLD.id)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER problems_problemevent_append_only ON problems_problemevent;
CREATE TRIGGER problems_problemevent_append_only BEFORE UPDATE OR DELETE ON problems_problemevent
    FOR EACH ROW EXECUTE FUNCTION forbid_change_but_undoing_an_import();
"""
_FORBID = """
DROP TRIGGER problems_problemevent_append_only ON problems_problemevent;
CREATE TRIGGER problems_problemevent_append_only BEFORE UPDATE OR DELETE ON problems_problemevent
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
DROP FUNCTION forbid_change_but_undoing_an_import();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_the_lists_on_their_way_in"),
        ("problems", "0002_events_are_append_only"),
    ]

    operations = [migrations.RunSQL(_ALLOW, _FORBID)]
