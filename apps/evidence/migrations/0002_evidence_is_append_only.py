from django.db import migrations

from apps.common.append_only import append_only

FORBID_PHOTO_CHANGE = """
CREATE FUNCTION forbid_photo_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    copies CONSTANT text[] := ARRAY['display', 'thumbnail', 'phash'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - copies IS DISTINCT FROM to_jsonb(NEW) - copies THEN
        RAISE EXCEPTION 'photos kept as evidence are never changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_photo_append_only BEFORE UPDATE OR DELETE ON evidence_photo
    FOR EACH ROW EXECUTE FUNCTION forbid_photo_change();
"""
ALLOW_PHOTO_CHANGE = """
DROP TRIGGER evidence_photo_append_only ON evidence_photo;
DROP FUNCTION forbid_photo_change();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_photo_and_document")]

    operations = [
        migrations.RunSQL(FORBID_PHOTO_CHANGE, ALLOW_PHOTO_CHANGE),
        append_only("evidence_document"),
    ]
