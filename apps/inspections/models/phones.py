"""What is known of phones: photos that arrived, and how much is still to come."""

from django.db import models

from apps.common.scoping import ScopedModel
from apps.inspections import codes


class IncomingPhoto(models.Model):
    """A photo's bytes as they arrived, confirmed by their hash; a worker makes evidence of them."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField("校验值", max_length=64)
    file = models.CharField("暂存文件", max_length=100, blank=True)
    byte_size = models.PositiveIntegerField("字节数")
    received_at = models.DateTimeField("送达时间")
    photo = models.OneToOneField("evidence.Photo", models.PROTECT, null=True, blank=True, related_name="+")
    failure = models.CharField("打不开的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "送达的照片"
        constraints = [models.UniqueConstraint(fields=["sha256", "person"], name="photo_arrives_once")]
        indexes = [
            models.Index(
                fields=["received_at"], name="photo_undeveloped", condition=models.Q(photo__isnull=True, failure="")
            )
        ]

    def __str__(self):
        return self.sha256


class Device(ScopedModel):
    """A browser's store on a phone: how much of it is still to come. Not when or how long somebody uses it."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    division_code = models.CharField("地区", max_length=codes.LONGEST, db_collation="C")
    label = models.CharField("浏览器", max_length=60, blank=True)
    highest_seq = models.PositiveIntegerField("最后一个编号", default=0)
    complete_until = models.PositiveIntegerField("到这个编号都已送达", default=0)
    pending_records = models.PositiveIntegerField("没有送出的记录", default=0)
    pending_photos = models.PositiveIntegerField("没有送出的照片", default=0)
    reported_at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = "手机"
        indexes = [models.Index(fields=["division_code"], name="device_place")]

    def __str__(self):
        return self.label or str(self.id)


class SpentNumber(models.Model):
    """A number of a device that no stored record bears: thrown away, or a day that was confirmed already."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="spent_numbers")
    seq = models.PositiveIntegerField("编号")
    reason = models.CharField("原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "用掉的编号"
        constraints = [models.UniqueConstraint(fields=["device", "seq"], name="number_spent_once")]

    def __str__(self):
        return f"{self.device_id} {self.seq}"
