"""Daily reports, computed from what was logged. A place without a record is 未报, never 0."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Left

from apps.accounts.models import Post
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import DayConfirmation, DayReminder, Finding, Patrol
from apps.inspections.queries.grids import places_of
from apps.territory.models import Division


@dataclass(frozen=True)
class DayRow:
    """One village's or township's day. Figures are None as long as nothing was logged and nobody confirmed."""

    code: str
    name: str
    patrols: int | None
    persons: int | None
    visits: int | None
    found: int | None
    fixed: int | None
    confirmed_by: str = ""
    reminded: bool = False

    @property
    def reported(self) -> bool:
        return self.patrols is not None

    @property
    def words(self) -> str:
        if not self.reported:
            return "未报"
        return "零报告" if not self.patrols else "已报"


def day_rows(user, *, day: dt.date, place: str) -> list[DayRow]:
    """The rows below a county (its townships) or a township (itself and its villages); one row for a village."""
    return rows_of_place(Patrol.objects.visible_to(user).within(place), day=day, place=place)


def rows_of_place(patrols, *, day: dt.date, place: str) -> list[DayRow]:
    """The same from a queryset of the place's patrols, e.g. for a brief that nobody asks for."""
    length = min(len(place) + codes.STEP, codes.VILLAGE)
    units = _units(place, length, day)
    figures = _figures(patrols.counting().filter(day=day), length)
    confirmed = dict(
        DayConfirmation.objects.within(place).filter(day=day).annotate(unit=Left("division_code", length))
        .filter(division_code=F("unit")).values_list("division_code", "by_label")
    )  # fmt: skip
    reminded = set(DayReminder.objects.within(place).filter(day=day).values_list("division_code", flat=True))
    return [_row(code, name, figures.get(code), confirmed.get(code, ""), code in reminded) for code, name in units]


def _units(place, length, day) -> list[tuple[str, str]]:
    found = Division.objects.in_force(day).filter(under("code", [place]))
    level = {9: "township", 12: "village"}.get(length, "village")
    rows = list(found.filter(level=level).order_by("code").values_list("code", flat=True))
    if len(place) == codes.TOWNSHIP:
        rows = [place, *rows]
    spoken = places_of(rows)
    return [
        (code, f"{spoken[code]}（镇本级）" if len(code) == len(place) == codes.TOWNSHIP else spoken[code])
        for code in rows
    ]


def _figures(patrols, length) -> dict[str, dict]:
    grouped = patrols.annotate(unit=Left("division_code", length)).values("unit").annotate(
        patrols=Count("pk"), persons=Sum("persons"), visits=Sum("visit_count"), found=Sum("finding_count")
    )  # fmt: skip
    figures = {row.pop("unit"): row for row in grouped.order_by()}
    fixed = Finding.objects.filter(patrol__in=patrols, fixed_on_spot=True)
    spots = fixed.annotate(unit=Left("patrol__division_code", length)).values("unit").annotate(number=Count("pk"))
    for unit, number in spots.order_by().values_list("unit", "number"):
        figures[unit]["fixed"] = number
    return figures


def _row(code, name, figures, confirmed_by, reminded) -> DayRow:
    if figures is None and not confirmed_by:
        return DayRow(code, name, None, None, None, None, None, reminded=reminded)
    figures = {"patrols": 0, "persons": 0, "visits": 0, "found": 0, "fixed": 0} | (figures or {})
    return DayRow(code, name, **figures, confirmed_by=confirmed_by, reminded=reminded)


def silent_places(county_code: str, *, day: dt.date) -> list[str]:
    """Villages from which nothing came that day: neither a patrol nor a confirmation."""
    villages = Division.objects.in_force(day).filter(code__startswith=county_code, level="village")
    patrols = Patrol.objects.within(county_code).counting().filter(day=day)
    spoken = set(patrols.annotate(unit=Left("division_code", codes.VILLAGE)).values_list("unit", flat=True).distinct())
    spoken |= set(DayConfirmation.objects.within(county_code).filter(day=day).values_list("division_code", flat=True))
    return [code for code in villages.order_by("code").values_list("code", flat=True) if code not in spoken]


def counties(day) -> list[str]:
    """Counties that work with this installation: where somebody holds a post."""
    posts = Post.objects.in_force(day).annotate(county=Left("division_id", 6))
    return sorted(set(posts.values_list("county", flat=True).distinct().order_by()) - {""})


def own_places(user) -> list[str]:
    """Villages and townships whose day one may confirm."""
    return sorted({code for code in user.division_codes if len(code) in (codes.TOWNSHIP, codes.VILLAGE)})


def unconfirmed(user, *, day) -> list[str]:
    """Own places whose day nobody has confirmed yet."""
    own = own_places(user)
    done = DayConfirmation.objects.visible_to(user).filter(Q(division_code__in=own), day=day)
    return [code for code in own if code not in set(done.values_list("division_code", flat=True))]


def reminded(user, *, day) -> list[str]:
    """Own places that were reminded that day and are still silent."""
    asked = DayReminder.objects.visible_to(user).filter(day=day, division_code__in=own_places(user))
    asked = list(asked.values_list("division_code", flat=True))
    if not asked:
        return []
    waiting = set(unconfirmed(user, day=day))
    patrols = Patrol.objects.visible_to(user).counting().filter(day=day)
    spoken = set(patrols.annotate(unit=Left("division_code", codes.VILLAGE)).values_list("unit", flat=True).distinct())
    return [code for code in asked if code in waiting and code not in spoken]
