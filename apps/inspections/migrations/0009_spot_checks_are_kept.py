from django.db import migrations

from apps.common.append_only import append_only

# A drawn check is recorded or given up, once; where and in which draw it stands never changes.
FORBID_CHECK_CHANGE = """
CREATE FUNCTION forbid_spot_check_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'drawn'
        OR (OLD.draw_id, OLD.number, OLD.site_id, OLD.division_code)
            IS DISTINCT FROM (NEW.draw_id, NEW.number, NEW.site_id, NEW.division_code) THEN
        RAISE EXCEPTION 'spot checks are never deleted and change only once, when they are recorded or given up'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inspections_spotcheck_kept BEFORE UPDATE OR DELETE ON inspections_spotcheck
    FOR EACH ROW EXECUTE FUNCTION forbid_spot_check_change();
"""
ALLOW_CHECK_CHANGE = """
DROP TRIGGER inspections_spotcheck_kept ON inspections_spotcheck;
DROP FUNCTION forbid_spot_check_change();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0008_spot_checks"), ("common", "0002_audit_trail_is_append_only")]

    operations = [
        migrations.RunSQL(FORBID_CHECK_CHANGE, ALLOW_CHECK_CHANGE),
        append_only("inspections_spotcheckdraw"),
        append_only("inspections_spotcheckinspector"),
        append_only("inspections_spotcheckfinding"),
    ]
