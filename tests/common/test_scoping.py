"""A scoped row is refused at every door until somebody says for whom it is read."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.http import Http404
from django.shortcuts import get_list_or_404

from apps.accounts.roles import Role
from apps.common.scoping import Unscoped, code_after, get_or_404
from apps.problems.models import Problem
from tests import cast
from tests.cast import HUILONG, JILONG, WUPING_VILLAGE, XINGLONG

MOMENT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)

DOORS = {
    "iteration": lambda rows: list(rows.all()),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("pk"),
    "latest": lambda rows: rows.latest("pk"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "exclude exists": lambda rows: rows.exclude(pk=1).exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "annotate": lambda rows: list(rows.annotate(n=Count("events"))),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "dates": lambda rows: list(rows.dates("discovered_on", "month")),
    "iterator": lambda rows: list(rows.iterator()),
    "index": lambda rows: rows.all()[0],
    "slice": lambda rows: list(rows.all()[:3]),
    "len": lambda rows: len(rows.all()),
    "bool": lambda rows: bool(rows.all()),
    "contains": lambda rows: rows.contains(Problem(pk=1)),
    "update": lambda rows: rows.update(title="x"),
    "delete": lambda rows: rows.filter(pk=1).delete(),
    "bulk_update": lambda rows: rows.bulk_update([Problem(pk=1)], ["title"]),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "raw": lambda rows: list(rows.raw("SELECT * FROM problems_problem")),
    "explain": lambda rows: rows.all().explain(),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "union": lambda rows: list(rows.everywhere("test").union(rows.all())),
    "union from outside": lambda rows: list(rows.all().union(rows.everywhere("test"))),
    "intersection": lambda rows: list(rows.everywhere("test").intersection(rows.all())),
    "difference": lambda rows: list(rows.everywhere("test").difference(rows.all())),
    "or": lambda rows: list(rows.everywhere("test") | rows.all()),
    "or from outside": lambda rows: list(rows.all() | rows.everywhere("test")),
    "and": lambda rows: list(rows.everywhere("test") & rows.all()),
    "xor": lambda rows: list(rows.everywhere("test") ^ rows.all()),
    "get_list_or_404": lambda rows: get_list_or_404(rows.all(), pk=1),
    "get_or_404": lambda rows: get_or_404(rows.all(), pk=1),
}


@pytest.mark.parametrize("door", DOORS)
def test_an_unscoped_read_or_write_is_refused_at(door, db):
    with pytest.raises(Unscoped):
        DOORS[door](Problem.objects)


@pytest.mark.django_db
def test_asynchronous_doors_are_shut_as_well():
    import asyncio

    async def walk():
        async for _ in Problem.objects.all():
            pass

    async def stream():
        async for _ in Problem.objects.aiterator():
            pass

    for door in (walk, stream, lambda: Problem.objects.acount(), lambda: Problem.objects.aexists()):
        with pytest.raises(Unscoped):
            asyncio.run(door())


def test_a_filter_and_a_prefetch_do_not_open_a_door(county):
    reporter = county.grid_member
    cast.problem(discovered_by=reporter)

    with pytest.raises(Unscoped):
        list(Problem.objects.filter(discovered_by=reporter))
    with pytest.raises(Unscoped):
        list(Problem.objects.everywhere("test").prefetch_related(Prefetch("duplicate_of", Problem.objects.all())))


def test_a_form_whose_choices_nobody_narrowed_is_refused(db):
    class Choice(forms.Form):
        problem = forms.ModelChoiceField(Problem.objects.all())

    with pytest.raises(Unscoped):
        str(Choice())
    with pytest.raises(Unscoped):
        Choice({"problem": "1"}).is_valid()


def test_forward_keys_saving_and_refreshing_work_untouched(county):
    first = cast.problem()
    second = cast.problem(duplicate_of=first)
    second.title = "改名"
    second.save()

    again = Problem.objects.everywhere("test").select_related("duplicate_of").get(pk=second.pk)
    again.refresh_from_db(from_queryset=Problem.objects.visible_to(county.township_staff))

    assert (again.duplicate_of, again.title) == (first, "改名")


def test_what_is_refreshed_out_of_scope_does_not_exist(county):
    problem = cast.problem()

    with pytest.raises(Problem.DoesNotExist):
        problem.refresh_from_db(from_queryset=Problem.objects.visible_to(county.neighbour_staff))


def test_uniqueness_is_checked_across_all_places(county):
    cast.problem(WUPING_VILLAGE, form_key="6f1b6a0e-0000-4000-8000-000000000001")
    mine = Problem(
        division_code=XINGLONG,
        description="x",
        source="patrol",
        category="air",
        created_at=MOMENT,
        updated_at=MOMENT,
        form_key="6f1b6a0e-0000-4000-8000-000000000001",
    )

    with pytest.raises(ValidationError) as refusal:
        mine.full_clean()
    assert "problem_reported_once" in str(refusal.value)


def test_each_role_sees_its_own_place_and_nothing_of_the_neighbour(county):
    here, other_village = cast.problem(XINGLONG), cast.problem(HUILONG)
    whole_township, next_door = cast.problem(JILONG), cast.problem(WUPING_VILLAGE)

    def seen_by(person):
        return set(Problem.objects.visible_to(person))

    assert seen_by(county.grid_member) == {here}
    assert seen_by(county.township_staff) == {here, other_village, whole_township}
    assert seen_by(county.county_staff) == {here, other_village, whole_township, next_door}
    assert seen_by(county.neighbour_staff) == {next_door}
    assert seen_by(county.administrator) == set()


def test_offices_and_departments_see_what_was_given_to_them(county):
    led = cast.problem(lead_organisation=county.water_department)
    supported = cast.problem()
    supported.supporting_organisations.add(county.water_department)
    cast.problem()

    assert set(Problem.objects.visible_to(county.department_staff)) == {led, supported}
    assert set(Problem.objects.visible_to(county.office_staff)) == set()


def test_a_transfer_moves_rights_the_same_day(county):
    problem = cast.problem()
    moved = cast.person(
        Role.TOWNSHIP_STAFF, JILONG, county.station, since=dt.date(2020, 1, 1), until=dt.date(2020, 6, 1)
    )

    assert not Problem.objects.visible_to(moved).filter(pk=problem.pk).exists()
    assert moved.division_codes == ()


def test_somebody_elses_record_does_not_exist_for_the_page(county):
    problem = cast.problem()

    with pytest.raises(Http404):
        get_or_404(Problem.objects.visible_to(county.neighbour_staff), pk=problem.pk)


@pytest.mark.parametrize(("prefix", "end"), [("500230", "500231"), ("500239", "50023:"), ("500230999", "50023099:")])
def test_the_range_of_codes_below_a_prefix_ends_bytewise_after_it(prefix, end):
    assert code_after(prefix) == end
    assert prefix + "999" < end
