from django.db import migrations

# Undoing an import removes problems by the thousand, and for each the database asks whether another is its duplicate.
_CREATE = """
CREATE INDEX problem_duplicate_of ON problems_problem (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_an_undone_import_takes_its_events_along"),
        ("problems", "0002_events_are_append_only"),
    ]

    operations = [migrations.RunSQL(_CREATE, "DROP INDEX problem_duplicate_of;")]
