"""Points are registered, changed, closed and reopened."""

from django.db import IntegrityError, transaction

from apps.common import audit
from apps.common.seen import audited, stop_surprise
from apps.common.verdicts import Refused
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.permissions import may_keep_points
from apps.monitoring.words import WATERS

CHANGEABLE = ("code", "name", "division_code", "latitude", "longitude", "target_class", "is_lake", "opened_on")
_TWICE = {
    "monitoring_code_once_in_a_county": "点位编码“{0.code}”已经用过，请核对。",
    "monitoring_name_once_in_a_county": "已经有叫“{0.name}”的点位，请换一个名称。",
}


@transaction.atomic
def register_point(*, kind: str, code: str, name: str, division_code: str, by, at, **facts) -> MonitoringPoint:
    """`facts`: latitude and longitude (WGS-84), target_class and is_lake (water only), opened_on."""
    may_keep_points(by, division_code).or_raise()
    point = MonitoringPoint(kind=kind, created_at=at)
    _put(point, {"code": code, "name": name, "division_code": division_code} | facts)
    _save(point)
    audit.record("建立监测点位", at=at, by=by, about=point, kind=point.get_kind_display(), code=point.code)
    return point


@transaction.atomic
def change_point(point, *, by, at, seen_version=None, **facts) -> MonitoringPoint:
    """Only what differs is changed; old and new go to the audit trail."""
    point = _locked(point, by)
    stop_surprise(seen_version, point, acts=audited(point, "修改监测点位"))
    before = {name: getattr(point, name) for name in CHANGEABLE}
    _put(point, facts)
    may_keep_points(by, point.division_code).or_raise()
    changes = {name: [was, getattr(point, name)] for name, was in before.items() if getattr(point, name) != was}
    if not changes:
        raise Refused("没有改动任何内容。")
    if point.closed_on and point.opened_on and point.opened_on > point.closed_on:
        raise Refused(f"点位从 {point.closed_on} 起停用，启用日期不能更晚。")
    point.version += 1
    _save(point)
    audit.record("修改监测点位", at=at, by=by, about=point, **changes)
    return point


@transaction.atomic
def close_point(point, *, on, by, at, reason: str = "") -> MonitoringPoint:
    """From that day on nothing is recorded any more; what was recorded stays."""
    point = _locked(point, by)
    if point.closed_on is not None:
        raise Refused(f"这个点位已从 {point.closed_on} 起停用，请刷新页面。")
    if point.opened_on and on < point.opened_on:
        raise Refused(f"点位从 {point.opened_on} 起启用，停用日期不能更早。")
    last = MonitoringValue.objects.current().filter(point=point).order_by("-day").values_list("day", flat=True).first()
    if last and on <= last:
        raise Refused(f"{last} 还有监测数据，停用日期要晚于这一天。")
    point.closed_on = on
    point.save(update_fields=["closed_on"])
    audit.record("停用监测点位", at=at, by=by, about=point, on=on, reason=reason.strip())
    return point


@transaction.atomic
def reopen_point(point, *, by, at) -> MonitoringPoint:
    point = _locked(point, by)
    if point.closed_on is None:
        raise Refused("这个点位没有停用，请刷新页面。")
    audit.record("恢复监测点位", at=at, by=by, about=point, closed_on=point.closed_on)
    point.closed_on = None
    point.save(update_fields=["closed_on"])
    return point


def _locked(point, by) -> MonitoringPoint:
    point = MonitoringPoint.objects.visible_to(by).select_for_update(of=("self",)).get(pk=point.pk)
    may_keep_points(by, point.division_code).or_raise()
    return point


def _put(point, facts) -> None:
    if set(facts) - set(CHANGEABLE):
        raise Refused("监测点位没有这样的栏目。")
    for name, value in facts.items():
        setattr(point, name, value.strip() if isinstance(value, str) else value)
    if not point.code or not point.name:
        raise Refused("请填写点位的编码和名称。")
    if (point.latitude is None) != (point.longitude is None):
        raise Refused("经度和纬度要一起填，或者都不填。")
    if point.kind not in WATERS and (point.target_class is not None or point.is_lake):
        raise Refused("只有河流断面和饮用水水源地有水质目标。")


def _save(point) -> None:
    try:
        with transaction.atomic():
            point.save()
    except IntegrityError as error:
        for constraint, sentence in _TWICE.items():
            if constraint in str(error):
                raise Refused(sentence.format(point)) from None
        raise
