"""当场处理 on the ledger's own page: by the finder, on the day, with an after photo."""

import datetime as dt

import pytest

from apps.common.verdicts import Refused
from apps.problems import actions
from apps.problems.actions import Step
from apps.problems.states import State
from tests.cast import XINGLONG


def reported(county, noon, **facts):
    facts = {"source": "patrol"} | facts
    return actions.report(
        given=Step(by=county.grid_member, at=noon),
        division_code=XINGLONG,
        description="路边垃圾",
        category="solid_waste",
        **facts,
    )


def test_the_finder_closes_it_on_the_same_day(county, noon):
    problem = actions.fix_on_spot(
        reported(county, noon), given=Step(by=county.grid_member, at=noon, note="清走了"), photos_to_come=1
    )

    assert (problem.state, problem.closed_on, problem.progress) == (State.CLOSED, dt.date(2026, 11, 4), "清走了")


@pytest.mark.parametrize(
    ("who", "days", "facts", "reason"),
    [
        ("village_leader", 0, {}, "由发现问题的人"),
        ("grid_member", 1, {}, "只限发现当天"),
        ("grid_member", 0, {"source": "petition"}, "由发现问题的人"),
    ],
)
def test_nobody_else_not_later_and_not_what_others_found(county, noon, who, days, facts, reason):
    problem = reported(county, noon, **facts)
    given = Step(by=getattr(county, who), at=noon + dt.timedelta(days=days), note="清走了")

    with pytest.raises(Refused, match=reason):
        actions.fix_on_spot(problem, given=given, photos_to_come=1)


def test_it_needs_words_and_a_photo(county, noon):
    problem = reported(county, noon)

    with pytest.raises(Refused, match="照片"):
        actions.fix_on_spot(problem, given=Step(by=county.grid_member, at=noon, note="清走了"))
    with pytest.raises(Refused, match="写明"):
        actions.fix_on_spot(problem, given=Step(by=county.grid_member, at=noon), photos_to_come=1)
