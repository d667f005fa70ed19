"""The ledger's rows. Only `actions` writes a state; only migrations write a trigger."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet
from apps.problems.states import OPEN, OWED, State
from apps.problems.words import FOUND_BY_THEMSELVES, Category, DeadlineKind, Rejection, Source

FAR_AWAY = dt.date(9999, 12, 31)
SOON_DAYS = 3


def is_overdue(today) -> models.Q:
    """The rectifying unit owes its part and the last day is over."""
    return models.Q(deadline_kind=DeadlineKind.DATE, state__in=OWED, deadline__lt=today)


def is_due_soon(today, days=SOON_DAYS) -> models.Q:
    until = today + dt.timedelta(days)
    return models.Q(deadline_kind=DeadlineKind.DATE, state__in=OWED, deadline__range=(today, until))


class ProblemQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        """Everybody sees what he reported; a department or office what it leads, supports or was called for."""
        own = models.Q(discovered_by_id=user.pk)
        units = user.sees_by_unit
        if not units:
            return own
        # One list of keys, each part of it found by an index; conditions joined by OR would read the whole table.
        rows = Problem.objects.everywhere("keys of what reaches a person through the unit").order_by()
        supported = Supporting.objects.filter(organisation_id__in=units)
        called = Escalation.objects.filter(department_id__in=units).order_by()
        keys = (
            rows.filter(own)
            .values("pk")
            .union(
                rows.filter(lead_organisation_id__in=units).values("pk"),
                supported.values("problem_id"),
                called.values("problem_id"),
            )
        )
        return models.Q(pk__in=keys)

    def open(self):
        return self.filter(state__in=OPEN)

    def closed(self):
        return self.filter(state=State.CLOSED)

    def dated(self):
        return self.filter(deadline_kind=DeadlineKind.DATE)

    def overdue(self, today):
        return self.filter(is_overdue(today))

    def due_soon(self, today, days=SOON_DAYS):
        return self.filter(is_due_soon(today, days))

    def found_by_themselves(self):
        return self.filter(source__in=FOUND_BY_THEMSELVES)

    def found_by_others(self):
        return self.exclude(source__in=FOUND_BY_THEMSELVES)


class Problem(ScopedModel):
    """One environmental problem at one place, however many lists it stands in."""

    # Where and what
    division_code = models.CharField("所在地代码", max_length=15, db_collation="C")
    township_code = models.GeneratedField(
        expression=Left("division_code", 9),
        output_field=models.CharField(max_length=9, db_collation="C"),
        db_persist=True,
    )
    title = models.CharField("名称", max_length=100, blank=True)
    description = models.TextField("问题描述", max_length=5000)
    source = models.CharField("问题来源", max_length=30, choices=Source)
    category = models.CharField("问题类型", max_length=20, choices=Category)
    location = models.CharField("具体位置", max_length=200, blank=True)
    latitude = models.DecimalField("纬度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度（WGS-84）", max_digits=9, decimal_places=6, null=True, blank=True)
    external_no = models.CharField("来件编号", max_length=64, blank=True)
    discovered_on = models.DateField("发现日期", null=True, blank=True)
    discovered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="上报人", related_name="+", db_index=False
    )
    extra = models.JSONField("其他栏目", default=dict, blank=True)

    # What must be done, by whom, until when
    goal = models.TextField("整改目标", max_length=5000, blank=True)
    measures = models.TextField("整改措施", max_length=5000, blank=True)
    deadline_kind = models.CharField("期限类型", max_length=10, choices=DeadlineKind, default=DeadlineKind.NONE)
    deadline = models.DateField("整改期限", null=True, blank=True)
    due_key = models.GeneratedField(
        expression=Coalesce("deadline", models.Value(FAR_AWAY, models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    first_deadline = models.DateField("首次期限", null=True, blank=True)
    deadline_is_provisional = models.BooleanField("期限暂按法定节假日推算", default=False)
    lead_unit = models.CharField("牵头单位", max_length=100, blank=True)
    lead_organisation = models.ForeignKey(
        "territory.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="牵头单位",
        related_name="+",
        db_index=False,
    )
    supporting_units = ArrayField(models.CharField(max_length=100), verbose_name="配合单位", default=list, blank=True)
    supporting_organisations = models.ManyToManyField(
        "territory.Organisation", through="Supporting", verbose_name="配合单位", related_name="+", blank=True
    )
    responsible_person = models.CharField("责任人", max_length=100, blank=True)
    supervisor = models.CharField("督导领导", max_length=100, blank=True)

    # How far it is
    state = models.CharField("状态", max_length=12, choices=State, default=State.REPORTED)
    progress = models.TextField("整改进展", max_length=5000, blank=True)
    staged = models.BooleanField("阶段性办结", default=False)
    dispatched_at = models.DateTimeField("交办时间", null=True, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="提交人", related_name="+", db_index=False
    )
    completed_on = models.DateField("整改完成日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="验收人", related_name="+", db_index=False
    )
    verified_on = models.DateField("验收日期", null=True, blank=True)
    notice_until = models.DateField("公示截止", null=True, blank=True)
    notice_is_provisional = models.BooleanField("公示截止暂按法定节假日推算", default=False, db_default=False)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closing_document = models.CharField("上级批准销号文号", max_length=100, blank=True)
    criteria = models.JSONField("销号条件", default=dict, blank=True)
    rejection = models.CharField("未立案原因", max_length=12, choices=Rejection, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="重复于", related_name="+", db_index=False
    )
    relapses = models.PositiveSmallIntegerField("反弹次数", default=0)
    extension_until = models.DateField("申请延期至", null=True, blank=True)
    remarks = models.TextField("备注", max_length=5000, blank=True)
    # Announced by a phone and still on their way: the ledger shows 照片未齐.
    photos_to_come = models.PositiveSmallIntegerField("未到的照片", default=0)

    # Where the record comes from
    origin = models.JSONField("来自文件", default=dict, blank=True)
    raw = models.JSONField("原始行", default=dict, blank=True)
    identity = models.CharField("导入识别码", max_length=64, null=True, blank=True, db_collation="C")
    form_key = models.UUIDField("表单识别码", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1)

    objects = ScopedManager.from_queryset(ProblemQuerySet)()

    class Meta:
        verbose_name = "问题"
        constraints = [
            models.CheckConstraint(
                # A list from outside may say "closed" without a date; here nothing is closed without one.
                name="problem_closed_here_has_a_date",
                condition=~models.Q(state=State.CLOSED) | models.Q(closed_on__isnull=False) | ~models.Q(origin={}),
            ),
            models.CheckConstraint(
                name="problem_deadline_iff_dated",
                condition=models.Q(deadline_kind=DeadlineKind.DATE, deadline__isnull=False)
                | ~models.Q(deadline_kind=DeadlineKind.DATE) & models.Q(deadline__isnull=True),
            ),
            models.CheckConstraint(
                name="problem_rejection_iff_rejected",
                condition=models.Q(state=State.REJECTED) & ~models.Q(rejection="")
                | ~models.Q(state=State.REJECTED) & models.Q(rejection=""),
            ),
            models.CheckConstraint(
                name="problem_verifier_is_not_submitter",
                condition=models.Q(verified_by__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(verified_by=models.F("submitted_by")),
            ),
            # The county is part of the identity: the same number in two counties is two problems.
            models.UniqueConstraint(Left("division_code", 6), "identity", name="problem_identity_once_in_a_county"),
            models.UniqueConstraint(
                fields=["form_key"], condition=models.Q(form_key__isnull=False), name="problem_reported_once"
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-id"], name="problem_place_newest"),
            models.Index(fields=["township_code", "state", "due_key", "id"], name="problem_township_state_due"),
            models.Index(fields=["due_key", "id"], name="problem_open_by_due", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["lead_organisation", "state"], name="problem_unit_state"),
            models.Index(fields=["discovered_on"], name="problem_discovered_on"),
            # Lists of tens of thousands come without these: what most rows leave empty is indexed where it is not.
            models.Index(fields=["closed_on"], name="problem_closed", condition=models.Q(closed_on__isnull=False)),
            models.Index(
                fields=["discovered_by"], name="problem_discovered_by", condition=models.Q(discovered_by__isnull=False)
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """The number people quote: year of registration and running number, e.g. 2026-000123."""
        return f"{timezone.localtime(self.created_at).year}-{self.pk:06d}"

    @property
    def heading(self) -> str:
        line = self.title or self.description.partition("\n")[0]
        return line if len(line) <= 40 else f"{line[:39]}…"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def owes(self) -> bool:
        return self.state in OWED


class Supporting(models.Model):
    """A unit that supports the leading one, as far as it is known here. Read through its problem."""

    # The pair begins with the problem: an index of its own would only cost time.
    problem = models.ForeignKey(Problem, models.CASCADE, db_index=False)
    organisation = models.ForeignKey("territory.Organisation", models.CASCADE)

    class Meta:
        verbose_name = "配合单位"
        db_table = "problems_problem_supporting_organisations"
        unique_together = [("problem", "organisation")]

    def __str__(self):
        return f"{self.problem_id} {self.organisation_id}"


class Escalation(models.Model):
    """乡镇呼、部门应: a township calls a county department, which must sign, contact, arrive and answer in time.

    The problem stays the township's. Read through its problem.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="escalations")
    department = models.ForeignKey("territory.Organisation", models.PROTECT, verbose_name="呼叫部门", related_name="+")
    request = models.TextField("呼叫事由", max_length=1000)
    called_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    called_at = models.DateTimeField("呼叫时间")
    sign_by = models.DateTimeField("应签收时间")
    contact_by = models.DateTimeField("应联系时间")
    arrive_on = models.DateField("应报到日期")
    arrival_is_provisional = models.BooleanField("应报到日期暂按法定节假日推算", default=False, db_default=False)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    contacted_at = models.DateTimeField("联系时间", null=True, blank=True)
    arrived_at = models.DateTimeField("报到时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复", max_length=2000, blank=True)

    class Meta:
        verbose_name = "部门响应"
        ordering = ["called_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "department"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_call_of_a_department",
            )
        ]
        indexes = [
            models.Index(
                fields=["department", "called_at"], name="call_open", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.problem_id} {self.department}"
