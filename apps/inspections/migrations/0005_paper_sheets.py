import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0004_task_due"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("division_code", models.CharField(db_collation="C", max_length=21, verbose_name="网格")),
                ("by_label", models.CharField(max_length=200, verbose_name="何人")),
                ("printed_at", models.DateTimeField(verbose_name="印发时间")),
                (
                    "checklist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.checklist",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "纸质单"},
        ),
        migrations.CreateModel(
            name="PaperSlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几张")),
                ("uuid", models.UUIDField(unique=True, verbose_name="记录编号")),
                ("code", models.CharField(db_collation="C", max_length=8, unique=True, verbose_name="编码")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="inspections.papersheet",
                    ),
                ),
            ],
            options={"verbose_name": "纸质单的一张", "ordering": ["number"]},
        ),
        migrations.AddIndex(
            model_name="papersheet",
            index=models.Index(fields=["division_code", "-id"], name="paper_place_newest"),
        ),
        migrations.AddConstraint(
            model_name="paperslip",
            constraint=models.UniqueConstraint(fields=("sheet", "number"), name="slip_once_on_a_sheet"),
        ),
    ]
