"""What happened to a problem, and what was handed in with it. Both are read through their problem."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.problems.models.ledger import Problem
from apps.problems.states import Action, State


class ProblemEvent(models.Model):
    """What happened to a problem; append-only by a trigger. Read through its problem."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="events", db_index=False)
    action = models.CharField("行为", max_length=20, choices=Action)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", db_index=False)
    by_label = models.CharField("何人", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    from_state = models.CharField("原状态", max_length=12, choices=State, blank=True)
    to_state = models.CharField("新状态", max_length=12, choices=State)
    note = models.TextField("说明", blank=True)
    details = models.JSONField("内容", default=dict, blank=True, encoder=DjangoJSONEncoder)
    # The key of the form that was sent: sent twice, it is one event.
    step_key = models.UUIDField("表单识别码", null=True, blank=True)

    class Meta:
        verbose_name = "问题经过"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step_key"], condition=models.Q(step_key__isnull=False), name="event_once_of_a_step"
            )
        ]
        indexes = [
            models.Index(fields=["problem", "at"], name="event_of_problem"),
            models.Index(fields=["action", "at"], name="event_action_at"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_label} {self.get_action_display()}"


class Attachment(models.Model):
    """A photo or a document that belongs to a problem, and the step at which it came. Read through its problem."""

    class Phase(models.TextChoices):
        BEFORE = "before", "整改前"
        AFTER = "after", "整改后"
        OTHER = "other", "佐证材料"

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="attachments")
    event = models.ForeignKey(ProblemEvent, models.PROTECT, related_name="attachments")
    phase = models.CharField("阶段", max_length=10, choices=Phase)
    photo = models.ForeignKey("evidence.Photo", models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey("evidence.Document", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "附件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_photo_or_document",
                condition=models.Q(photo__isnull=False, document__isnull=True)
                | models.Q(photo__isnull=True, document__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.get_phase_display()} {self.pk}"
