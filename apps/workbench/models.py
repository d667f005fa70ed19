"""The complaints-and-suggestions box that 国办函〔2026〕12号 asks for on every page's menu."""

from django.db import models

from apps.common.scoping import ScopedManager, ScopedModel, ScopedQuerySet


class SuggestionQuerySet(ScopedQuerySet):
    def also_visible_to(self, user):
        return models.Q(sender_id=user.pk)

    def visible_to(self, user):
        """What somebody writes is between him and the administrator, whatever places he looks after."""
        return self._named(f"user {user.pk}").filter(self.also_visible_to(user))

    def unanswered(self):
        return self.filter(answered_at__isnull=True)

    def answered(self):
        return self.filter(answered_at__isnull=False)


class Suggestion(ScopedModel):
    division_code = models.CharField("地区", max_length=15, db_collation="C", db_index=True)
    sender = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="提出人", related_name="+")
    text = models.TextField("内容", max_length=1000)
    sent_at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    read_at = models.DateTimeField("提出人看到答复的时间", null=True, blank=True)
    form_key = models.UUIDField("表单识别码", unique=True)

    objects = ScopedManager.from_queryset(SuggestionQuerySet)()

    class Meta:
        verbose_name = "意见建议"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_answered_with_words",
                condition=models.Q(answered_at__isnull=True) | ~models.Q(answer=""),
            )
        ]

    def __str__(self):
        return self.text[:30]
