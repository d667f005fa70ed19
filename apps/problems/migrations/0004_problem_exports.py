import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.evidence.storage
import apps.problems.models


class Migration(migrations.Migration):
    dependencies = [
        ("problems", "0003_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProblemExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[("queued", "排队中"), ("running", "进行中"), ("done", "已完成"), ("failed", "未完成")],
                        default="queued",
                        max_length=10,
                        verbose_name="进度状态",
                    ),
                ),
                ("steps_done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("steps_total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="未完成的原因")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("query", models.CharField(max_length=2000, verbose_name="条件")),
                ("created_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=apps.evidence.storage.EvidenceStorage(),
                        upload_to=apps.problems.models.export_name,
                        verbose_name="文件",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "台账导出",
                "indexes": [models.Index(fields=["created_at"], name="export_created")],
            },
        ),
    ]
