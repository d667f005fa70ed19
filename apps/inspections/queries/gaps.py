"""The gap radar: what nobody answers for, and what does not arrive, each with the one thing to do about it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from apps.common.scoping import under
from apps.inspections.models import (
    Grid,
    Leave,
    Patrol,
    PatrolPhoto,
    Power,
    PowerGrant,
    Site,
    in_force,
    waiting_photos,
)
from apps.inspections.queries import grids
from apps.problems.models import Problem

# After so long a phone is not without a signal any more, it is broken or forgotten.
PHOTO_DAYS = 7


@dataclass(frozen=True)
class Gap:
    """Something missing, and the one thing to do about it."""

    kind: str
    what: str
    words: str
    url: str
    todo: str


def gaps(user, *, on, place="") -> dict[str, list[Gap]]:
    """Heading -> gaps, at most 100 of each; what is complete has no heading."""
    found = {
        "点位没有责任人": _sites_without_keeper(user, on, place),
        "网格没有网格长": _vacant_grids(user, on, place),
        "请假没有代班人": _leave_without_deputy(user, on, place),
        "发生过问题、乡镇没有执法权": _powers_lacking(user, on, place),
        f"手机里的照片超过{PHOTO_DAYS}天没有送到": _photos_not_arrived(user, on, place),
    }
    return {heading: rows for heading, rows in found.items() if rows}


def _here(queryset, field, place):
    return queryset.filter(under(field, [place])) if place else queryset


def _sites_without_keeper(user, on, place):
    sites = _here(Site.objects.visible_to(user).working(on).without_keeper(on), "division_code", place)
    sites = list(sites.select_related("kind").order_by("division_code", "pk")[:100])
    spoken = grids.places_of([site.division_code for site in sites])
    return [
        Gap(str(site.kind), site.name, spoken[site.division_code], reverse("set_keeper", args=[site.pk]), "定责任人")
        for site in sites
    ]


def _vacant_grids(user, on, place):
    vacant = _here(grids.vacant(Grid.objects.visible_to(user).in_force(on), on=on), "code", place)[:100]
    spoken = grids.places_of([grid.code for grid in vacant])
    return [
        Gap("网格", spoken[grid.code], grid.code, reverse("assign_member", args=[grid.code]), "定网格长")
        for grid in vacant
    ]


def _leave_without_deputy(user, on, place):
    away = _here(Leave.objects.visible_to(user), "division_code", place).filter(until__gt=on, deputy__isnull=True)
    return [
        Gap(
            "请假",
            str(leave.person),
            f"{leave.since} 到 {leave.until}",
            reverse("change_leave", args=[leave.pk]),
            "定代班人",
        )
        for leave in away.select_related("person").order_by("since", "pk")[:100]
    ]


def _powers_lacking(user, on, place):
    """Townships with open problems of a category for which the county has a power that they do not hold."""
    problems = _here(Problem.objects.visible_to(user).open(), "division_code", place)
    seen = set(problems.exclude(township_code="").values_list("township_code", "category").distinct())
    held = set(
        PowerGrant.objects.everywhere("powers held").filter(in_force(on)).values_list("division_code", "power_id")
    )
    powers = list(Power.objects.filter(retired=False))
    lacking = [
        (township, power)
        for township, category in sorted(seen)
        for power in powers
        if len(township) == 9 and power.category == category and (township, power.pk) not in held
    ]
    spoken = grids.places_of([township for township, _ in lacking])
    return [
        Gap(
            "行政权力",
            f"{spoken[township]}：{power.name}",
            power.basis,
            f"{reverse('problems')}?township={township}&category={power.category}&state=open",
            "呼叫部门",
        )
        for township, power in lacking[:100]
    ]


def _photos_not_arrived(user, on, place):
    """Photos that phones announced long ago: the longest waited for first."""
    waiting = PatrolPhoto.objects.filter(waiting_photos(), conflict__isnull=True).values("patrol")
    late = Patrol.objects.visible_to(user).counting().filter(day__lt=on - dt.timedelta(days=PHOTO_DAYS), pk__in=waiting)
    patrols = _here(late, "division_code", place).select_related("person").annotate(
        missing=Count("photos", filter=waiting_photos("photos__"))
    )  # fmt: skip
    return [
        Gap(
            "照片", f"{patrol.reference} 还差 {patrol.missing} 张照片",
            f"{patrol.day} {patrol.by_label}。请他打开手机巡查页面送出；送不了的，导出备份上传；照片没有了，点“不再等”。",
            reverse("patrol", args=[patrol.pk]), "看这次巡查",
        )
        for patrol in patrols.order_by("day", "pk")[:100]
    ]  # fmt: skip
