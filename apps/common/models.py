"""What every app may need and no domain knows: the audit trail, the calendar's corrections, the state of long work."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which object. The database refuses to change or delete a row (trigger in the migrations)."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField("账号编号", null=True, db_index=True)
    actor_name = models.CharField("姓名", max_length=150, blank=True)
    actor_post = models.CharField("岗位", max_length=200, blank=True)
    ip = models.GenericIPAddressField("网络地址", null=True)
    action = models.CharField("行为", max_length=60, db_index=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=60, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    division_code = models.CharField("地区", max_length=15, blank=True, db_collation="C")
    succeeded = models.BooleanField("成功", default=True)
    changes = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_label}"


class AuditSeal(models.Model):
    """A link of the chain over the audit trail (`sealing`). The database refuses to change or delete it as well."""

    until = models.BigIntegerField("到第几条")
    # The highest number at the time: what lies below it has been written by the next seal.
    seen = models.BigIntegerField("当时最后一条")
    entries = models.PositiveIntegerField("条数")
    sha256 = models.CharField("校验码", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    def __str__(self):
        return f"{self.pk} {self.sha256[:12]}"


class WorkdayOverride(models.Model):
    """A day on which the county's calendar differs from the package, e.g. after a new State Council notice."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    note = models.CharField("依据", max_length=100, blank=True)

    def __str__(self):
        return f"{self.day} {'上班' if self.is_workday else '休息'}"


class SettledYear(models.Model):
    """A year whose days off were entered from the State Council's notice before the package knew them."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    note = models.CharField("依据", max_length=100)
    entered_at = models.DateTimeField("录入时间")

    def __str__(self):
        return f"{self.year}年放假安排"


class LongWork(models.Model):
    """Work that Celery does while a page shows how far it is."""

    class Stage(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    stage = models.CharField("进度状态", max_length=10, choices=Stage, default=Stage.QUEUED)
    steps_done = models.PositiveIntegerField("已处理", default=0)
    steps_total = models.PositiveIntegerField("总数", default=0)
    failure = models.CharField("未完成的原因", max_length=500, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        return 100 * self.steps_done // self.steps_total if self.steps_total else 0

    @property
    def is_over(self) -> bool:
        return self.stage in (self.Stage.DONE, self.Stage.FAILED)
