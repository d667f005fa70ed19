"""Daily reports of the example county: most villages confirm their working days, some are reminded, some stay silent."""

import datetime as dt
import hashlib
import random
from uuid import UUID

from apps.common import clock
from apps.inspections.models import DayConfirmation, DayReminder, Device, Patrol
from apps.inspections.words import Via
from apps.workbench.demo import people
from apps.workbench.demo.grids import AWAY

SEED = 20261124
# The phone of the grid member who is away (grids.py): two records have not come.
BEHIND, SPOKEN_DAYS = UUID("5d1e7a52-3c0b-4c7e-9d3a-2b8f6f0c5e11"), 3
# From the first day of last month on: what came before nobody looks at day by day.
OF_HUNDRED, OF_HUNDRED_RESTING, OF_HUNDRED_TODAY = 90, 30, 70
REMINDED_AT = dt.timedelta(hours=18)


def confirm(posts, *, today: dt.date, now: dt.datetime, is_workday) -> None:
    """Nothing lies after `now`, at whatever hour the command runs."""
    dice = random.Random(SEED)  # noqa: S311 - an example, not a secret
    first, _ = clock.month_of(clock.month_of(today)[0] - dt.timedelta(days=1))
    seen = _patrolled(first)
    places, confirmations, reminders = posts.villages + posts.townships, [], []
    for number in range((today - first).days + 1):
        day = first + dt.timedelta(days=number)
        share = OF_HUNDRED_TODAY if day == today else OF_HUNDRED if is_workday(day) else OF_HUNDRED_RESTING
        spoken = {code for code in places if dice.random() * 100 < share and not _is_the_newcomers(code, day, today)}
        confirmations += [_confirmation(posts, dice, code, day, now) for code in sorted(spoken)]
        if is_workday(day) and day < today:
            at = clock.start_of(day) + REMINDED_AT
            silent = [code for code in posts.villages if code not in spoken and (code, day) not in seen]
            reminders += [DayReminder(division_code=code, day=day, at=at) for code in silent]
    DayConfirmation.objects.bulk_create(confirmations, batch_size=2000)
    DayReminder.objects.bulk_create(reminders, batch_size=2000)
    _phone_that_is_behind(posts, now)


def _phone_that_is_behind(posts, now):
    Device.objects.create(
        id=BEHIND, person=posts.member_of(AWAY).user, division_code=AWAY, label="Chrome 86 Android", highest_seq=14,
        complete_until=12, pending_records=2, pending_photos=5, reported_at=now - dt.timedelta(days=SPOKEN_DAYS),
    )  # fmt: skip


def _is_the_newcomers(code, day, today) -> bool:
    """Who signs in there finds today's button still to press."""
    return code in (people.VILLAGE, people.TOWNSHIP) and day == today


def _who(posts, code, *, by_member):
    if len(code) == 9:
        return posts.staff_of(code)
    return posts.member_of(code) if by_member else posts.leader_of(code)


def _patrolled(first) -> set[tuple[str, dt.date]]:
    rows = Patrol.objects.within(people.COUNTY).counting().filter(day__gte=first).values_list("division_code", "day")
    return {(code[:12], day) for code, day in rows}


def _confirmation(posts, dice, code, day, now) -> DayConfirmation:
    who = _who(posts, code, by_member=dice.random() < 0.7)
    at = min(clock.start_of(day) + dt.timedelta(hours=8, minutes=dice.randrange(580)), now)
    uuid = UUID(int=dice.getrandbits(128), version=4)
    return DayConfirmation(
        division_code=code, day=day, uuid=uuid, sha256=hashlib.sha256(uuid.bytes).hexdigest(), person=who.user,
        by_label=who.label, confirmed_at=at, received_at=at, via=Via.PC,
    )  # fmt: skip
