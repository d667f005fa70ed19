import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

_MOVE = """
INSERT INTO imports_importtarget (row_id, problem_id, version, undone)
SELECT id, problem_id, coalesce(version, 0), undone FROM imports_importrow WHERE problem_id IS NOT NULL OR version IS NOT NULL
"""
_MOVE_BACK = """
UPDATE imports_importrow r SET problem_id = t.problem_id, version = t.version, undone = t.undone
FROM imports_importtarget t WHERE t.row_id = r.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0005_pictures_and_exported_lists"),
        ("problems", "0005_fixed_on_the_spot"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportTarget",
            fields=[
                (
                    "row",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="target",
                        serialize=False,
                        to="imports.importrow",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="导入后的版本")),
                ("undone", models.BooleanField(db_default=False, verbose_name="已撤销")),
                (
                    "problem",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="problems.problem",
                    ),
                ),
            ],
            options={"verbose_name": "行所指的问题"},
        ),
        migrations.RunSQL(_MOVE, _MOVE_BACK),
        # Constraints wait for the end of the transaction, and a table that something waits for is not altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveField("importrow", "problem"),
        migrations.RemoveField("importrow", "version"),
        migrations.RemoveField("importrow", "undone"),
        migrations.AlterField(
            "importrow",
            "batch",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="imports.importbatch",
            ),
        ),
        migrations.AlterField(
            "importrow",
            "changes",
            models.JSONField(
                db_default={}, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="改动"
            ),
        ),
        migrations.AlterField("importrow", "conflicts", models.JSONField(db_default={}, verbose_name="冲突")),
        migrations.AlterField("importrow", "edition", models.JSONField(null=True, verbose_name="导出时的版本")),
    ]
