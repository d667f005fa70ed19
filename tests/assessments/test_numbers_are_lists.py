"""R0: whatever the data, a number is the length of the list behind it; the due problems fall into their parts."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.assessments import periods
from apps.assessments.cells import PARTS, Kind, Part
from apps.assessments.metrics import MEASURES, about
from apps.assessments.queries import Grouping, figures, records
from apps.assessments.subjects import Subject
from apps.problems.models import Problem, ProblemEvent
from apps.problems.states import Action, State
from tests import cast

OCTOBER = periods.month(dt.date(2026, 10, 1))
# Around both edges of the month, in local days and in UTC evenings.
DAYS = st.sampled_from([dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 15), dt.date(2026, 10, 31),
                        dt.date(2026, 11, 1), dt.date(2026, 11, 2)])  # fmt: skip
MOMENTS = st.builds(
    lambda day, hour: dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC), DAYS, st.sampled_from([0, 15, 16])
)


@st.composite
def problems(draw):
    state = draw(st.sampled_from(list(State)))
    kind = draw(st.sampled_from(["date", "date", "long_term", "none"]))
    finished = state in (State.SUBMITTED, State.VERIFIED, State.CLOSED)
    return {
        "division_code": draw(st.sampled_from([cast.XINGLONG, cast.HUILONG, cast.WUPING_VILLAGE, cast.COUNTY])),
        "state": state,
        "source": draw(st.sampled_from(["patrol", "petition", "other"])),
        "category": draw(st.sampled_from(["water", "other"])),
        "deadline_kind": kind,
        "deadline": draw(DAYS) if kind == "date" else None,
        "discovered_on": draw(st.none() | DAYS),
        "at": draw(MOMENTS),
        "dispatched_at": draw(st.none() | MOMENTS),
        "completed_on": draw(st.none() | DAYS) if finished else None,
        "closed_on": draw(st.none() | DAYS) if state == State.CLOSED else None,
        "origin": {"file": "x.xlsx"},
    }


EVENTS = st.tuples(st.sampled_from([Action.RELAPSE, Action.STAGE, Action.REJECT]), MOMENTS, DAYS)


def put(facts, events):
    problem = cast.problem(**facts)
    for action, moment, closed_on in events:
        ProblemEvent.objects.create(
            problem=problem, action=action, at=moment, to_state=problem.state, details={"closed_on": str(closed_on)}
        )


@pytest.fixture
def places(county):
    return county


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    data=st.lists(st.tuples(problems(), st.lists(EVENTS, max_size=2)), max_size=8),
    as_of=st.none() | DAYS.filter(lambda day: day >= OCTOBER.first),
)
def test_count_list_and_records_agree(places, data, as_of):
    mine = Problem.objects.within(cast.COUNTY)
    before = set(mine.values_list("pk", flat=True))
    for facts, events in data:
        put(facts, events)
    mine = mine.exclude(pk__in=before)
    period = periods.month(OCTOBER.first, as_of=as_of)

    counted = figures(mine, period, by=Grouping.TOWNSHIP)
    listed = figures(mine, period, by=Grouping.TOWNSHIP, with_records=True)

    assert counted.cells == listed.cells
    for measure in about(Subject.PROBLEM):
        for code in counted.assessees:
            for part in PARTS[measure.kind]:
                behind = records(mine, measure, part, period, assessee=code, by=Grouping.TOWNSHIP)
                ids = sorted(behind.values_list("pk", flat=True))
                assert listed.records(measure, part, code) == ids
                assert counted.cell(measure, code).size(part) == len(ids)
        if measure.kind == Kind.RATIO:
            of = set(listed.all_records(measure, Part.DENOMINATOR))
            assert set(listed.all_records(measure, Part.NUMERATOR)) <= of
    _due_falls_into_its_parts(listed)


def _due_falls_into_its_parts(listed):
    due = listed.all_records(MEASURES["in_time"], Part.DENOMINATOR)
    parts = listed.all_records(MEASURES["in_time"], Part.NUMERATOR)
    for key in ("due_late", "due_unfinished", "due_undated"):
        parts = parts + listed.all_records(MEASURES[key], Part.COUNT)

    assert sorted(parts) == due
