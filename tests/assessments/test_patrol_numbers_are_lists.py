"""R0 for patrols, tasks, sites and villages' days: whatever the data, a number is the length of its list, a sum adds up."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.assessments import periods
from apps.assessments.cells import PARTS, Kind, Part
from apps.assessments.metrics import MEASURES, about
from apps.assessments.queries import Grouping, day_keys, figures, figures_of, records
from apps.assessments.sources import rows_of
from apps.assessments.subjects import Subject
from apps.inspections.queries import village_days
from tests import cast
from tests.assessments.patrolled import patrol, plan, stop, task
from tests.inspections import setting

OCTOBER = dt.date(2026, 10, 1)
PLACES = (cast.XINGLONG, cast.XINGLONG + "001", cast.HUILONG, cast.WUPING_VILLAGE)
DAYS = st.sampled_from(
    [dt.date(2026, 9, 30), OCTOBER, dt.date(2026, 10, 15), dt.date(2026, 10, 31), dt.date(2026, 11, 1)]
)
# 16:00 UTC is midnight in Shanghai.
MOMENTS = st.builds(
    lambda day, hour: dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC), DAYS, st.sampled_from([1, 15, 16])
)
SITES = st.lists(st.tuples(st.sampled_from(PLACES), st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=4)
PATROLS = st.lists(
    st.tuples(st.sampled_from(PLACES), MOMENTS, st.integers(1, 4), st.integers(0, 3), st.booleans()), max_size=5
)
TASKS = st.lists(st.tuples(st.integers(0, 3), DAYS, st.integers(-1, 4), st.booleans()), max_size=6)


def put(county, sites, patrols, tasks):
    made = []
    for code, opened, stopped in sites:
        made.append(setting.site(code, opened_on=opened))
        if stopped:
            stop(made[-1], stopped)
    walks = []
    for place, moment, persons, visited, taken_back in patrols:
        facts = {"taken_back_at": moment, "taken_back_reason": "点错了"} if taken_back else {}
        walks.append(patrol(county.grid_member, moment, place, persons=persons, sites=made[:visited], **facts))
    monthly = plan(cast.COUNTY)
    for number, (site, due_on, done, dropped) in enumerate(tasks, start=1):
        walk = walks[done] if 0 <= done < len(walks) else None
        task(monthly, made[site % len(made)], due_on, done=walk, number=number, dropped_on=due_on if dropped else None)


@pytest.fixture
def places(county):
    return county


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    sites=SITES,
    patrols=PATROLS,
    tasks=TASKS,
    as_of=st.none() | DAYS.filter(lambda day: day >= OCTOBER),
    by=st.sampled_from(Grouping),
)
def test_count_list_and_records_agree(places, sites, patrols, tasks, as_of, by):
    period = periods.month(OCTOBER, as_of=as_of)
    with transaction.atomic():  # what was logged cannot be deleted: each example is rolled back
        put(places, sites, patrols, tasks)
        for subject in (Subject.PATROL, Subject.TASK, Subject.SITE):
            agree(subject, period, by)
        days_agree(period, by)
        transaction.set_rollback(True)


def agree(subject, period, by):
    rows = rows_of(subject, cast.COUNTY, period)
    counted, listed = figures(rows, period, by=by), figures(rows, period, by=by, with_records=True)

    assert counted.cells == listed.cells
    for measure in about(subject):
        for code in counted.assessees:
            for part in PARTS[measure.kind]:
                behind = records(rows, measure, part, period, assessee=code, by=by)
                assert listed.records(measure, part, code) == sorted(behind.values_list("pk", flat=True))
                assert counted.cell(measure, code).size(part) == behind.count()
                if measure.kind == Kind.SUM:
                    added = behind.aggregate(sum=Sum(measure.added, default=0))["sum"]
                    assert counted.cell(measure, code).numerator == added
        if measure.kind == Kind.RATIO:
            of = set(listed.all_records(measure, Part.DENOMINATOR))
            assert set(listed.all_records(measure, Part.NUMERATOR)) <= of
    falls_into_its_parts(listed, subject)


PARTS_OF = {
    Subject.TASK: ("tasks_in_time", ("tasks_late", "tasks_missed")),
    Subject.SITE: ("coverage", ("sites_not_covered",)),
}


def falls_into_its_parts(listed, subject):
    if subject not in PARTS_OF:
        return
    whole, others = PARTS_OF[subject]
    found = listed.all_records(MEASURES[whole], Part.NUMERATOR)
    for key in others:
        found = found + listed.all_records(MEASURES[key], Part.COUNT)

    assert sorted(found) == listed.all_records(MEASURES[whole], Part.DENOMINATOR)


def days_agree(period, by):
    found = figures_of(cast.COUNTY, period, by=by, measures=about(Subject.DAY), with_records=True)
    keys = day_keys(cast.COUNTY, period)

    for (name, part), listed in keys.items():
        assert found.all_records(MEASURES[name], part) == sorted(listed)
        assert found.total(MEASURES[name]).size(part) == len(listed)
    assert sorted(keys["days_reported", Part.NUMERATOR] + keys["days_silent", Part.COUNT]) == sorted(
        keys["days_reported", Part.DENOMINATOR]
    )


@given(code=st.sampled_from(PLACES), day=st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_days_key_names_its_village_and_day(code, day):
    assert village_days.named_by(village_days.key_of(code[:12], day)) == (code[:12], day)
