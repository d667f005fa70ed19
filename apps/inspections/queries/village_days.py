"""A village's working days: which were asked for, and which were reported, by a patrol or by a confirmation.

A day has no row of its own. Its key is a number that names village and day, so that lists of days are kept like lists of rows.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Left

from apps.common.queries import calendar
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import DayConfirmation, Patrol
from apps.inspections.queries.grids import places_of
from apps.territory.models import Division

VillageDay = tuple[str, dt.date]
_DAY = dt.timedelta(days=1)


def key_of(code: str, day: dt.date) -> int:
    """500230123201 on 4 November 2026 is 500230123201261104: sorted by village, then by day."""
    return int(f"{code}{day:%y%m%d}")


def named_by(key: int) -> VillageDay:
    text = str(key)
    return text[: codes.VILLAGE], dt.datetime.strptime(f"20{text[codes.VILLAGE :]}", "%Y%m%d").date()  # noqa: DTZ007


def asked(code: str, first: dt.date, until: dt.date) -> list[VillageDay]:
    """Every village in force on every working day of the half-open period, by the official calendar."""
    is_workday = calendar().is_workday
    days = [day for day in (first + _DAY * number for number in range((until - first).days)) if is_workday(day)]
    villages = Division.objects.filter(code__startswith=code, level="village").order_by("code")
    return [
        (village, day)
        for village, since, end in villages.values_list("code", "valid_from", "valid_until")
        for day in days
        if (since is None or since <= day) and (end is None or day < end)
    ]


def reported(places: Iterable[str], first: dt.date, until: dt.date) -> set[VillageDay]:
    """Village and day of everything that was logged or confirmed; one found in the village's grids counts for the village."""
    here = under("division_code", places)
    patrols = (
        Patrol.objects.everywhere("of the places asked for")
        .filter(here)
        .counting()
        .during(first, until)
        .annotate(unit=Left("division_code", codes.VILLAGE))
    )
    confirmed = (
        DayConfirmation.objects.everywhere("of the places asked for").filter(here).filter(day__gte=first, day__lt=until)
    )
    return {
        *patrols.order_by().values_list("unit", "day").distinct(),
        *confirmed.values_list("division_code", "day"),
    }


@dataclass(frozen=True)
class Told:
    """One village's day for a list of them."""

    key: int
    code: str
    place: str
    day: dt.date
    reported: bool


def told(keys) -> list[Told]:
    """What stands behind these keys today, newest day first; the same statements for one and for fifty."""
    named = [(key, *named_by(key)) for key in keys]
    if not named:
        return []
    places, days = [code for _, code, _ in named], [day for *_, day in named]
    spoken = places_of(places)
    done = reported(places, min(days), max(days) + _DAY)
    rows = [Told(key, code, spoken.get(code) or code, day, (code, day) in done) for key, code, day in named]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), row.code))
