from django.db import migrations

# A value is added and never changed or deleted. Whether it is the current one changes with later versions; it can be
# withdrawn once.
FORBID = """
CREATE FUNCTION forbid_monitoring_value_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marks CONSTANT text[] := ARRAY['current', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR to_jsonb(OLD) - marks IS DISTINCT FROM to_jsonb(NEW) - marks THEN
        RAISE EXCEPTION 'monitoring values are never changed or deleted, only superseded, or withdrawn once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER monitoring_value_append_only BEFORE UPDATE OR DELETE ON monitoring_monitoringvalue
    FOR EACH ROW EXECUTE FUNCTION forbid_monitoring_value_change();
"""
ALLOW = """
DROP TRIGGER monitoring_value_append_only ON monitoring_monitoringvalue;
DROP FUNCTION forbid_monitoring_value_change();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_points_and_values")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
