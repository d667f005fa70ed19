"""Changing the county's working days."""

from django.db import transaction

from apps.common import audit
from apps.common.models import WorkdayOverride


@transaction.atomic
def override_day(*, day, is_workday: bool, note: str, by, at) -> WorkdayOverride:
    before = WorkdayOverride.objects.filter(day=day).values("is_workday", "note").first()
    override, _ = WorkdayOverride.objects.update_or_create(day=day, defaults={"is_workday": is_workday, "note": note})
    after = {"is_workday": is_workday, "note": note}
    audit.record("设置工作日", at=at, by=by, about=override, label=str(override), before=before, after=after)
    return override


@transaction.atomic
def remove_override(override, *, by, at):
    audit.record("删除工作日设置", at=at, by=by, about=override, label=str(override))
    WorkdayOverride.objects.filter(pk=override.pk).delete()
