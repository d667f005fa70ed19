"""Spot checks in the register: those on record, by the day of the check; what is still ahead counts nowhere."""

from apps.assessments import periods
from apps.assessments.cells import Part
from apps.assessments.metrics import MEASURES
from apps.assessments.queries import Grouping, figures_of, records
from apps.assessments.sources import rows_of
from apps.assessments.subjects import Subject
from tests import cast
from tests.assessments.patrolled import at, day
from tests.inspections.spot_setting import drawn
from tests.inspections.test_spot_check_differences import checked, visited

KEYS = ("spot_checks", "spot_checks_with_find", "missed_by_patrols")
NOVEMBER = periods.month(day(1, 11))


def values(code=cast.COUNTY, period=NOVEMBER):
    measures = [MEASURES[key] for key in KEYS]
    found = figures_of(code, period, by=Grouping.TOWNSHIP, measures=measures)
    return [(cell.numerator, cell.denominator) for cell in map(found.total, measures)]


def test_checks_finds_and_what_patrols_had_missed(county):
    moment = at(4, 11)
    checked(county, moment, before=[visited(county.grid_member, at(2, 11))])
    checked(county, moment)
    checked(county, moment, problems=None)
    checked(county, at(31), problems=None)
    drawn(county, moment, townships=[cast.JILONG])

    assert values() == [(3, None), (2, 3), (1, None)]
    assert values(cast.WUPING) == [(0, None), (0, 0), (0, None)]
    assert values(period=periods.month(day(1))) == [(1, None), (0, 1), (0, None)]


def test_the_number_is_its_list(county):
    check = checked(county, at(4, 11), before=[visited(county.grid_member, at(2, 11))])
    rows = rows_of(Subject.CHECK, cast.JILONG, NOVEMBER)

    for key in ("spot_checks", "missed_by_patrols"):
        assert list(records(rows, MEASURES[key], Part.COUNT, NOVEMBER)) == [check]
