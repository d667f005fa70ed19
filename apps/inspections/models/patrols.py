"""Patrols as they were logged: added, never changed (triggers in the migrations), only taken back with a reason."""

from django.db import models
from django.db.models.functions import Left
from django.utils import timezone

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.inspections import codes
from apps.inspections.models.grids import Grid
from apps.inspections.models.sites import Checklist, Site
from apps.inspections.words import Mark, PhotoRole, Via


class PatrolQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        return models.Q(person_id=user.pk)

    def counting(self):
        """What figures count: everything that was not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def during(self, first, end):
        return self.filter(day__gte=first, day__lt=end)


class Patrol(ScopedModel):
    """One visit to one or more sites, or a walk through a grid. Counted by the day on which it was.

    Foreign keys here and below have no index of their own where Meta has one that begins with them, or nobody asks.
    """

    uuid = models.UUIDField("记录编号", unique=True)
    sha256 = models.CharField("内容校验值", max_length=64)
    body = models.TextField("手机上的原文", blank=True)

    division_code = models.CharField("地点代码", max_length=codes.LONGEST, db_collation="C")
    township_code = models.GeneratedField(
        expression=Left("division_code", 9),
        output_field=models.CharField(max_length=9, db_collation="C"),
        db_persist=True,
    )
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="patrols", db_index=False)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    by_label = models.CharField("何人", max_length=200)
    brought_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    companions = models.JSONField("同行人", default=list)
    persons = models.PositiveSmallIntegerField("人次", default=1)
    visit_count = models.PositiveSmallIntegerField("点位数", default=0)
    finding_count = models.PositiveSmallIntegerField("发现问题", default=0)
    note = models.TextField("说明", max_length=2000, blank=True)
    latitude = models.DecimalField("纬度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    position_age_s = models.PositiveIntegerField("定位时距拍摄（秒）", null=True, blank=True)
    position_source = models.CharField("位置来源", max_length=10, blank=True)

    # When it was found counts; the others say how that is known.
    found_at = models.DateTimeField("发现时间")
    day = models.DateField("巡查日期")
    phone_time = models.DateTimeField("手机时间")
    clock_offset_ms = models.BigIntegerField("手机测得的时间差（毫秒）", null=True, blank=True)
    sending_offset_ms = models.BigIntegerField("送达时的时间差（毫秒）", null=True, blank=True)
    received_at = models.DateTimeField("送达时间")

    via = models.CharField("登记方式", max_length=10, choices=Via, default=Via.PHONE)
    device_id = models.UUIDField("手机", null=True, blank=True)
    seq = models.PositiveIntegerField("手机上的编号", null=True, blank=True)

    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_back_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = ScopedManager.from_queryset(PatrolQuerySet)()

    class Meta:
        verbose_name = "巡查"
        constraints = [
            models.CheckConstraint(name="patrol_has_persons", condition=models.Q(persons__gte=1)),
            models.CheckConstraint(
                name="patrol_is_not_found_after_receipt", condition=models.Q(found_at__lte=models.F("received_at"))
            ),
            models.CheckConstraint(
                name="patrol_taken_back_says_why",
                condition=models.Q(taken_back_at__isnull=True, taken_back_reason="")
                | models.Q(taken_back_at__isnull=False) & ~models.Q(taken_back_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-id"], name="patrol_place_newest"),
            # The month's table of all townships reads this index alone.
            models.Index(
                fields=["day", "township_code"],
                include=["persons", "visit_count", "finding_count", "taken_back_at"],
                name="patrol_day_township",
            ),
            models.Index(fields=["person", "-found_at"], name="patrol_of_person"),
            models.Index(fields=["device_id", "seq"], name="patrol_of_device"),
            models.Index(fields=["grid", "day"], name="patrol_of_grid"),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        """The number people quote, e.g. XC2026-000017."""
        return f"XC{self.day.year}-{self.pk:06d}"

    @property
    def is_walk(self) -> bool:
        return self.visit_count == 0

    @property
    def came_later(self) -> bool:
        """It lay on the phone for a while."""
        return timezone.localdate(self.received_at) != self.day


class Visit(models.Model):
    """One site on a patrol. Read through its patrol or its site."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="visits", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="visits", db_index=False)
    day = models.DateField("日期")
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    answers = models.JSONField("检查结果", default=dict)
    note = models.TextField("说明", max_length=1000, blank=True)
    distance_m = models.PositiveIntegerField("离点位（米）", null=True, blank=True)

    class Meta:
        verbose_name = "到点"
        constraints = [models.UniqueConstraint(fields=["patrol", "site"], name="site_once_on_a_patrol")]
        indexes = [models.Index(fields=["site", "-day"], name="visit_of_site")]

    def __str__(self):
        return f"{self.patrol_id} {self.site_id}"


class Finding(models.Model):
    """Something found on a patrol, and the problem of the ledger that it became in the same step."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="findings")
    uuid = models.UUIDField("记录编号", unique=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="findings")
    item = models.CharField("检查项", max_length=30, blank=True)
    problem = models.OneToOneField("problems.Problem", models.PROTECT, related_name="finding")
    complaint = models.TextField("群众反映", max_length=1000, blank=True)
    fixed_on_spot = models.BooleanField("当场处理", default=False)
    measure = models.TextField("处理情况", max_length=1000, blank=True)

    class Meta:
        verbose_name = "发现"
        ordering = ["pk"]
        indexes = [models.Index(fields=["site", "patrol"], name="finding_of_site")]

    def __str__(self):
        return f"{self.patrol_id} {self.problem_id}"


class Conflict(models.Model):
    """Another version of a record that arrived under the same UUID. Both are kept; a person compares them."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="conflicts")
    sha256 = models.CharField("内容校验值", max_length=64)
    body = models.TextField("手机上的原文")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    device_id = models.UUIDField("手机", null=True, blank=True)
    seq = models.PositiveIntegerField("手机上的编号", null=True, blank=True)
    received_at = models.DateTimeField("送达时间")
    looked_at = models.DateTimeField("查看时间", null=True, blank=True)
    looked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("处理结果", max_length=200, blank=True)

    class Meta:
        verbose_name = "另一版本"
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["patrol", "sha256"], name="version_kept_once")]
        indexes = [models.Index(fields=["device_id", "seq"], name="conflict_of_device")]

    def __str__(self):
        return f"{self.patrol_id} {self.sha256[:8]}"


class PatrolPhoto(models.Model):
    """A photo that a record announced. Until it is in, record and problem show 照片未齐. Read through its patrol."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="photos", db_index=False)
    conflict = models.ForeignKey(Conflict, models.PROTECT, null=True, blank=True, related_name="photos", db_index=False)
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="photos")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    # That of the record, so that what a phone still owes is counted without looking at all it ever sent.
    device_id = models.UUIDField("手机", null=True, blank=True)
    sha256 = models.CharField("校验值", max_length=64)
    role = models.CharField("时机", max_length=10, choices=PhotoRole, default=PhotoRole.OTHER)
    size = models.PositiveIntegerField("字节数", null=True, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    position = models.JSONField("位置", default=dict, blank=True)
    received_at = models.DateTimeField("送达时间", null=True, blank=True)
    photo = models.ForeignKey("evidence.Photo", models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_at = models.DateTimeField("不再等待", null=True, blank=True)
    taken_off_reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "巡查照片"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patrol", "conflict", "sha256"], nulls_distinct=False, name="photo_listed_once_in_a_record"
            )
        ]
        indexes = [
            models.Index(fields=["sha256", "person"], name="patrol_photo_by_hash"),
            models.Index(
                fields=["device_id"],
                include=["patrol"],
                name="patrol_photo_awaited",
                condition=models.Q(received_at__isnull=True, taken_off_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.patrol_id} {self.sha256[:8]}"


class PatrolMark(models.Model):
    """Something about a patrol for a person to look at; never scored."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="marks")
    mark = models.CharField("提示", max_length=12, choices=Mark)
    words = models.CharField("说明", max_length=200)
    looked_at = models.DateTimeField("查看时间", null=True, blank=True)
    looked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "提示"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["patrol", "mark", "words"], name="mark_said_once")]

    def __str__(self):
        return self.words


def waiting_photos(prefix="") -> models.Q:
    """Announced photos that have neither arrived nor been given up."""
    return models.Q(**{f"{prefix}received_at__isnull": True, f"{prefix}taken_off_at__isnull": True})
