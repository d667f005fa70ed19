"""What the township's patrols had said before a check, beside what the check found; every count is its list."""

import datetime as dt

from apps.inspections.actions.patrols import take_back
from apps.inspections.models import SpotCheck
from apps.inspections.queries import spot_checks as queries
from apps.inspections.words import Answer, Comparison, PatrolSaid
from tests.cast import COUNTY, JILONG, WUPING, WUPING_VILLAGE
from tests.inspections import setting, spot_setting

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
YEAR = (dt.date(2026, 1, 1), dt.date(2027, 1, 1))
FOUND = {"manure": "粪污外溢到路边沟"}


def checked(county, at, site_place=None, *, before=(), problems=FOUND):
    """A new site, visited as `before` says, then drawn and recorded at `at`."""
    site = setting.site(site_place) if site_place else setting.site()
    for visit in before:
        visit(site)
    draw = spot_setting.drawn(county, at - DAY, seed=str(site.pk), townships=[site.division_code[:9]], how_many=1)
    check = spot_setting.check_of(draw)
    while check.site_id != site.pk:
        draw = spot_setting.drawn(county, at - DAY, seed=f"{draw.seed}x", townships=[site.division_code[:9]])
        check = spot_setting.check_of(draw)
    return spot_setting.recorded(check, at, problems=problems)


def visited(person, at, **visit):
    return lambda site: spot_setting.patrolled(person, site, at, **visit)


def test_a_patrol_in_order_before_a_check_with_a_problem_is_a_difference(county, noon):
    check = checked(county, noon, before=[visited(county.grid_member, noon - 3 * DAY)])

    assert (check.patrol_said, check.last_visit.day) == (PatrolSaid.FINE, dt.date(2026, 11, 1))
    assert check.comparison == Comparison.MISSED
    assert list(queries.with_difference(SpotCheck.objects.within(COUNTY))) == [check]


def test_the_last_patrol_counts_and_the_items_stand_side_by_side(county, noon):
    items = spot_setting.setting.kind().checklists.first().items
    fine = {item["key"]: "fine" for item in items}
    wrong = fine | {"odour": "problem"}
    before = [
        visited(county.grid_member, noon - 9 * DAY, checklist=1, answers=wrong),
        visited(county.township_staff, noon - 2 * DAY, checklist=1, answers=fine | {"odour": "na"}),
    ]

    check = checked(county, noon, before=before)

    rows = {row.label: (row.patrol, row.check, row.differs) for row in queries.side_by_side(check)}
    assert check.patrol_said == PatrolSaid.FINE
    assert rows["粪污没有外溢、直排"] == ("正常", "有问题", True)
    assert rows["没有明显臭气扰民"] == ("不涉及", "正常", False)


def test_a_patrol_that_found_something_is_no_difference(county, noon):
    wrong = {item["key"]: Answer.PROBLEM for item in setting.kind().checklists.first().items}
    check = checked(county, noon, before=[visited(county.grid_member, noon - DAY, checklist=1, answers=wrong)])

    assert (check.patrol_said, check.comparison) == (PatrolSaid.PROBLEM, Comparison.BOTH)


def test_a_finding_without_answers_counts_as_found(county, noon):
    def found(site):
        record = setting.body(
            county.grid_member, noon - DAY, visits=[{"site": site.pk}], findings=[setting.found(site=site.pk)]
        )
        spot_setting.log_patrol(record=spot_setting.read(setting.frozen(record)), by=county.grid_member, at=noon - DAY)

    assert checked(county, noon, before=[found]).comparison == Comparison.BOTH


def test_old_patrols_and_those_of_the_county_say_nothing(county, noon):
    before = [visited(county.grid_member, noon - 31 * DAY), visited(county.supervisor, noon - DAY)]

    check = checked(county, noon, before=before)

    assert (check.patrol_said, check.last_visit, check.comparison) == (PatrolSaid.NONE, None, Comparison.UNPATROLLED)


def test_what_arrives_after_the_record_changes_no_comparison(county, noon):
    check = checked(county, noon)
    spot_setting.patrolled(county.grid_member, check.site, noon - DAY, received=noon + HOUR)

    check.refresh_from_db(from_queryset=SpotCheck.objects.within(COUNTY))
    assert check.patrol_said == PatrolSaid.NONE
    assert queries.visits_around(check, county.county_staff) == ([], 1)


def test_a_patrol_taken_back_before_the_check_says_nothing_and_one_taken_back_later_still_does(county, noon):
    kept = []
    before = [lambda site: kept.append(spot_setting.patrolled(county.grid_member, site, noon - 3 * DAY))]

    check = checked(county, noon, before=before)
    take_back(kept[0], reason="写错了", by=county.grid_member, at=noon + HOUR)
    assert [visit.patrol_id for visit in queries.visits_around(check, county.county_staff)[0]] == [kept[0].pk]

    def taken_back(site):
        patrol = spot_setting.patrolled(county.grid_member, site, noon - 2 * DAY)
        take_back(patrol, reason="写错了", by=county.grid_member, at=noon - DAY)

    assert checked(county, noon, before=[taken_back]).patrol_said == PatrolSaid.NONE


def test_every_count_of_a_township_is_the_length_of_its_list(county, noon):
    def missed(place=None):
        member = county.neighbour_staff if place else county.grid_member
        checked(county, noon, place, before=[visited(member, noon - DAY)])

    missed()
    missed()
    missed(WUPING_VILLAGE)
    checked(county, noon)
    checked(county, noon, problems={})
    spot_setting.drawn(county, noon)

    rows = queries.by_township(county.county_staff, first=YEAR[0], end=YEAR[1])

    assert [(row.code, row.name, row.total) for row in rows] == [(WUPING, "武平镇", 1), (JILONG, "暨龙镇", 4)]
    assert [dict(row.parts) for row in rows] == [
        {"missed": 1, "both": 0, "unpatrolled": 0, "fine": 0}, {"missed": 2, "both": 0, "unpatrolled": 1, "fine": 1},
    ]  # fmt: skip
    for row in rows:
        for part, number in row.parts:
            listed = queries.listed(county.county_staff, first=YEAR[0], end=YEAR[1], place=row.code, comparison=part)
            assert listed.count() == number == sum(check.comparison == part for check in listed)
    assert [row.code for row in queries.by_township(county.township_staff, first=YEAR[0], end=YEAR[1])] == [JILONG]
    assert queries.by_township(county.county_staff, first=dt.date(2026, 12, 1), end=YEAR[1]) == []
