"""Reports as they were computed: a snapshot, its figures with the records behind them, and what was published."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.assessments.cells import Part
from apps.common.models import LongWork
from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.inspections import codes
from apps.reports.kinds import BRIEF_TITLE, FileFormat, ReportKind, Section
from apps.territory.levels import CODE_LENGTH, Level

PLACE = {"max_length": 15, "db_collation": "C"}


class ReportQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        """What was published is read by everybody below: a township reads the county's circular."""
        above = {code[:length] for code in user.division_codes for length in CODE_LENGTH.values() if length < len(code)}
        return models.Q(division_code__in=above, published_at__isnull=False)

    def of(self, kind, division_code, month):
        return self.filter(kind=kind, division_code=division_code, month=month)

    def newest(self):
        """Of every report the newest version in the queryset."""
        return self.order_by("-month", "kind", "division_code", "-version").distinct("month", "kind", "division_code")

    def published(self):
        return self.filter(status=Report.Status.PUBLISHED)


class Report(ScopedModel):
    """One version of one unit's report on one month. Nothing but its status changes once it is written."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        REPLACED = "replaced", "已被新版替代"

    kind = models.CharField("种类", max_length=20, choices=ReportKind)
    division_code = models.CharField("地区代码", **PLACE)
    month = models.DateField("月份")
    version = models.PositiveSmallIntegerField("版次")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    snapshot = models.JSONField("数据", encoder=DjangoJSONEncoder)
    # What the files say about each problem behind the figures, by its id. Large: pages leave it in the database.
    extracts = models.JSONField("问题摘录", default=dict, encoder=DjangoJSONEncoder)
    fingerprint = models.CharField("数据指纹", max_length=64)
    texts = models.JSONField("补充文字", default=dict, blank=True)
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="生成人", related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="发布人", related_name="+"
    )

    objects = ScopedManager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = "报表"
        constraints = [
            models.UniqueConstraint(fields=["kind", "division_code", "month", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["kind", "division_code", "month"],
                condition=models.Q(status="draft"),
                name="report_has_one_draft",
            ),
            models.UniqueConstraint(
                fields=["kind", "division_code", "month"],
                condition=models.Q(status="published"),
                name="report_published_in_one_version",
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="report_month_is_its_first_day"),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="report_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="draft") | models.Q(published_at__isnull=True),
                name="report_draft_is_not_published",
            ),
        ]
        indexes = [models.Index(fields=["division_code", "-month"], name="report_place_month")]

    def __str__(self):
        return f"{self.place}{self.month.year}年{self.month.month}月{self.get_kind_display()}"

    @property
    def place(self) -> str:
        return self.snapshot["division"]["name"]

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_finished(self) -> bool:
        """Whether the month was over when the figures were computed."""
        return self.snapshot["finished"]


class Figure(models.Model):
    """One list of records behind the report: the number is its length. Read through its report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    code = models.CharField("数据编号", max_length=10)
    key = models.CharField("指标", max_length=40)
    # "" for the whole report; otherwise the township, the village or a grid of any depth.
    assessee = models.CharField("单位代码", max_length=codes.LONGEST, blank=True, db_collation="C")
    part = models.CharField("部分", max_length=12, choices=Part)
    value = models.PositiveIntegerField("件数")
    ids = ArrayField(models.BigIntegerField(), verbose_name="问题")

    class Meta:
        verbose_name = "报表数据"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key", "assessee", "part"], name="figure_once_in_a_report"),
            models.CheckConstraint(condition=models.Q(ids__len=models.F("value")), name="figure_is_the_length_of_list"),
        ]

    def __str__(self):
        return f"{self.code} {self.key} {self.value}"


class ReportFile(models.Model):
    """A published file as it was sent out, byte by byte. Read through its report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    format = models.CharField("格式", max_length=4, choices=FileFormat)
    content = models.BinaryField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "已发布文件"
        constraints = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self):
        return f"{self.report_id} {self.format}"


class ReportText(ScopedModel):
    """Sentences a person added to a month's report; they outlive its versions."""

    kind = models.CharField("种类", max_length=20, choices=ReportKind)
    division_code = models.CharField("地区代码", **PLACE)
    month = models.DateField("月份")
    section = models.CharField("部分", max_length=10, choices=Section)
    text = models.TextField("文字", max_length=3000, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="填写人", related_name="+")
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = "补充文字"
        constraints = [
            models.UniqueConstraint(fields=["kind", "division_code", "month", "section"], name="report_text_once")
        ]

    def __str__(self):
        return f"{self.division_code} {self.month} {self.section}"


class ReportRun(LongWork, ScopedModel):
    """The making of one report: its row is the lock that keeps two workers from making it twice."""

    kind = models.CharField("种类", max_length=20, choices=ReportKind)
    division_code = models.CharField("地区代码", **PLACE)
    month = models.DateField("月份")
    asked_at = models.DateTimeField("要求时间")

    class Meta:
        verbose_name = "报表生成"
        constraints = [models.UniqueConstraint(fields=["kind", "division_code", "month"], name="report_run_once")]

    def __str__(self):
        return f"{self.kind} {self.division_code} {self.month} {self.stage}"


class BriefQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        """A township's brief is read in its villages."""
        length = CODE_LENGTH[Level.TOWNSHIP]
        return models.Q(division_code__in={code[:length] for code in user.division_codes if len(code) > length})


class DailyBrief(ScopedModel):
    """A township's brief of one working day, once and as it was sent out; append-only by a trigger."""

    division_code = models.CharField("乡镇", max_length=9, db_collation="C")
    day = models.DateField("日期")
    snapshot = models.JSONField("数据", encoder=DjangoJSONEncoder)
    content = models.BinaryField("Word 文件")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("生成时间")

    objects = ScopedManager.from_queryset(BriefQuerySet)()

    class Meta:
        verbose_name = "巡查日报"
        constraints = [models.UniqueConstraint(fields=["division_code", "day"], name="brief_once_a_day")]
        indexes = [models.Index(fields=["-day", "division_code"], name="brief_day")]

    def __str__(self):
        return f"{self.place}{self.day.year}年{self.day.month}月{self.day.day}日{BRIEF_TITLE}"

    @property
    def place(self) -> str:
        return self.snapshot["place"]
