from django.db import migrations

# The file of a site is never changed or deleted, with one exception: a table that is undone takes the sites along which
# it created, as long as nothing has happened there since the moment they were made. The audit trail keeps both the
# import and its undoing.
_ALLOW = """
CREATE FUNCTION forbid_change_but_undoing_a_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('ledger.undone_table', true) <> ''
        AND EXISTS (SELECT 1 FROM inspections_site s WHERE s.id = OLD.site_id
                    AND s.origin->>'table' = current_setting('ledger.undone_table', true))
        AND NOT EXISTS (SELECT 1 FROM inspections_siteevent e WHERE e.site_id = OLD.site_id AND e.at <> OLD.at)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER inspections_siteevent_append_only ON inspections_siteevent;
CREATE TRIGGER inspections_siteevent_append_only BEFORE UPDATE OR DELETE ON inspections_siteevent
    FOR EACH ROW EXECUTE FUNCTION forbid_change_but_undoing_a_table();
"""
_FORBID = """
DROP TRIGGER inspections_siteevent_append_only ON inspections_siteevent;
CREATE TRIGGER inspections_siteevent_append_only BEFORE UPDATE OR DELETE ON inspections_siteevent
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
DROP FUNCTION forbid_change_but_undoing_a_table();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0007_filled_in_templates"),
        ("inspections", "0002_what_was_logged_is_not_changed"),
    ]

    operations = [migrations.RunSQL(_ALLOW, _FORBID)]
