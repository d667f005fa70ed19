"""The example county's patrols: counts that can be worked out by hand, and nothing that the product itself would undo."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.test import override_settings

from apps.accounts.models import User
from apps.common.verdicts import Refused
from apps.inspections.actions.plans import settle_tasks
from apps.inspections.models import Finding, GridLevel, Patrol, PatrolPlan, PatrolTask, Site
from apps.inspections.queries import days, plans, sites
from apps.inspections.queries import gaps as radar
from apps.problems.actions import Step
from apps.problems.models import Attachment
from apps.problems.states import State
from apps.problems.words import Category, Source
from apps.territory.actions import import_divisions
from apps.workbench.demo import people, seeding, watch
from apps.workbench.demo.grids import OWN_GRID
from apps.workbench.demo.plans import FARM_PLAN, HARVEST_PLAN, WORKS_PLAN

# A Friday; the first day of the month a year and a day before is 1 November 2025.
TODAY, FIRST = dt.date(2026, 11, 20), dt.date(2025, 11, 1)
WHY = "the test counts"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("walks")]


@pytest.fixture(scope="module")
def walks(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for all tests, each of which lives in a savepoint of its own; taken back at the end."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        listed = Path(settings.BASE_DIR) / "fixtures" / "divisions-500230.csv"
        import_divisions(listed.read_text(encoding="utf-8-sig"))
        people.build_units()
        people.build_people()
        walks = watch.build(today=TODAY)
        watch.finish(walks)
        yield walks
        transaction.set_rollback(True)


def person(username) -> User:
    return User.objects.get(username=username)


def tasks_of(name):
    return PatrolTask.objects.everywhere(WHY).filter(plan__name=name)


def test_every_kind_of_site_that_there_is_stands_in_a_plan():
    standing = set(Site.objects.everywhere(WHY).values_list("kind__key", flat=True))

    assert standing <= set(PatrolPlan.objects.everywhere(WHY).values_list("kinds__key", flat=True))
    assert tasks_of(WORKS_PLAN).exists()


def test_six_farms_are_asked_for_twice_in_each_of_thirteen_months():
    counted = tasks_of(FARM_PLAN).values("first_day").annotate(tasks=Count("pk"), farms=Count("site", distinct=True))

    months = [dt.date(2025 + (10 + number) // 12, (10 + number) % 12 + 1, 1) for number in range(13)]
    assert list(counted.order_by("first_day").values_list("first_day", "tasks", "farms")) == [
        (month, 12, 6) for month in months
    ]


def test_in_harvest_the_fields_are_asked_for_every_day_and_at_no_other_time():
    field = Site.objects.everywhere(WHY).filter(kind__key="burning_area").first()

    days_asked = tasks_of(HARVEST_PLAN).filter(site=field).order_by("due_on").values_list("due_on", flat=True)

    # 20 to 31 August are 12 days, September has 30.
    assert list(days_asked) == [dt.date(2026, 8, 20) + dt.timedelta(days=number) for number in range(42)]


def test_every_task_and_patrol_lies_in_the_year_and_none_in_the_future():
    patrols = Patrol.objects.everywhere(WHY)

    assert not tasks_of(FARM_PLAN).filter(first_day__lt=FIRST).exists()
    assert not patrols.exclude(day__gte=FIRST, day__lt=TODAY).exists()
    assert 2500 < patrols.count() < 6000
    assert patrols.filter(persons=3).exists()
    in_order = list(patrols.order_by("pk").values_list("day", flat=True))
    assert in_order == sorted(in_order)


def test_settling_the_tasks_once_more_changes_nothing():
    some = list(Patrol.objects.everywhere(WHY).order_by("pk").values_list("pk", flat=True))[::25]

    assert settle_tasks(patrol_ids=some) == 0


def test_nine_sites_are_out_of_watch_one_of_them_since_ever():
    rows = sites.out_of_watch_by_township(person("xian"), on=TODAY)

    found = {row.code: (row.sites, row.never) for row in rows}
    alone = dict.fromkeys(("500230001", "500230101", "500230109", "500230113", "500230118", "500230121"), (1, 0))
    assert found == {people.TOWNSHIP: (3, 1)} | alone
    assert all(row.longest >= 23 for row in rows)


def test_the_gap_radar_shows_a_grid_without_leader_somebody_away_and_sites_without_keeper():
    gaps = radar.gaps(person("xian"), on=TODAY)

    assert [gap.what for gap in gaps["网格没有网格长"]] == ["暨龙镇兴龙村第三网格"]
    assert [gap.what for gap in gaps["请假没有代班人"]] == ["羊子池村网格员"]
    assert len(gaps["点位没有责任人"]) == 3


def test_a_fourth_level_is_on_in_one_township_only():
    assert list(GridLevel.objects.everywhere(WHY).values_list("division_code", "depth")) == [(people.TOWNSHIP, 3)]


def test_one_site_is_stopped_and_asked_for_no_more():
    stopped = sites.listed(person("xian"), on=TODAY, state="stopped").get()

    assert not PatrolTask.objects.everywhere(WHY).filter(site=stopped, due_on__gte=TODAY - dt.timedelta(25)).exists()


def test_the_newcomer_has_a_grid_of_his_own_with_work_in_it():
    member = person("wangge")

    assert plans.own_places(member, on=TODAY) == [OWN_GRID]
    assert plans.coming_tasks(member, on=TODAY).filter(due_on__gte=TODAY).count() >= 5
    assert days.unconfirmed(member, day=TODAY) == [people.VILLAGE]


def test_some_files_are_complete_and_some_are_not():
    files = [sites.completeness_of(site, on=TODAY) for site in sites.record(person("zhen"), on=TODAY)]

    assert any(file.percent == 100 for file in files)
    assert any(file.percent < 80 for file in files)


def test_yesterday_most_villages_have_reported_and_some_have_not():
    yesterday = TODAY - dt.timedelta(days=1)

    silent = days.silent_places(people.COUNTY, day=yesterday)

    assert 10 <= len(silent) <= 70
    assert {row.words for row in days.day_rows(person("xian"), day=yesterday, place=people.TOWNSHIP)} >= {
        "已报",
        "零报告",
    }


def test_four_findings_were_put_right_on_the_spot_with_photos_before_and_after():
    fixed = Finding.objects.filter(fixed_on_spot=True).select_related("problem")

    assert [finding.problem.state for finding in fixed] == [State.CLOSED] * 4
    for finding in fixed:
        phases = Attachment.objects.filter(problem=finding.problem, photo__isnull=False).values_list("phase", flat=True)
        assert sorted(phases) == ["after", "before"]
    complaint = Finding.objects.exclude(complaint="").get()
    assert complaint.problem.source == Source.PETITION


def test_what_a_grid_member_found_comes_from_one_of_his_patrols(walks):
    member = person("wangge")
    given = Step(by=member, at=dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC))

    problem = walks.report(
        given, division_code=people.VILLAGE, description="沟边有垃圾。", location="三组沟边", category=Category.SOLID_WASTE,
        source=Source.PATROL,
    )  # fmt: skip

    patrol = problem.finding.patrol
    assert (patrol.person, patrol.day, patrol.finding_count, patrol.is_walk) == (member, TODAY, 1, True)
    assert problem.events.get().details == {"巡查记录": patrol.reference}
    assert walks.grids[people.VILLAGE] == patrol.grid


def test_a_second_seeding_adds_nothing():
    counted = {model: model.objects.everywhere(WHY).count() for model in (Patrol, PatrolTask, PatrolPlan, Site)}

    with pytest.raises(Refused):
        seeding.seed(today=TODAY)

    assert {model: model.objects.everywhere(WHY).count() for model in counted} == counted
