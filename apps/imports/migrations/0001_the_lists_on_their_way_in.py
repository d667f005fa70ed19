import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.evidence.storage
import apps.imports.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("problems", "0002_events_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
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
                ("division_code", models.CharField(db_collation="C", max_length=15, verbose_name="导入人所在地")),
                ("county_code", models.CharField(db_collation="C", max_length=6, verbose_name="区县代码")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=apps.evidence.storage.EvidenceStorage(),
                        upload_to=apps.imports.models.file_name_on_disk,
                        verbose_name="原文件",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="校验值")),
                ("byte_size", models.PositiveIntegerField(verbose_name="字节数")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("user_township", models.CharField(blank=True, max_length=60, verbose_name="导入人所在乡镇")),
                ("today", models.DateField(verbose_name="导入日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "等待读取"),
                            ("unreadable", "读不了"),
                            ("read", "等待确认"),
                            ("committing", "正在导入"),
                            ("committed", "已导入"),
                            ("undone", "已撤销"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("sheets", models.JSONField(default=list, verbose_name="工作表")),
                ("complaints", models.JSONField(default=list, verbose_name="整个文件的问题")),
                ("mapping", models.JSONField(default=dict, verbose_name="人工指定的表头和栏目")),
                ("promise", models.JSONField(default=dict, verbose_name="预计结果")),
                ("counts", models.JSONField(default=dict, verbose_name="实际结果")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("committed_at", models.DateTimeField(blank=True, null=True, verbose_name="导入时间")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "表格导入",
            },
        ),
        migrations.CreateModel(
            name="CellCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.CharField(max_length=100, verbose_name="工作表")),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                ("column", models.CharField(max_length=3, verbose_name="列")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="改为")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="imports.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正的单元格",
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="次序")),
                ("sheet", models.CharField(max_length=100, verbose_name="工作表")),
                ("row", models.PositiveIntegerField(verbose_name="行")),
                ("canonical", models.JSONField(null=True, verbose_name="读出的内容")),
                ("facts", models.JSONField(null=True, verbose_name="写入台账的内容")),
                ("raw", models.JSONField(default=dict, verbose_name="原始行")),
                (
                    "division_code",
                    models.CharField(blank=True, db_collation="C", max_length=15, verbose_name="所在地代码"),
                ),
                ("identity", models.CharField(db_collation="C", max_length=64, null=True, verbose_name="导入识别码")),
                ("lead_organisation_id", models.BigIntegerField(null=True)),
                (
                    "supporting_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("errors", models.JSONField(default=list, verbose_name="错误")),
                ("warnings", models.JSONField(default=list, verbose_name="提醒")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("created", "新增"),
                            ("updated", "更新"),
                            ("unchanged", "没有变化"),
                            ("duplicate", "表内重复"),
                            ("refused", "不归您导入"),
                            ("failed", "读不懂"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="改动"
                    ),
                ),
                ("before", models.JSONField(null=True, verbose_name="导入前")),
                ("version", models.PositiveIntegerField(null=True, verbose_name="导入后的版本")),
                ("undone", models.BooleanField(default=False, verbose_name="已撤销")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="imports.importbatch"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="problems.problem"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的行",
            },
        ),
        migrations.CreateModel(
            name="HeaderMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county_code", models.CharField(db_collation="C", max_length=6, verbose_name="区县代码")),
                ("headers", models.CharField(max_length=64, verbose_name="表头校验值")),
                ("columns", models.JSONField(verbose_name="栏目")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "记住的表头",
                "constraints": [
                    models.UniqueConstraint(fields=("county_code", "headers"), name="headers_remembered_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(fields=["division_code", "-id"], name="import_place_newest"),
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(
                condition=models.Q(("status__in", ["received", "committing"])),
                fields=["asked_at"],
                name="import_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("committed_at__isnull", False), ("status__in", ["committed", "undone"])),
                    models.Q(
                        models.Q(("status__in", ["committed", "undone"]), _negated=True), ("committed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="import_committed_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="cellcorrection",
            constraint=models.UniqueConstraint(
                fields=("batch", "sheet", "row", "column"), name="import_cell_corrected_once"
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "outcome", "position"], name="import_row_by_outcome"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "position"), name="import_row_once_in_a_place"),
        ),
    ]
