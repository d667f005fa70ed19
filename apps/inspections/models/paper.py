"""Paper as the last resort: sheets printed with ids given in advance, so that each record can land only once."""

from django.db import models

from apps.common.scoping import ScopedModel
from apps.inspections import codes, slips
from apps.inspections.models.sites import Checklist


class PaperSheet(ScopedModel):
    """One printing: so many blank records for a grid or village, with the checklist that stands on them."""

    division_code = models.CharField("网格", max_length=codes.LONGEST, db_collation="C")
    # Without one: a walk through the grid, or any site.
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, blank=True, related_name="+")
    printed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by_label = models.CharField("何人", max_length=200)
    printed_at = models.DateTimeField("印发时间")

    class Meta:
        verbose_name = "纸质单"
        indexes = [models.Index(fields=["division_code", "-id"], name="paper_place_newest")]

    def __str__(self):
        return f"{self.division_code} {self.printed_at:%Y-%m-%d}"


class PaperSlip(models.Model):
    """One blank record. Keyed in, it becomes the patrol that bears its UUID. Read through its sheet."""

    sheet = models.ForeignKey(PaperSheet, models.PROTECT, related_name="slips")
    number = models.PositiveSmallIntegerField("第几张")
    uuid = models.UUIDField("记录编号", unique=True)
    code = models.CharField("编码", max_length=slips.LENGTH, unique=True, db_collation="C")

    class Meta:
        verbose_name = "纸质单的一张"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="slip_once_on_a_sheet")]

    def __str__(self):
        return self.spoken

    @property
    def spoken(self) -> str:
        return slips.spaced(self.code)
