from django.db import migrations

from apps.common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("common", "0001_audit_trail_and_calendar")]
    operations = [append_only("common_auditentry")]
