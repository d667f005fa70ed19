"""Sites and their kinds: one site, one file; one site, one answerable person."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Left

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.evidence.shots import Datum, PositionSource
from apps.inspections import codes
from apps.inspections.models.grids import DatedQuerySet, ends_after_it_begins
from apps.inspections.words import AttributeType, Risk, SiteStep, StopKind
from apps.problems.words import Category


class SiteKind(models.Model):
    """A kind of site. Its attributes and its checklist are rows that the county keeps."""

    key = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    category = models.CharField("发现问题的类型", max_length=20, choices=Category)
    # Intakes of drinking water and the like are never shown to the public (STANDARDS.md 7).
    internal = models.BooleanField("位置不对外公开", default=False)
    position = models.PositiveSmallIntegerField("排序", default=100)
    retired = models.BooleanField("不再使用", default=False)

    class Meta:
        verbose_name = "点位类型"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class SiteAttribute(models.Model):
    """One attribute of a kind. Values are kept in the site under the key; a retired one stays readable."""

    kind = models.ForeignKey(SiteKind, models.PROTECT, related_name="attributes")
    key = models.SlugField("代码", max_length=30)
    label = models.CharField("名称", max_length=40)
    type = models.CharField("填法", max_length=10, choices=AttributeType, default=AttributeType.TEXT)
    unit = models.CharField("单位", max_length=10, blank=True)
    choices = ArrayField(models.CharField(max_length=60), verbose_name="选项", default=list, blank=True)
    counts = models.BooleanField("计入档案完整度", default=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    retired = models.BooleanField("不再使用", default=False)

    class Meta:
        verbose_name = "点位属性"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="attribute_once_in_a_kind")]

    def __str__(self):
        return self.label


class Checklist(models.Model):
    """What is looked at on a kind of site. Published versions never change: a record answers the version it had."""

    kind = models.ForeignKey(SiteKind, models.PROTECT, related_name="checklists")
    version = models.PositiveIntegerField("版本")
    items = models.JSONField("检查项")  # [{"key": "manure", "label": "粪污没有外溢、直排"}]
    published_at = models.DateTimeField("发布时间")
    # 五有标准 and the like: every item is there or is not, each 无 wants its photo, and only all of them together pass.
    standard = models.CharField("标准名称", max_length=20, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "检查清单"
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="checklist_version_once")]

    def __str__(self):
        return f"{self.kind} 第{self.version}版"


class SiteQuerySet(ScopedQuerySet):
    def working(self, on):
        """In operation on the day: opened, and not stopped."""
        stopped = SiteStop.objects.in_force(on).values("site_id")
        opened = models.Q(opened_on__isnull=True) | models.Q(opened_on__lte=on)
        return self.filter(opened).exclude(pk__in=stopped)

    def without_keeper(self, on):
        return self.exclude(pk__in=SiteKeeper.objects.in_force(on).values("site_id"))


class Site(ScopedModel):
    """重点点位: a place that is looked after, with everything known about it."""

    # The code of the grid it lies in today; where it lay before is in its placings.
    division_code = models.CharField("所在网格", max_length=codes.LONGEST, db_collation="C")
    kind = models.ForeignKey(SiteKind, models.PROTECT, verbose_name="类型", related_name="sites")
    name = models.CharField("名称", max_length=100)
    number = models.CharField("点位编号", max_length=64, blank=True, db_collation="C")
    risk = models.CharField("风险等级", max_length=10, choices=Risk, default=Risk.MEDIUM)
    attributes = models.JSONField("属性", default=dict, blank=True)
    owner = models.CharField("责任主体", max_length=100, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    latitude = models.DecimalField("纬度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    position_source = models.CharField("位置来源", max_length=10, choices=PositionSource, blank=True)
    # As it was given, before the one conversion: {"latitude": "...", "longitude": "...", "datum": "GCJ02"}
    given_position = models.JSONField("原始坐标", default=dict, blank=True)
    datum = models.CharField("原始坐标系", max_length=10, choices=Datum, blank=True)
    census_number = models.CharField("污染源普查编号", max_length=64, blank=True)
    opened_on = models.DateField("投用日期", null=True, blank=True)
    remarks = models.TextField("备注", max_length=2000, blank=True)
    created_at = models.DateTimeField("建档时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1)
    form_key = models.UUIDField("表单识别码", null=True, blank=True, unique=True)
    origin = models.JSONField("来自文件", default=dict, blank=True)

    objects = ScopedManager.from_queryset(SiteQuerySet)()

    class Meta:
        verbose_name = "点位"
        constraints = [
            models.UniqueConstraint(
                Left("division_code", 6), "number", condition=~models.Q(number=""), name="site_number_once_in_a_county"
            ),
            models.CheckConstraint(
                name="site_position_is_whole_or_absent",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True, position_source="")
                | models.Q(latitude__isnull=False, longitude__isnull=False) & ~models.Q(position_source=""),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-id"], name="site_place_newest"),
            models.Index(fields=["kind", "division_code"], name="site_kind_place"),
        ]

    def __str__(self):
        return self.name


class SitePlacing(models.Model):
    """In which grid a site lies, from one day until another: exactly one at a time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="placings")
    division_code = models.CharField("网格", max_length=codes.LONGEST, db_collation="C")
    since = models.DateField("从哪天起")
    until = models.DateField("到哪天", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "点位所属"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=models.Q(until__isnull=True), name="site_in_one_grid"),
            ends_after_it_begins("site_placing_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.site_id} {self.division_code}"


class SiteKeeper(models.Model):
    """一口一长: the one person who answers for a site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="keepers")
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名", max_length=60)
    since = models.DateField("从哪天起")
    until = models.DateField("到哪天", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "点位责任人"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(until__isnull=True), name="site_has_one_keeper"
            ),
            ends_after_it_begins("site_keeper_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["person", "until"], name="site_keeper_person")]

    def __str__(self):
        return self.name


class SiteStop(models.Model):
    """From this day on the site is not working: it drops out of plans from then only."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="stops")
    kind = models.CharField("情形", max_length=12, choices=StopKind)
    since = models.DateField("从哪天起")
    until = models.DateField("哪天恢复", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "停用"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=models.Q(until__isnull=True), name="site_stopped_once"),
            ends_after_it_begins("site_stop_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.site_id} {self.get_kind_display()}"


class SiteEvent(models.Model):
    """What happened to a site; append-only by a trigger. Read through its site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="events")
    step = models.CharField("行为", max_length=12, choices=SiteStep)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_label = models.CharField("何人", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    note = models.TextField("说明", blank=True)
    details = models.JSONField("内容", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "点位经过"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["site", "at"], name="site_event_of_site")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_step_display()}"


class SiteFile(models.Model):
    """A photo or a document in a site's file. Read through its site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="files")
    event = models.ForeignKey(SiteEvent, models.PROTECT, related_name="files")
    photo = models.ForeignKey("evidence.Photo", models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey("evidence.Document", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "点位材料"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="site_file_is_photo_or_document",
                condition=models.Q(photo__isnull=False, document__isnull=True)
                | models.Q(photo__isnull=True, document__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.site_id} {self.pk}"
