from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("inspections", "0003_usual_kinds_of_sites")]

    operations = [
        AddIndexConcurrently(
            "patroltask",
            models.Index(
                condition=models.Q(("dropped_on__isnull", True)),
                fields=["due_on", "division_code"],
                include=("site", "done_on"),
                name="task_due",
            ),
        ),
    ]
