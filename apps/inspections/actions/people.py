"""Leave with a deputy, and the powers that a county gives its townships."""

from django.db import IntegrityError, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections.models import Leave, Power, PowerGrant
from apps.inspections.permissions import may_keep_leave, may_set_county


@transaction.atomic
def register_leave(*, person, since, until, by, at, deputy=None) -> Leave:
    """Away from `since` until the day of return. Without a deputy the gap radar shows it."""
    post = person.main_post
    if post is None:
        raise Refused(f"{person}现在没有岗位，不用登记请假。")
    may_keep_leave(by, person, post.division_id).or_raise()
    _check_leave(person, deputy, since, until)
    leave = Leave.objects.create(division_code=post.division_id, person=person, deputy=deputy, since=since, until=until)
    audit.record("登记请假", at=at, by=by, about=leave, since=since, until=until, deputy=str(deputy or ""))
    return leave


@transaction.atomic
def change_leave(leave, *, since, until, by, at, deputy=None) -> Leave:
    """Another deputy, or an earlier or later return."""
    leave = Leave.objects.visible_to(by).select_for_update(of=("self",)).get(pk=leave.pk)
    may_keep_leave(by, leave.person, leave.division_code).or_raise()
    _check_leave(leave.person, deputy, since, until)
    leave.since, leave.until, leave.deputy = since, until, deputy
    leave.save(update_fields=["since", "until", "deputy"])
    audit.record("更改请假", at=at, by=by, about=leave, since=since, until=until, deputy=str(deputy or ""))
    return leave


def _check_leave(person, deputy, since, until):
    if until <= since:
        raise Refused("回来的日期要晚于请假的第一天。")
    if deputy is not None and deputy.pk == person.pk:
        raise Refused("代班人不能是本人，请另选一位。")


@transaction.atomic
def add_power(*, name: str, basis: str, category: str, by, at) -> Power:
    may_set_county(by, by.county_code).or_raise()
    try:
        with transaction.atomic():
            power = Power.objects.create(name=name.strip(), basis=basis.strip(), category=category)
    except IntegrityError:
        raise Refused("这个权力事项已经有了。") from None
    audit.record("添加权力事项", at=at, by=by, about=power, division_code=by.county_code, basis=power.basis)
    return power


@transaction.atomic
def grant_power(power, *, division_code: str, since, by, at) -> PowerGrant:
    may_set_county(by, division_code).or_raise()
    try:
        with transaction.atomic():
            grant = PowerGrant.objects.create(power=power, division_code=division_code, since=since)
    except IntegrityError:
        raise Refused("这个乡镇已经有这项权力。") from None
    audit.record("赋权", at=at, by=by, about=grant, power=power.name, since=since)
    return grant


@transaction.atomic
def withdraw_power(grant, *, on, by, at) -> PowerGrant:
    may_set_county(by, grant.division_code).or_raise()
    grant.until = max(on, grant.since)
    grant.save(update_fields=["until"])
    audit.record("收回权力", at=at, by=by, about=grant, power=grant.power.name, on=on)
    return grant
