from django.db import migrations

from apps.common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("problems", "0001_the_ledger"), ("common", "0002_audit_trail_is_append_only")]
    operations = [append_only("problems_problemevent")]
