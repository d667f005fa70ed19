from django.db import migrations

MOVE = """
UPDATE reports_report SET extracts = snapshot -> 'problems', snapshot = snapshot - 'problems'
WHERE jsonb_exists(snapshot, 'problems')
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_report_extracts_apart")]
    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
