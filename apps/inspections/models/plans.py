"""Patrol plans and the tasks made of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.inspections import codes
from apps.inspections.models.grids import Grid, ends_after_it_begins
from apps.inspections.models.sites import Site, SiteKind
from apps.inspections.words import Period, Risk, Target

_MONTH_AND_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class PlanQuerySet(ScopedQuerySet):
    def in_force(self, on):
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=on), since__lte=on)


class PatrolPlan(ScopedModel):
    """How often a place's sites or grids are patrolled. A changed plan is a new one: made tasks stay as they are."""

    division_code = models.CharField("地区", max_length=codes.LONGEST, db_collation="C")
    name = models.CharField("名称", max_length=60)
    target = models.CharField("次数怎么算", max_length=12, choices=Target)
    kinds = models.ManyToManyField(SiteKind, verbose_name="点位类型", blank=True, related_name="plans")
    risks = ArrayField(models.CharField(max_length=10, choices=Risk), verbose_name="风险等级", default=list, blank=True)
    chosen_sites = models.ManyToManyField(Site, verbose_name="指定点位", blank=True, related_name="plans")
    times = models.PositiveSmallIntegerField("次数")
    period = models.CharField("周期", max_length=12, choices=Period)
    # Both or neither, as 05-10 and 06-20; a season may reach over the new year.
    season_from = models.CharField("季节从", max_length=5, blank=True)
    season_until = models.CharField("季节到", max_length=5, blank=True)
    workdays_only = models.BooleanField("只在工作日", default=True)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("制定时间")

    objects = ScopedManager.from_queryset(PlanQuerySet)()

    class Meta:
        verbose_name = "巡查计划"
        constraints = [
            models.CheckConstraint(name="plan_has_times", condition=models.Q(times__gte=1, times__lte=400)),
            models.CheckConstraint(
                name="plan_season_is_whole_or_absent",
                condition=models.Q(season_from="", season_until="")
                | models.Q(season_from__regex=_MONTH_AND_DAY, season_until__regex=_MONTH_AND_DAY),
            ),
            ends_after_it_begins("plan_ends_after_it_begins"),
        ]

    def __str__(self):
        return self.name


class TaskQuerySet(ScopedQuerySet):
    def standing(self):
        return self.filter(dropped_on__isnull=True)

    def open(self):
        return self.standing().filter(done_on__isnull=True)

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)


class PatrolTask(ScopedModel):
    """One visit that a plan asks for in one period. Made once, by the constraint, however often beat runs."""

    plan = models.ForeignKey(PatrolPlan, models.PROTECT, related_name="tasks")
    division_code = models.CharField("网格", max_length=codes.LONGEST, db_collation="C")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="tasks")
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="tasks")
    first_day = models.DateField("周期第一天")
    end_day = models.DateField("周期结束")  # excluded
    number = models.PositiveSmallIntegerField("第几次")
    due_on = models.DateField("最迟哪天")
    done_on = models.DateField("完成日期", null=True, blank=True)
    patrol = models.ForeignKey("inspections.Patrol", models.PROTECT, null=True, blank=True, related_name="tasks")
    dropped_on = models.DateField("取消日期", null=True, blank=True)

    objects = ScopedManager.from_queryset(TaskQuerySet)()

    class Meta:
        verbose_name = "巡查任务"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "first_day", "site", "grid", "number"], nulls_distinct=False, name="task_made_once"
            ),
            models.CheckConstraint(
                name="task_is_for_a_site_or_a_grid", condition=models.Q(site__isnull=True) | models.Q(grid__isnull=True)
            ),
            models.CheckConstraint(
                name="task_done_iff_patrolled",
                condition=models.Q(done_on__isnull=True, patrol__isnull=True)
                | models.Q(done_on__isnull=False, patrol__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["division_code", "due_on"],
                name="task_open_by_due",
                condition=models.Q(done_on__isnull=True, dropped_on__isnull=True),
            ),
            models.Index(fields=["site", "first_day"], name="task_of_site"),
            # The month's coverage and on-time rate of all townships read this index alone.
            models.Index(
                fields=["due_on", "division_code"],
                include=["site", "done_on"],
                name="task_due",
                condition=models.Q(dropped_on__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.plan_id} {self.first_day} {self.number}"

    @property
    def last_day(self):
        """The last day of the period, for people."""
        return self.end_day - self.end_day.resolution
