"""Grids, the people in them, leave, and the powers a township has."""

from django.db import models
from django.db.models.functions import Length

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.inspections import codes
from apps.inspections.words import Duty, Side


def in_force(on, prefix="") -> models.Q:
    """Rows with `since` and `until` (the last day is excluded) that hold on a day."""
    return models.Q(**{f"{prefix}since__lte": on}) & (
        models.Q(**{f"{prefix}until__isnull": True}) | models.Q(**{f"{prefix}until__gt": on})
    )


def ends_after_it_begins(name) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since"))
    )


class DatedQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(in_force(on))

    def open(self):
        return self.filter(until__isnull=True)


class GridQuerySet(ScopedQuerySet):
    def in_force(self, on):
        return self.filter(in_force(on))

    def of_depth(self, depth):
        return self.annotate(length=Length("code")).filter(length=codes.TOWNSHIP + depth * codes.STEP)

    def at_least(self, depth):
        return self.annotate(length=Length("code")).filter(length__gte=codes.TOWNSHIP + depth * codes.STEP)

    def of_person(self, user, on):
        return self.filter(pk__in=GridMember.objects.in_force(on).filter(person_id=user.pk).values("grid_id"))


class Grid(ScopedModel):
    """A part of a village, or the village itself. Its code is a path; one that is closed or moved keeps its code."""

    scope_field = "code"

    code = models.CharField("网格编码", max_length=codes.LONGEST, unique=True, db_collation="C")
    name = models.CharField("名称", max_length=60)
    area = models.CharField("范围", max_length=300, blank=True)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="并入", related_name="predecessors"
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = ScopedManager.from_queryset(GridQuerySet)()

    class Meta:
        verbose_name = "网格"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="grid_code_is_a_path", condition=models.Q(code__regex=r"^\d{12}(\d{3}){0,3}$")),
            ends_after_it_begins("grid_ends_after_it_begins"),
        ]

    def __str__(self):
        return self.name

    @property
    def division_code(self) -> str:
        return self.code

    @property
    def depth(self) -> int:
        return codes.depth_of(self.code)


class GridMember(models.Model):
    """Somebody leads or belongs to a grid from one day until another. Read through its grid."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="members")
    duty = models.CharField("职责", max_length=10, choices=Duty)
    side = models.CharField("来自", max_length=12, choices=Side)
    # Enterprises and households need no account; then the name is all we know.
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名或户名", max_length=60)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    handed_to = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="移交给", related_name="taken_from"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "网格人员"
        ordering = ["duty", "since", "pk"]
        constraints = [
            ends_after_it_begins("grid_member_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["grid"], condition=models.Q(duty=Duty.LEADER, until__isnull=True), name="one_leader_of_a_grid"
            ),
            models.UniqueConstraint(
                fields=["grid", "person", "duty"],
                condition=models.Q(until__isnull=True, person__isnull=False),
                name="person_once_in_a_grid",
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="grid_member_person")]

    def __str__(self):
        return self.name


class GridLevel(ScopedModel):
    """A depth of grids that is on for a county or for one township, under the name used there."""

    division_code = models.CharField("地区", max_length=9, db_collation="C")
    depth = models.PositiveSmallIntegerField("层级")
    label = models.CharField("本地叫法", max_length=20)

    class Meta:
        verbose_name = "网格层级"
        ordering = ["division_code", "depth"]
        constraints = [
            models.UniqueConstraint(fields=["division_code", "depth"], name="grid_level_once"),
            models.CheckConstraint(name="grid_level_depth", condition=models.Q(depth__gte=1, depth__lte=codes.DEEPEST)),
        ]

    def __str__(self):
        return self.label


class Leave(ScopedModel):
    """Somebody is away; the deputy sees his tasks on those days."""

    division_code = models.CharField("地区", max_length=codes.LONGEST, db_collation="C")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    deputy = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("从哪天起")
    until = models.DateField("哪天回来")

    class Meta:
        verbose_name = "请假"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(name="leave_ends_after_it_begins", condition=models.Q(until__gt=models.F("since"))),
            models.CheckConstraint(
                name="deputy_is_somebody_else",
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("person")),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.since}"


class Power(models.Model):
    """An administrative power that a county may give to townships, with its legal basis."""

    name = models.CharField("权力事项", max_length=100, unique=True)
    basis = models.CharField("法律依据", max_length=200)
    category = models.CharField("对应问题类型", max_length=20)
    retired = models.BooleanField("不再使用", default=False)

    class Meta:
        verbose_name = "行政权力"
        ordering = ["category", "pk"]

    def __str__(self):
        return self.name


class PowerGrant(ScopedModel):
    """A township holds a power from a day on."""

    division_code = models.CharField("乡镇", max_length=9, db_collation="C")
    power = models.ForeignKey(Power, models.PROTECT, related_name="grants")
    since = models.DateField("赋权日期")
    until = models.DateField("收回日期", null=True, blank=True)

    class Meta:
        verbose_name = "赋权"
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "power"], condition=models.Q(until__isnull=True), name="power_granted_once"
            ),
            ends_after_it_begins("power_grant_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.division_code} {self.power}"
