"""Reading what the common tables hold."""

from apps.common.models import WorkdayOverride
from apps.common.workdays import Calendar


def calendar() -> Calendar:
    """The working days of this installation: the package's, with the county's own corrections on top."""
    return Calendar(dict(WorkdayOverride.objects.values_list("day", "is_workday")))
