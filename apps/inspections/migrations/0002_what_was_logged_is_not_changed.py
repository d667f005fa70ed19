from django.db import migrations

from apps.common.append_only import append_only

# A patrol is added and never changed; it can only be taken back, once, with a reason.
FORBID_PATROL_CHANGE = """
CREATE FUNCTION forbid_patrol_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- A generated column is not computed yet when a BEFORE trigger looks at it.
    taking_back CONSTANT text[] := ARRAY['taken_back_at', 'taken_back_by_id', 'taken_back_reason', 'township_code'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.taken_back_at IS NOT NULL
        OR to_jsonb(OLD) - taking_back IS DISTINCT FROM to_jsonb(NEW) - taking_back THEN
        RAISE EXCEPTION 'patrols are never changed or deleted, only taken back once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inspections_patrol_append_only BEFORE UPDATE OR DELETE ON inspections_patrol
    FOR EACH ROW EXECUTE FUNCTION forbid_patrol_change();
"""
ALLOW_PATROL_CHANGE = """
DROP TRIGGER inspections_patrol_append_only ON inspections_patrol;
DROP FUNCTION forbid_patrol_change();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_grids_sites_plans_patrols"), ("common", "0002_audit_trail_is_append_only")]

    operations = [
        migrations.RunSQL(FORBID_PATROL_CHANGE, ALLOW_PATROL_CHANGE),
        append_only("inspections_visit"),
        append_only("inspections_finding"),
        append_only("inspections_siteevent"),
        append_only("inspections_checklist"),
        append_only("inspections_dayconfirmation"),
    ]
