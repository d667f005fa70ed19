"""A list on its way in: the file as received, its rows while people look at them, and what became of each."""

from pathlib import PurePath
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.evidence.storage import EvidenceStorage, day_folder
from apps.imports.brought import BroughtFile, committed_has_a_time
from apps.imports.tables.models import TableImport, TableRow  # noqa: F401 (this is where Django looks)
from apps.imports.words import Outcome, Status
from apps.problems.models import Attachment


def file_name_on_disk(batch, file_name) -> str:
    return f"{day_folder('imports', batch.uploaded_at)}/{uuid4().hex}{PurePath(file_name).suffix[:10].lower()}"


class ImportBatch(BroughtFile):
    """One file that somebody brought. Everything about it lies here and in its file, so any process can go on with it."""

    file = models.FileField("原文件", upload_to=file_name_on_disk, storage=EvidenceStorage(), max_length=200)
    uploaded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="导入人", related_name="+"
    )
    # The reading depends on it as on the day (IMPORT.md, section 1).
    user_township = models.CharField("导入人所在乡镇", max_length=60, blank=True)

    mapping = models.JSONField("人工指定的表头和栏目", default=dict)
    choices = models.JSONField("冲突的取舍", default=dict)

    class Meta:
        verbose_name = "表格导入"
        constraints = [
            committed_has_a_time("import_committed_has_a_time"),
        ]
        indexes = [
            models.Index(fields=["division_code", "-id"], name="import_place_newest"),
            models.Index(
                fields=["asked_at"],
                name="import_under_way",
                condition=models.Q(status__in=[Status.RECEIVED, Status.COMMITTING, Status.UNDOING]),
            ),
        ]


class ImportRow(models.Model):
    """A row of the list: as it was read, what is wrong with it, what the import does or did with it.

    Read through its batch. `facts` are the contract's values under the names of the ledger's columns; null while the
    row cannot be read. Rows are wide and come by the hundred thousand, so they are written once: what changes for every
    one of them, the problem that it becomes, stands in ImportTarget.
    """

    # Rows are only written and deleted with their batch; the database need not ask for it at each of them.
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    position = models.PositiveIntegerField("次序")
    sheet = models.TextField("工作表")
    row = models.PositiveIntegerField("行")
    facts = models.JSONField("写入台账的内容", null=True)
    raw = models.JSONField("原始行", default=dict)
    division_code = models.CharField("所在地代码", max_length=15, blank=True, db_collation="C")
    identity = models.CharField("导入识别码", max_length=64, null=True, db_collation="C")
    lead_organisation_id = models.BigIntegerField(null=True)
    supporting_ids = ArrayField(models.BigIntegerField(), default=list)
    errors = models.JSONField("错误", default=list)
    warnings = models.JSONField("提醒", default=list)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    changes = models.JSONField("改动", db_default={}, encoder=DjangoJSONEncoder)
    before = models.JSONField("导入前", null=True)
    # Rows of our own export: the problem they name, what was edited, and where somebody else changed the same.
    known = models.BigIntegerField("所指的问题", null=True)
    edition = models.JSONField("导出时的版本", null=True)
    conflicts = models.JSONField("冲突", db_default={})

    class Meta:
        verbose_name = "导入的行"
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_row_once_in_a_place"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "position"], name="import_row_by_outcome")]

    def __str__(self):
        return f"{self.sheet} 第{self.row}行"

    @property
    def problem(self):
        target = getattr(self, "target", None)
        return target and target.problem


class ImportTarget(models.Model):
    """The problem that a row means: found in the ledger, or made by the import. Read through its row.

    `version` is the problem's when the import was done with it; whoever works on it afterwards raises it.
    """

    row = models.OneToOneField(ImportRow, models.CASCADE, primary_key=True, related_name="target", db_constraint=False)
    # Only the undoing of an import deletes problems, and it lets go of them here first.
    problem = models.ForeignKey("problems.Problem", models.SET_NULL, null=True, related_name="+", db_constraint=False)
    version = models.PositiveIntegerField("导入后的版本")
    undone = models.BooleanField("已撤销", db_default=False)

    class Meta:
        verbose_name = "行所指的问题"

    def __str__(self):
        return f"{self.row_id} {self.problem_id}"


class CellCorrection(models.Model):
    """What somebody typed in place of a cell, so that the file can be read again with it. Read through its batch."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="corrections")
    sheet = models.TextField("工作表")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=3)
    text = models.TextField("改为", max_length=5000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "更正的单元格"
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "row", "column"], name="import_cell_corrected_once")
        ]

    def __str__(self):
        return f"{self.sheet} {self.column}{self.row}"


class ImportPicture(models.Model):
    """A picture of the workbook and the row it belongs to; the picture itself lies in the file. Read through its batch.

    `position` is that of the ImportRow, null for a picture beside the problems. `photo` is the evidence made of it
    for the import; `trouble` says why it cannot be evidence.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="pictures")
    sheet = models.TextField("工作表")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=3)
    member = models.TextField("图片", blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    thumbnail = models.BinaryField("缩略图", default=bytes)
    trouble = models.CharField("收不了的原因", max_length=300, blank=True)
    phase = models.CharField("阶段", max_length=10, choices=Attachment.Phase, default=Attachment.Phase.BEFORE)
    position = models.PositiveIntegerField("次序", null=True)
    photo = models.ForeignKey("evidence.Photo", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "表里的图片"
        indexes = [models.Index(fields=["batch", "position"], name="import_picture_of_row")]

    def __str__(self):
        return f"{self.sheet} {self.column}{self.row}"


class HeaderMemory(models.Model):
    """How people of a county took the columns of a list with these headers; the next such list is read the same way."""

    county_code = models.CharField("区县代码", max_length=6, db_collation="C")
    headers = models.CharField("表头校验值", max_length=64)
    columns = models.JSONField("栏目")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "记住的表头"
        constraints = [models.UniqueConstraint(fields=["county_code", "headers"], name="headers_remembered_once")]

    def __str__(self):
        return f"{self.county_code} {self.headers[:8]}"
