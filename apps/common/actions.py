"""Changing the county's working days."""

from django.db import transaction

from apps.common import audit
from apps.common.models import SettledYear, WorkdayOverride


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


@transaction.atomic
def settle_year(*, year: int, notice, note: str, by, at) -> SettledYear:
    """Enter what the State Council has announced for a year; entered again it replaces what stood for that year."""
    settled, _ = SettledYear.objects.update_or_create(year=year, defaults={"note": note, "entered_at": at})
    replaced = WorkdayOverride.objects.filter(day__year=year)
    before = {str(override.day): override.is_workday for override in replaced}
    replaced.delete()
    days = [WorkdayOverride(day=day, is_workday=works, note=note) for day, works in notice.days.items()]
    WorkdayOverride.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["day"], update_fields=["is_workday", "note"]
    )
    after = {str(day): works for day, works in notice.days.items()}
    audit.record(
        "录入全年放假安排", at=at, by=by, about=settled, label=str(settled), before=before, after=after, note=note
    )
    return settled
