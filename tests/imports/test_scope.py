"""Whose list may go into whose ledger, and who sees which import."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.roles import TOWNSHIP, Role
from apps.imports import actions
from apps.imports.models import ImportBatch
from tests import cast
from tests.imports.scene import four, imported, line, problems, received, the_problem

LATER = dt.timedelta(days=1)
PAGES = ["import_batch", "import_progress", "import_file", "import_returned"]
FORMS = ["import_columns", "import_cells", "import_commit", "import_undo"]


def test_rows_of_the_neighbour_are_refused_row_by_row(county, noon):
    rows = line("A1"), line("A2", 所属乡镇="武平镇", 所属村=""), line("A3", 所属乡镇="全县", 所属村="")

    batch = imported(county.township_staff, *rows, at=noon)

    assert [problem.external_no for problem in problems()] == ["A1"]
    assert (four(batch.counts), batch.counts["refused"]) == ((1, 0, 0, 0), 2)


def test_the_county_may_import_into_all_its_townships(county, noon):
    rows = line("A1"), line("A2", 所属乡镇="武平镇", 所属村=""), line("A3", 所属乡镇="全县", 所属村="")

    imported(county.county_staff, *rows, at=noon)

    assert [problem.division_code for problem in problems()] == [cast.XINGLONG, cast.WUPING, cast.COUNTY]


def test_a_number_does_not_reach_a_problem_that_stands_in_the_neighbours_ledger(county, noon):
    imported(county.county_staff, line("A1", 所属乡镇="武平镇", 所属村=""), at=noon)

    batch = imported(county.township_staff, line("A1"), line("A2"), at=noon + LATER)

    assert (the_problem("A1").division_code, the_problem("A1").version) == (cast.WUPING, 1)
    refused = batch.rows.get(outcome="refused")
    assert (refused.row, refused.problem, refused.changes) == (2, None, {})


def test_a_refused_row_does_not_hide_a_good_one_of_the_same_number(county, noon):
    batch = imported(county.township_staff, line("A1"), line("A1", 所属乡镇="武平镇", 所属村=""), at=noon)

    assert four(batch.counts) == (1, 0, 0, 0)
    assert the_problem("A1").division_code == cast.XINGLONG


def test_the_right_counts_that_holds_on_the_day_of_the_import(county, noon):
    batch = received(county.township_staff, line("A1"), at=noon)
    ImportBatch.objects.everywhere("test").update(status="committing", asked_by=county.neighbour_staff, asked_at=noon)

    done = actions.commit(batch_id=batch.pk, at=noon)

    assert (problems().count(), done.counts["refused"]) == (0, 1)


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_open_to_those_who_import(county, signed_in, role):
    answer = signed_in(county.by_role[role]).get(reverse("imports"))

    assert answer.status_code == (200 if role in TOWNSHIP | {Role.COUNTY_STAFF} else 403)


def test_the_neighbours_import_does_not_exist(county, noon, signed_in):
    batch = imported(county.township_staff, line(), at=noon)
    client = signed_in(county.neighbour_staff)

    assert {name: client.get(reverse(name, args=[batch.pk])).status_code for name in PAGES} == dict.fromkeys(PAGES, 404)
    assert {name: client.post(reverse(name, args=[batch.pk])).status_code for name in FORMS} == dict.fromkeys(
        FORMS, 404
    )


def test_the_county_sees_the_imports_of_its_townships_and_not_the_other_way_round(county, noon, signed_in):
    own = imported(county.township_staff, line(), at=noon)
    countys = imported(county.county_staff, line("A2"), at=noon)

    assert signed_in(county.county_staff).get(reverse("import_batch", args=[own.pk])).status_code == 200
    assert signed_in(county.township_leader).get(reverse("import_batch", args=[own.pk])).status_code == 200
    assert signed_in(county.township_leader).get(reverse("import_batch", args=[countys.pk])).status_code == 404


def test_a_townships_list_asks_for_the_closure_that_belongs_to_the_county(county, noon):
    imported(county.county_staff, line("A1", 问题来源="群众信访举报"), at=noon)

    imported(county.township_staff, line("A1", 问题来源="群众信访举报", 整改状态="已销号"), at=noon + LATER)

    problem = the_problem("A1")
    assert (problem.state, problem.closed_on) == ("submitted", None)


def test_a_townships_list_neither_reopens_what_the_county_closed_nor_puts_off_its_deadline(county, noon):
    imported(county.county_staff, line("A1", 问题来源="群众信访举报", 整改状态="已销号"), at=noon)

    batch = imported(
        county.township_staff,
        line("A1", 问题来源="群众信访举报", 整改状态="已销号", 整改时限="2027-06-30"),
        at=noon + LATER,
    )

    problem = the_problem("A1")
    assert (problem.state, problem.deadline) == ("closed", dt.date(2026, 12, 31))
    assert four(batch.counts) == (0, 0, 1, 0)
