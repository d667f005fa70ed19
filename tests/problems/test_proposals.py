import datetime as dt

from apps.problems import proposals
from apps.territory.models import Organisation
from tests import cast

TODAY = dt.date(2026, 11, 4)


def proposed(problem, person, *, by_county=False):
    units = proposals.units_for(problem, by_county=by_county, on=TODAY)
    return proposals.proposed_unit(problem, by=person, units=units)


def test_a_problem_in_a_village_is_proposed_to_its_committee(county):
    assert proposed(cast.problem(), county.township_staff) == county.village_committee


def test_a_problem_of_the_whole_township_is_proposed_to_its_government(county):
    assert proposed(cast.problem(cast.JILONG), county.township_staff) == county.government


def test_the_unit_of_the_last_problem_of_the_kind_in_the_village_is_proposed_again(county, noon):
    cast.problem(state="closed", lead_organisation=county.law_office, dispatched_at=noon)
    cast.problem(cast.HUILONG, state="closed", lead_organisation=county.station, dispatched_at=noon)

    assert proposed(cast.problem(), county.township_staff) == county.law_office
    assert proposed(cast.problem(category="air"), county.township_staff) == county.village_committee


def test_a_unit_that_is_no_more_is_not_proposed(county, noon):
    cast.problem(state="closed", lead_organisation=county.law_office, dispatched_at=noon)
    Organisation.objects.filter(pk=county.law_office.pk).update(valid_until=TODAY)

    assert proposed(cast.problem(), county.township_staff) == county.village_committee


def test_a_township_gives_problems_to_its_own_units_only(county):
    units = set(proposals.units_for(cast.problem(), by_county=False, on=TODAY))

    assert county.law_office in units
    assert not units & {county.water_department, county.bureau, county.neighbour_government}


def test_the_county_may_also_name_its_departments(county):
    units = set(proposals.units_for(cast.problem(), by_county=True, on=TODAY))

    assert {county.water_department, county.village_committee} <= units
    assert county.neighbour_government not in units


def test_a_township_calls_departments_only(county):
    assert set(proposals.departments_for(cast.problem(), on=TODAY)) == {county.bureau, county.water_department}


def test_a_deadline_that_falls_on_a_day_of_rest_moves_to_the_next_working_day(db, settings):
    settings.DEFAULT_RECTIFY_DAYS = 15

    # 19 November 2026 is a Thursday; 15 days after 6 November is Saturday the 21st, so Monday the 23rd.
    assert proposals.proposed_deadline(dt.date(2026, 11, 4)) == dt.date(2026, 11, 19)
    assert proposals.proposed_deadline(dt.date(2026, 11, 6)) == dt.date(2026, 11, 23)
