"""Photo and Document. Both are children: they have no scope of their own and are reached only through their owners."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.evidence import documents, storage
from apps.evidence.shots import Datum, PositionSource, TakenAtSource


class Photo(models.Model):
    """A photo as it arrived, and the two copies that are shown.

    Added, never changed: the database refuses to alter anything but the copies and their hash (trigger in 0002).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original = models.FileField("原图", upload_to=storage.original_name, storage=storage.EvidenceStorage())
    display = models.FileField("展示图", upload_to=storage.display_name, storage=storage.EvidenceStorage())
    thumbnail = models.FileField("缩略图", upload_to=storage.thumbnail_name, storage=storage.EvidenceStorage())
    original_name = models.CharField("原文件名", max_length=150)
    byte_size = models.PositiveIntegerField("原图字节数")
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    # The same photo may be evidence in two places, so neither hash is unique.
    sha256 = models.CharField("原图校验值", max_length=64, db_index=True)
    phash = models.BigIntegerField("图像指纹")

    taken_at = models.DateTimeField("拍摄时间", null=True)
    taken_at_source = models.CharField("拍摄时间来源", max_length=10, choices=TakenAtSource, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    accuracy_m = models.PositiveIntegerField("定位误差（米）", null=True)
    datum = models.CharField("坐标系", max_length=10, choices=Datum, default=Datum.WGS84)
    position_source = models.CharField("位置来源", max_length=10, choices=PositionSource, blank=True)

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        constraints = [
            models.CheckConstraint(
                name="photo_time_says_where_it_is_from",
                condition=Q(taken_at__isnull=True, taken_at_source="")
                | Q(taken_at__isnull=False, taken_at_source__in=TakenAtSource.values),
            ),
            models.CheckConstraint(
                name="photo_position_is_whole_or_absent",
                condition=Q(latitude__isnull=True, longitude__isnull=True, accuracy_m__isnull=True, position_source="")
                # NULL within a range is unknown, which a check lets pass: so absence is excluded in so many words.
                | Q(latitude__isnull=False, longitude__isnull=False, position_source__in=PositionSource.values)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self):
        return self.original_name

    @property
    def has_position(self):
        return self.position_source != ""


class Document(models.Model):
    """A file as it arrived. Added, never changed: the database refuses (trigger in 0002)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.FileField("文件", upload_to=storage.document_name, storage=storage.EvidenceStorage())
    original_name = models.CharField("原文件名", max_length=150)
    kind = models.CharField("种类", max_length=10, choices=documents.Kind)
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    byte_size = models.PositiveIntegerField("字节数")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"

    def __str__(self):
        return self.original_name
