import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

_STEP_KEY = models.Q(step_key__isnull=False)
_FORM_KEY = models.Q(form_key__isnull=False)


def _once(model, name, column, condition):
    """A unique constraint over what is filled in, made while people go on working."""
    table = f"problems_{model}"
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({column}) WHERE {column} IS NOT NULL",
                f"DROP INDEX {name}",
            )
        ],
        [migrations.AddConstraint(model, models.UniqueConstraint(fields=[column], condition=condition, name=name))],
    )


class Migration(migrations.Migration):
    """Imports write rows by the ten thousand, most of which leave these columns empty, and every index costs each of them.

    The units that support get a model of their own, on the table they have, so that one of its two indexes by problem can go.
    """

    atomic = False

    dependencies = [
        ("problems", "0007_provisional_notice_and_arrival"),
        ("territory", "0001_divisions_and_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    "Supporting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "problem",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="problems.problem"),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="territory.organisation"),
                        ),
                    ],
                    options={
                        "verbose_name": "配合单位",
                        "db_table": "problems_problem_supporting_organisations",
                        "unique_together": {("problem", "organisation")},
                    },
                ),
                migrations.AlterField(
                    "problem",
                    "supporting_organisations",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="problems.Supporting",
                        to="territory.organisation",
                        verbose_name="配合单位",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            "supporting",
            "problem",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="problems.problem"),
        ),
        AddIndexConcurrently(
            "problem",
            models.Index(fields=["closed_on"], name="problem_closed", condition=models.Q(closed_on__isnull=False)),
        ),
        RemoveIndexConcurrently("problem", "problem_closed_on"),
        AddIndexConcurrently(
            "problem",
            models.Index(
                fields=["discovered_by"], name="problem_discovered_by", condition=models.Q(discovered_by__isnull=False)
            ),
        ),
        migrations.AlterField(
            "problem",
            "discovered_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上报人",
            ),
        ),
        _once("problem", "problem_reported_once", "form_key", _FORM_KEY),
        migrations.AlterField(
            "problem", "form_key", models.UUIDField(blank=True, null=True, verbose_name="表单识别码")
        ),
        _once("problemevent", "event_once_of_a_step", "step_key", _STEP_KEY),
        migrations.AlterField(
            "problemevent", "step_key", models.UUIDField(blank=True, null=True, verbose_name="表单识别码")
        ),
        migrations.AlterField(
            "problemevent",
            "by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
