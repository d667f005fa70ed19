"""双随机抽查: draws as they were drawn, the checks they made, and what was found. Triggers keep all of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.roles import COUNTY
from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet, under
from apps.inspections import codes
from apps.inspections.models.patrols import Visit
from apps.inspections.models.sites import Checklist, Site, SiteKeeper
from apps.inspections.words import CheckStatus, Comparison, Outcome, PatrolSaid, Risk

_COMPARED = {
    Comparison.MISSED: models.Q(outcome=Outcome.PROBLEM, patrol_said=PatrolSaid.FINE),
    Comparison.BOTH: models.Q(outcome=Outcome.PROBLEM, patrol_said=PatrolSaid.PROBLEM),
    Comparison.UNPATROLLED: models.Q(outcome=Outcome.PROBLEM, patrol_said=PatrolSaid.NONE),
    Comparison.FINE: models.Q(outcome=Outcome.FINE),
}


def _own_townships(user) -> set[str]:
    return {
        post.division_id[: codes.TOWNSHIP] for post in user.current_posts if len(post.division_id) >= codes.TOWNSHIP
    }


def concerns(user) -> models.Q:
    """Checks of which the person is the object: in a township where he holds a post, or of a site he answers for."""
    kept = SiteKeeper.objects.filter(person_id=user.pk, until__isnull=True).values("site_id")
    return under("division_code", _own_townships(user)) | models.Q(site__in=kept)


def _over(user) -> models.Q:
    return under("division_code", {post.division_id for post in user.current_posts if post.role in COUNTY})


class SpotCheckDrawQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """For the county's supervision only, and not for one who would read there what awaits his own township."""
        hidden = SpotCheck.objects.everywhere("what somebody must not know yet").unrecorded().filter(concerns(user))
        draws = self._named(f"user {user.pk}").filter(_over(user))
        return draws.exclude(pk__in=hidden.values("draw_id"))


class SpotCheckDraw(ScopedModel):
    """One draw with everything it was drawn from. Never changed, never deleted (trigger in the migrations)."""

    division_code = models.CharField("范围", max_length=codes.LONGEST, db_collation="C")
    title = models.CharField("名称", max_length=60)
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by_label = models.CharField("何人", max_length=200)
    drawn_at = models.DateTimeField("抽取时间")
    seed = models.CharField("种子", max_length=64)
    frame = models.JSONField("抽取时的名单")  # drawing.Frame.canonical
    frame_sha256 = models.CharField("名单校验值", max_length=64)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name="点位类型", default=list, blank=True)
    risks = ArrayField(models.CharField(max_length=10, choices=Risk), verbose_name="风险等级", default=list, blank=True)
    townships = ArrayField(models.CharField(max_length=9), verbose_name="乡镇", default=list, blank=True)
    how_many = models.PositiveSmallIntegerField("抽几处")
    each = models.PositiveSmallIntegerField("每处几人")
    due_on = models.DateField("完成期限")
    form_key = models.UUIDField("表单识别码", unique=True)

    objects = ScopedManager.from_queryset(SpotCheckDrawQuerySet)()

    class Meta:
        verbose_name = "双随机抽取"
        constraints = [
            models.CheckConstraint(
                name="draw_has_sites_and_inspectors",
                condition=models.Q(how_many__gte=1, each__gte=1, each__lte=2),
            )
        ]
        indexes = [models.Index(fields=["division_code", "-id"], name="draw_place_newest")]

    def __str__(self):
        return self.title

    @property
    def reference(self) -> str:
        """The number people quote, e.g. SJ2026-000003."""
        return f"SJ{self.drawn_at.year}-{self.pk:06d}"


class SpotCheckQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """On record it is a record of its place like any other; before that it is for the county's supervision only."""
        beforehand = _over(user) & ~concerns(user)
        return super().visible_to(user).filter(models.Q(status=CheckStatus.RECORDED) | beforehand)

    def recorded(self):
        return self.filter(status=CheckStatus.RECORDED)

    def unrecorded(self):
        return self.exclude(status=CheckStatus.RECORDED)

    def waiting(self):
        return self.filter(status=CheckStatus.DRAWN)

    def overdue(self, today):
        return self.waiting().filter(draw__due_on__lt=today)

    def given_to(self, person):
        return self.filter(inspectors__person=person)

    def during(self, first, end):
        """Checked on a day of the half-open period."""
        return self.filter(day__gte=first, day__lt=end)

    def compared(self, comparison: str):
        return self.recorded().filter(_COMPARED[Comparison(comparison)])


class SpotCheck(ScopedModel):
    """A drawn site on its way to being checked. Recorded or cancelled once, then never changed (trigger)."""

    draw = models.ForeignKey(SpotCheckDraw, models.PROTECT, related_name="checks")
    number = models.PositiveSmallIntegerField("第几处")
    division_code = models.CharField("地点代码", max_length=codes.LONGEST, db_collation="C")
    site = models.ForeignKey(Site, models.PROTECT, related_name="spot_checks")
    status = models.CharField("状态", max_length=10, choices=CheckStatus, default=CheckStatus.DRAWN)

    recorded_at = models.DateTimeField("登记时间", null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    by_label = models.CharField("谁登记", max_length=200, blank=True)
    found_at = models.DateTimeField("检查时间", null=True, blank=True)
    day = models.DateField("检查日期", null=True, blank=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField("检查结果", default=dict, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    note = models.TextField("说明", max_length=2000, blank=True)
    form_key = models.UUIDField("表单识别码", null=True, blank=True, unique=True)
    # Fixed when the check is recorded: what a township sends in afterwards changes no comparison.
    patrol_said = models.CharField("此前巡查", max_length=10, choices=PatrolSaid, blank=True)
    last_visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="+")

    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_reason = models.CharField("取消原因", max_length=200, blank=True)

    objects = ScopedManager.from_queryset(SpotCheckQuerySet)()

    class Meta:
        verbose_name = "抽查"
        constraints = [
            models.UniqueConstraint(fields=["draw", "site"], name="site_once_in_a_draw"),
            models.UniqueConstraint(fields=["draw", "number"], name="number_once_in_a_draw"),
            models.CheckConstraint(
                name="check_recorded_iff_said_what",
                condition=models.Q(
                    status=CheckStatus.RECORDED, recorded_at__isnull=False, recorded_by__isnull=False,
                    found_at__isnull=False, day__isnull=False, form_key__isnull=False,
                ) & ~models.Q(outcome="") & ~models.Q(patrol_said="")
                | ~models.Q(status=CheckStatus.RECORDED)
                & models.Q(recorded_at__isnull=True, found_at__isnull=True, outcome="", patrol_said=""),
            ),
            models.CheckConstraint(
                name="check_cancelled_iff_said_why",
                condition=models.Q(status=CheckStatus.CANCELLED, cancelled_at__isnull=False)
                & ~models.Q(cancelled_reason="")
                | ~models.Q(status=CheckStatus.CANCELLED)
                & models.Q(cancelled_at__isnull=True, cancelled_reason=""),
            ),
            models.CheckConstraint(
                name="check_is_not_recorded_before_it_is_made",
                condition=models.Q(found_at__isnull=True) | models.Q(found_at__lte=models.F("recorded_at")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["division_code", "day"], name="check_place_day", condition=models.Q(status=CheckStatus.RECORDED)
            ),
            models.Index(fields=["site", "-day"], name="check_of_site"),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        return f"CC-{self.pk:06d}"

    @property
    def comparison(self) -> Comparison | None:
        if self.status != CheckStatus.RECORDED:
            return None
        if self.outcome == Outcome.FINE:
            return Comparison.FINE
        found = {PatrolSaid.FINE: Comparison.MISSED, PatrolSaid.PROBLEM: Comparison.BOTH}
        return found.get(self.patrol_said, Comparison.UNPATROLLED)


class SpotCheckInspector(models.Model):
    """Who was drawn for a check, with name and unit of the day. Read through the check."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="inspectors")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=60)
    unit = models.CharField("单位", max_length=100)

    class Meta:
        verbose_name = "检查人员"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["spot_check", "person"], name="inspector_once_on_a_check")]
        indexes = [models.Index(fields=["person", "spot_check"], name="check_of_inspector")]

    def __str__(self):
        return self.name


class SpotCheckFinding(models.Model):
    """Something found, and the problem of the ledger that it became in the same step. Read through the check."""

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="findings")
    item = models.CharField("检查项", max_length=30, blank=True)
    problem = models.OneToOneField("problems.Problem", models.PROTECT, related_name="spot_check_finding")

    class Meta:
        verbose_name = "抽查发现"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["spot_check", "item"], name="item_found_once")]

    def __str__(self):
        return f"{self.spot_check_id} {self.problem_id}"
