"""Daily reports: computed from patrols; only the confirmation is a row."""

from django.db import models

from apps.common.scoping import ScopedModel
from apps.inspections import codes
from apps.inspections.words import Via


class DayConfirmation(ScopedModel):
    """Somebody of a village or township confirmed its day, or that nothing was found. Once a place and day."""

    division_code = models.CharField("村或乡镇", max_length=12, db_collation="C")
    day = models.DateField("日期")
    uuid = models.UUIDField("记录编号", unique=True)
    sha256 = models.CharField("内容校验值", max_length=64, blank=True)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by_label = models.CharField("何人", max_length=200)
    confirmed_at = models.DateTimeField("确认时间")
    received_at = models.DateTimeField("送达时间")
    via = models.CharField("登记方式", max_length=10, choices=Via, default=Via.PHONE)
    device_id = models.UUIDField("手机", null=True, blank=True)
    seq = models.PositiveIntegerField("手机上的编号", null=True, blank=True)

    class Meta:
        verbose_name = "日报告确认"
        constraints = [models.UniqueConstraint(fields=["division_code", "day"], name="day_confirmed_once")]
        indexes = [
            models.Index(fields=["day", "division_code"], name="confirmation_day"),
            models.Index(fields=["device_id", "seq"], name="confirmation_of_device"),
        ]

    def __str__(self):
        return f"{self.division_code} {self.day}"


class DayReminder(ScopedModel):
    """A place without a record was reminded, once a day."""

    division_code = models.CharField("村或乡镇", max_length=codes.VILLAGE, db_collation="C")
    day = models.DateField("日期")
    at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = "日报告提醒"
        constraints = [models.UniqueConstraint(fields=["division_code", "day"], name="day_reminded_once")]

    def __str__(self):
        return f"{self.division_code} {self.day}"
