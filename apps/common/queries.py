"""Reading what the common tables hold."""

from apps.common.models import SettledYear, WorkdayOverride
from apps.common.workdays import Calendar


def calendar() -> Calendar:
    """The working days of this installation: the package's, with the county's own corrections on top."""
    overrides = dict(WorkdayOverride.objects.values_list("day", "is_workday"))
    return Calendar(overrides, settled_years=SettledYear.objects.values_list("year", flat=True))
