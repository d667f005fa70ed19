"""Grids, sites, plans and patrols of 武平镇, for the walk through every address."""

import datetime as dt

from apps.inspections.actions.paper import print_sheet
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.models import (
    Grid,
    GridLevel,
    GridMember,
    Leave,
    PatrolPhoto,
    PatrolPlan,
    Power,
    PowerGrant,
    SiteAttribute,
    SiteFile,
)
from apps.inspections.records import read
from tests.cast import WUPING, WUPING_VILLAGE
from tests.inspections import setting, spot_setting

DAY = dt.date(2026, 11, 1)


def patrolled_by_neighbour(county, at, photo, document) -> dict[str, object]:
    """Name -> what stands in the address."""
    neighbour = county.neighbour_staff
    grid = Grid.objects.create(code=WUPING_VILLAGE + "001", name="邻镇网格", since=DAY)
    member = GridMember.objects.create(grid=grid, duty="member", side="household", name="邻镇农户", since=DAY)
    site = setting.site(grid.code, at=at)
    event = site.events.create(step="attach", by=neighbour, at=at)
    files = [
        SiteFile.objects.create(site=site, event=event, **kept) for kept in ({"photo": photo}, {"document": document})
    ]
    plan = PatrolPlan.objects.create(
        division_code=WUPING, name="邻镇计划", target="total", times=1, period="month", since=DAY, created_at=at
    )
    patrol = log_patrol(
        record=read(setting.frozen(setting.body(neighbour, at, visits=[{"site": site.pk}]))), by=neighbour, at=at
    ).patrol
    shown = PatrolPhoto.objects.create(
        patrol=patrol, person=neighbour, sha256=photo.sha256, photo=photo, received_at=at
    )
    draw = spot_setting.drawn(county, at)
    power = Power.objects.create(name="某项处罚", basis="某法第一条", category="air")
    sheet = print_sheet(division_code=grid.code, number=1, by=neighbour, at=at)
    return {
        "grid": grid.code,
        "member": member.pk,
        "site": site.pk,
        "site_photo": files[0].pk,
        "site_document": files[1].pk,
        "plan": plan.pk,
        "patrol": patrol.pk,
        "patrol_photo": shown.pk,
        "village": WUPING_VILLAGE,
        "layer": "sites",
        "paper_sheet": sheet.pk,
        "slip": sheet.slips.get().code,
        "level": GridLevel.objects.create(division_code=WUPING, depth=3, label="院落").pk,
        "leave": Leave.objects.create(division_code=WUPING, person=neighbour, since=DAY, until=dt.date(2026, 12, 1)).pk,
        "kind": site.kind.key,
        "attribute": SiteAttribute.objects.create(kind=site.kind, key="extra", label="其他").pk,
        "power": power.pk,
        "spot_draw": draw.pk,
        "spot_check": spot_setting.check_of(draw).pk,
        "power_grant": PowerGrant.objects.create(division_code=WUPING, power=power, since=DAY).pk,
    }
