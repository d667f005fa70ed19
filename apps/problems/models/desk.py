"""What a person keeps beside the ledger: filters under a name, and long exports."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from apps.common.models import LongWork
from apps.evidence.storage import EvidenceStorage


def export_name(export, filename):
    return f"exports/{timezone.localtime(export.created_at):%Y/%m/%d}/{uuid4().hex}.xlsx"


class SavedView(models.Model):
    """A ledger's filters under a name of one's own. Belongs to a person and shows only what that person may see."""

    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000)

    class Meta:
        verbose_name = "常用视图"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once_by_name")]

    def __str__(self):
        return self.name


class ProblemExport(LongWork):
    """A long export under way. It keeps the filter, not the rows: what the owner may see is asked when it is made."""

    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    query = models.CharField("条件", max_length=2000)
    created_at = models.DateTimeField("提交时间")
    file = models.FileField("文件", upload_to=export_name, storage=EvidenceStorage(), blank=True)

    class Meta:
        verbose_name = "台账导出"
        indexes = [models.Index(fields=["created_at"], name="export_created")]

    def __str__(self):
        return f"{self.pk} {self.owner}"

    @property
    def file_name(self) -> str:
        return f"问题台账_{timezone.localtime(self.created_at):%Y%m%d_%H%M}.xlsx"
