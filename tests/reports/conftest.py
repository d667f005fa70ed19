"""October 2026 of two townships, small enough to count by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.problems.states import State
from apps.reports import actions
from apps.reports.kinds import ReportKind
from tests import cast

OCTOBER = dt.date(2026, 10, 1)
LATER = dt.datetime(2026, 11, 2, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def day(number, month=10):
    return dt.date(2026, month, number)


def at(number, month=10):
    return dt.datetime(2026, month, number, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def october(county):
    """暨龙镇: four due, three in time, one overdue. 武平镇: two due, both late. One complaint there, the rest own finds."""
    for number in (10, 20, 31):
        cast.problem(
            cast.XINGLONG, state=State.CLOSED, deadline=day(number), completed_on=day(number - 1),
            closed_on=day(number), discovered_on=day(2), at=at(2),
        )  # fmt: skip
    county.late = cast.problem(
        cast.HUILONG, state=State.RECTIFYING, deadline=day(15), discovered_on=day(3), at=at(3), title="养殖场粪污外溢"
    )
    for source in ("patrol", "petition"):
        cast.problem(
            cast.WUPING_VILLAGE, state=State.SUBMITTED, deadline=day(8), completed_on=day(9), discovered_on=day(1),
            at=at(1), source=source, category="water",
        )  # fmt: skip
    return county


@pytest.fixture
def made(october):
    """made(kind, code) is the report of October as the clock stands on 2 November."""

    def make(kind=ReportKind.COUNTY_RANKING, code=cast.COUNTY, moment=LATER, **more):
        return actions.make(kind=kind, division_code=code, month=OCTOBER, at=moment, **more)

    return make
