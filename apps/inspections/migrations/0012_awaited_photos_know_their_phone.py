from django.db import migrations

FILL = """
UPDATE inspections_patrolphoto photo SET device_id = patrol.device_id FROM inspections_patrol patrol
WHERE patrol.id = photo.patrol_id AND photo.received_at IS NULL AND photo.taken_off_at IS NULL
"""


class Migration(migrations.Migration):
    """Only photos that are still to come are counted by phone."""

    dependencies = [("inspections", "0011_photos_know_their_phone")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
