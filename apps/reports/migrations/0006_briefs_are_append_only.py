from django.db import migrations

from apps.common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_daily_briefs"), ("common", "0002_audit_trail_is_append_only")]
    operations = [append_only("reports_dailybrief")]
