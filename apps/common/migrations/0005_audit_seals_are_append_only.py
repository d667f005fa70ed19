from django.db import migrations

from apps.common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("common", "0004_audit_seals")]
    operations = [append_only("common_auditseal")]
