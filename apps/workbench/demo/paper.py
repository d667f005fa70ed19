"""One batch of paper sheets of the example township: printed before a day without a signal, one keyed in the day after."""

import datetime as dt
import hashlib
import json
from functools import partial

from apps.inspections.actions import paper as actions
from apps.inspections.words import Via
from apps.workbench.demo import people

PRINTED_DAYS, KEYED_DAYS, SLIPS = 12, 10, 4


def surprises(walks, *, today: dt.date) -> list:
    """(day, what to call), as those of spots.py."""
    return [(today - dt.timedelta(days=KEYED_DAYS), partial(_print_and_key_in, walks, today))]


def _print_and_key_in(walks, today):
    village = walks.posts.villages_of(people.TOWNSHIP)[-1]
    grid, member = f"{village}001", walks.posts.member_of(village).user
    staff = walks.posts.staff_of(people.TOWNSHIP).user
    sheet = actions.print_sheet(division_code=grid, number=SLIPS, by=staff, at=_at(today, PRINTED_DAYS, 1))
    found, slip = _at(today, KEYED_DAYS, 2), sheet.slips.order_by("number").first()
    body = {
        "v": 1, "type": "patrol", "uuid": str(slip.uuid), "author": member.pk, "via": Via.PAPER, "found_at": found.isoformat(),
        "place": grid, "visits": [], "findings": [], "photos": [], "note": "山上没有信号，先记在纸上。",
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False)
    envelope = {"uuid": body["uuid"], "sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}
    actions.key_in(slip, envelope=envelope, author_id=member.pk, by=member, at=found + dt.timedelta(hours=6))
    walks.written += 1


def _at(today, days_ago, hour) -> dt.datetime:
    return dt.datetime.combine(today - dt.timedelta(days=days_ago), dt.time(hour, 15), dt.UTC)
