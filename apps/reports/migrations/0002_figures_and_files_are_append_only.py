from django.db import migrations

from apps.common.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports_and_figures"), ("common", "0002_audit_trail_is_append_only")]
    operations = [append_only("reports_figure"), append_only("reports_reportfile")]
