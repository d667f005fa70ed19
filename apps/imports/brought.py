"""What a problem list and a filled-in template have in common: a file that somebody brought, read, decided and maybe undone."""

from django.db import models

from apps.common.models import LongWork
from apps.common.scoping import ScopedModel
from apps.imports.words import Status

# What was imported stands in the product, or stood there.
WRITTEN = [Status.COMMITTED, Status.UNDOING, Status.UNDONE]


class BroughtFile(LongWork, ScopedModel):
    """Everything about it lies here and in its file, so any process can go on with it."""

    division_code = models.CharField("导入人所在地", max_length=15, db_collation="C")
    county_code = models.CharField("区县代码", max_length=6, db_collation="C")
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    byte_size = models.PositiveIntegerField("字节数")
    uploaded_at = models.DateTimeField("上传时间")
    # The reading depends on the day (IMPORT.md, section 1); read again tomorrow, it must give the same.
    today = models.DateField("导入日期")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.RECEIVED)
    sheets = models.JSONField("工作表", default=list)
    complaints = models.JSONField("整个文件的问题", default=list)
    promise = models.JSONField("预计结果", default=dict)
    counts = models.JSONField("实际结果", default=dict)
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    asked_at = models.DateTimeField("确认时间", null=True, blank=True)
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="撤销人", related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.file_name

    @property
    def is_open(self) -> bool:
        """People may still change how it is read, and decide."""
        return self.status == Status.READ


def committed_has_a_time(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(status__in=WRITTEN, committed_at__isnull=False)
        | ~models.Q(status__in=WRITTEN) & models.Q(committed_at__isnull=True),
    )
