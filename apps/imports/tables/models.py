"""A filled-in template on its way in, and its rows."""

from pathlib import PurePath
from uuid import uuid4

from django.db import models

from apps.accounts.roles import Role
from apps.common.scoping import ScopedManager, ScopedQuerySet, under
from apps.evidence.storage import EvidenceStorage, day_folder
from apps.imports.brought import BroughtFile, committed_has_a_time
from apps.imports.words import Outcome


def table_name_on_disk(table, file_name) -> str:
    return f"{day_folder('tables', table.uploaded_at)}/{uuid4().hex}{PurePath(file_name).suffix[:10].lower()}"


class TableQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        """The administrator sees no problems, but the tables of people and places that administrators brought."""
        codes = [post.division_id for post in user.current_posts if post.role == Role.ADMINISTRATOR]
        return under("division_code", codes)


class TableImport(BroughtFile):
    """A filled-in template (apps/imports/tables): the file, how it was read, and what became of it."""

    kind = models.SlugField("导入什么", max_length=30)
    file = models.FileField("原文件", upload_to=table_name_on_disk, storage=EvidenceStorage(), max_length=200)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="导入人", related_name="+")
    # What somebody typed in place of a cell: [[sheet, row, column letter, text], ...]
    corrections = models.JSONField("更正的单元格", default=list)

    objects = ScopedManager.from_queryset(TableQuerySet)()

    class Meta:
        verbose_name = "模板导入"
        constraints = [
            committed_has_a_time("table_committed_has_a_time"),
        ]
        indexes = [models.Index(fields=["kind", "division_code", "-id"], name="table_kind_place_newest")]


class TableRow(models.Model):
    """A row of a filled-in template and what the import does or did with it. Read through its table.

    `cells` are the columns' texts by name; `before` and `after` are the record's
    columns in words, so that an undoing can tell whether somebody has changed it since.
    """

    table = models.ForeignKey(TableImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("次序")
    sheet = models.TextField("工作表")
    row = models.PositiveIntegerField("行")
    cells = models.JSONField("各栏的内容", default=dict)
    label = models.CharField("名称", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    raw = models.JSONField("原始行", default=dict)
    # Texts above the row: section heading, titles, sheet name.
    around = models.JSONField("上方的文字", default=list)
    # {column: "formula" or "rounded"}: what the text of a cell does not tell.
    faults = models.JSONField("单元格的毛病", default=dict)
    is_example = models.BooleanField("标着示例", default=False)
    errors = models.JSONField("错误", default=list)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    changes = models.JSONField("改动", default=dict)
    before = models.JSONField("导入前", null=True)
    after = models.JSONField("导入后", null=True)
    record = models.CharField("记录", max_length=30, blank=True)
    # What the kind wants to remember of the writing.
    details = models.JSONField("附记", default=dict)
    undone = models.BooleanField("已撤销", default=False)
    # Why an undoing left it as it is.
    kept = models.CharField("没有撤销的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "模板导入的行"
        constraints = [models.UniqueConstraint(fields=["table", "position"], name="table_row_once_in_a_place")]
        indexes = [models.Index(fields=["table", "outcome", "position"], name="table_row_by_outcome")]

    def __str__(self):
        return f"{self.sheet} 第{self.row}行"
