import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """problem_unit_state begins with the unit, event_of_problem with the problem: a second index of each only costs time."""

    dependencies = [
        ("problems", "0005_fixed_on_the_spot"),
        ("territory", "0001_divisions_and_organisations"),
    ]

    operations = [
        migrations.AlterField(
            "problem",
            "lead_organisation",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.organisation",
                verbose_name="牵头单位",
            ),
        ),
        migrations.AlterField(
            "problemevent",
            "problem",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="problems.problem",
            ),
        ),
    ]
