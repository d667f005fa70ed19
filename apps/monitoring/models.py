"""Points, and what was measured there: values are added and superseded, never overwritten."""

from django.db import models
from django.db.models.functions import Left

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.monitoring.words import (
    INDICATORS,
    USUAL_PERIOD,
    WATERS,
    Indicator,
    Period,
    PointKind,
    Source,
    WaterClass,
    written,
)

_SLOT = ["point", "period", "day", "hour", "indicator"]


class PointQuerySet(ScopedQuerySet):
    def standing(self, on):
        """Not closed by that day."""
        return self.filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=on))

    def closed(self, on):
        return self.filter(closed_on__lte=on)


class MonitoringPoint(ScopedModel):
    """监测点位: a station, a section, a source of drinking water, a noise point."""

    kind = models.CharField("类型", max_length=10, choices=PointKind)
    code = models.CharField("点位编码", max_length=40, db_collation="C")
    name = models.CharField("名称", max_length=60)
    division_code = models.CharField("所在地", max_length=15, db_collation="C")
    latitude = models.DecimalField("纬度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    target_class = models.PositiveSmallIntegerField("水质目标", choices=WaterClass.choices[:5], null=True, blank=True)
    is_lake = models.BooleanField("湖库型", default=False)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)  # excluded
    created_at = models.DateTimeField("建立时间")
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    objects = ScopedManager.from_queryset(PointQuerySet)()

    class Meta:
        verbose_name = "监测点位"
        constraints = [
            models.UniqueConstraint(Left("division_code", 6), "code", name="monitoring_code_once_in_a_county"),
            models.UniqueConstraint(Left("division_code", 6), "name", name="monitoring_name_once_in_a_county"),
            models.CheckConstraint(
                name="monitoring_position_is_whole_or_absent",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="monitoring_target_only_for_water",
                condition=models.Q(kind__in=sorted(WATERS)) | models.Q(target_class__isnull=True, is_lake=False),
            ),
            models.CheckConstraint(
                name="monitoring_target_is_a_class",
                condition=models.Q(target_class__isnull=True) | models.Q(target_class__gte=1, target_class__lte=5),
            ),
            models.CheckConstraint(
                name="monitoring_point_ends_after_it_begins",
                condition=models.Q(closed_on__isnull=True)
                | models.Q(opened_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
            ),
        ]
        indexes = [models.Index(fields=["division_code", "id"], name="monitoring_point_place")]

    def __str__(self):
        return self.name

    @property
    def is_water(self) -> bool:
        return self.kind in WATERS

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return INDICATORS[PointKind(self.kind)]

    @property
    def usual_period(self) -> Period:
        return USUAL_PERIOD[PointKind(self.kind)]


class ValueQuerySet(models.QuerySet):
    def current(self):
        return self.filter(current=True)

    def within_days(self, first, end):
        """In the half-open range of days."""
        return self.filter(day__gte=first, day__lt=end)


class MonitoringValue(models.Model):
    """One version of one value. The database lets only the marks of being current and of withdrawal change."""

    point = models.ForeignKey(MonitoringPoint, models.PROTECT, related_name="values")
    indicator = models.CharField("指标", max_length=12, choices=Indicator)
    period = models.CharField("时段", max_length=6, choices=Period)
    day = models.DateField("日期")  # of a month its first day
    hour = models.PositiveSmallIntegerField("小时", null=True, blank=True)  # the hour that begins then
    # As reported, in the indicator's unit; where `below_limit`, the detection limit.
    value = models.DecimalField("数值", max_digits=12, decimal_places=5)
    below_limit = models.BooleanField("低于检出限", default=False)
    valid = models.BooleanField("有效", default=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本")
    current = models.BooleanField("现行", default=True)
    source = models.CharField("来源", max_length=6, choices=Source)
    origin = models.JSONField("来自文件", default=dict, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    by_label = models.CharField("录入人", max_length=250, blank=True)
    recorded_at = models.DateTimeField("录入时间")
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = "监测值"
        constraints = [
            models.UniqueConstraint(
                fields=_SLOT,
                condition=models.Q(current=True),
                nulls_distinct=False,
                name="monitoring_one_current_value",
            ),
            models.UniqueConstraint(fields=[*_SLOT, "version"], nulls_distinct=False, name="monitoring_version_once"),
            models.CheckConstraint(
                name="monitoring_hour_iff_hourly",
                condition=models.Q(period=Period.HOUR, hour__isnull=False, hour__lte=23)
                | (~models.Q(period=Period.HOUR) & models.Q(hour__isnull=True)),
            ),
            models.CheckConstraint(
                name="monitoring_month_is_its_first_day",
                condition=~models.Q(period=Period.MONTH) | models.Q(day__day=1),
            ),
            models.CheckConstraint(
                name="monitoring_withdrawn_is_not_current",
                condition=models.Q(current=False) | models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.slot_words} {self.get_indicator_display()} {self.written}"

    @property
    def slot_words(self) -> str:
        if self.period == Period.MONTH:
            return f"{self.day:%Y-%m}"
        return f"{self.day} {self.hour:02d}时" if self.period == Period.HOUR else str(self.day)

    @property
    def indicator_short(self) -> str:
        return Indicator(self.indicator).short

    @property
    def written(self) -> str:
        return written(self.value, below_limit=self.below_limit)

    @property
    def counted(self):
        """What computations take: half of the detection limit where the value lies below it."""
        return self.value / 2 if self.below_limit else self.value
