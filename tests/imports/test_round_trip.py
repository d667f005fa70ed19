"""The ledger's export, edited and imported again: what was edited changes, what others changed meanwhile is asked about."""

import io

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse

from apps.imports import actions
from apps.imports.words import Outcome
from apps.problems import actions as ledger
from apps.problems.actions import Step
from apps.problems.exporting import COLUMNS, write_ledger
from apps.problems.forms.filters import LedgerFilter
from tests import cast
from tests.imports.scene import TODAY, four, imported, line, problems, received, the_problem

PLACES = {column.label: place for place, column in enumerate(COLUMNS, 1)}


def exported(person, at) -> bytes:
    stream = io.BytesIO()
    chosen = LedgerFilter(QueryDict(""), user=person, today=TODAY)
    write_ledger(stream, by=person, chosen=chosen, today=TODAY, at=at)
    return stream.getvalue()


def edited(content, *changes, without=()) -> bytes:
    """`changes` are (number of the problem, heading, new value); `without` are columns that somebody deletes."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    rows = {row[0].value: row for row in sheet.iter_rows()}
    for number, heading, value in changes:
        rows[number][PLACES[heading] - 1].value = value
    for heading in without:
        sheet.delete_cols(PLACES[heading])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def again(person, content, at):
    return received(person, at=at, content=content, name="问题台账.xlsx")


def done(batch, person, at):
    actions.confirm(batch, by=person, at=at)
    return actions.commit(batch_id=batch.pk, at=at)


def correct(problem, person, at, **changes):
    ledger.correct(problem, given=Step(by=person, at=at), **changes)


def facts(problem):
    problem.refresh_from_db(from_queryset=problems())
    return {
        field.attname: getattr(problem, field.attname)
        for field in problem._meta.concrete_fields
        if field.attname not in ("version", "updated_at")
    }


@pytest.mark.parametrize("state", ["reported", "dispatched", "rectifying", "suspended", "submitted"])
def test_an_export_that_nobody_edited_changes_nothing(county, noon, state):
    cast.problem(state=state, title="垃圾堆", deadline=TODAY, supporting_units=["水利局"], staged=state == "rectifying")
    imported(county.county_staff, line("A1"), line("A2", 整改时限="长期坚持", 整改状态="已销号"), at=noon)
    before = [facts(problem) for problem in problems()]

    batch = again(county.county_staff, exported(county.county_staff, noon), noon)

    assert four(batch.promise) == (0, 0, 3, 0)
    assert batch.complaints == []
    assert [facts(problem) for problem in problems()] == before


def test_only_the_edited_cell_changes(county, noon):
    problem = cast.problem(state="suspended", title="垃圾堆", deadline=TODAY, measures="清运")
    before = facts(problem)
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "清运并硬化地面"))

    batch = done(again(county.county_staff, content, noon), county.county_staff, noon)

    assert four(batch.counts) == (0, 1, 0, 0)
    assert facts(problem) == before | {"measures": "清运并硬化地面"}
    assert batch.rows.get().changes == {"measures": ["清运", "清运并硬化地面"]}


def test_an_emptied_cell_is_an_edit_too(county, noon):
    problem = cast.problem(title="垃圾堆", remarks="重复", supporting_units=["水利局"])
    content = edited(
        exported(county.county_staff, noon), (problem.number, "备注", None), (problem.number, "配合单位", None)
    )

    done(again(county.county_staff, content, noon), county.county_staff, noon)

    after = facts(problem)
    assert (after["remarks"], after["supporting_units"], after["title"]) == ("", [], "垃圾堆")


def test_what_others_changed_elsewhere_is_kept(county, noon):
    problem = cast.problem(title="垃圾堆", measures="清运", goal="干净")
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "清运并硬化"))
    correct(problem, county.county_staff, noon, goal="长期干净")

    done(again(county.county_staff, content, noon), county.county_staff, noon)

    after = facts(problem)
    assert (after["measures"], after["goal"]) == ("清运并硬化", "长期干净")


@pytest.fixture
def conflict(county, noon):
    """Somebody edits the measures in the file, somebody else on the page."""
    problem = cast.problem(title="垃圾堆", measures="清运", goal="干净")
    content = edited(
        exported(county.county_staff, noon),
        (problem.number, "整改措施", "表里改的"),
        (problem.number, "整改目标", "更干净"),
    )
    correct(problem, county.second_county_staff, noon, measures="别人改的")
    return problem, again(county.county_staff, content, noon)


def test_the_same_cell_changed_twice_is_a_conflict_with_three_values(county, conflict):
    _, batch = conflict

    row = batch.rows.get()
    assert row.outcome == Outcome.CONFLICT
    (heading, values), *others = row.conflicts.items()
    assert (heading, others) == ("整改措施", [])
    assert (values["base"], values["theirs"], values["mine"]) == ("清运", "别人改的", "表里改的")
    assert values["who"] == county.second_county_staff.signature


@pytest.mark.parametrize(("side", "measures"), [("mine", "表里改的"), ("theirs", "别人改的")])
def test_a_person_chooses_between_the_two(county, noon, signed_in, conflict, side, measures):
    problem, batch = conflict
    client = signed_in(county.county_staff)
    page = client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert "以台账现在的为准：<strong>别人改的</strong>" in page

    client.post(reverse("import_sides", args=[batch.pk]), {"position": 0, "整改措施": side})
    done(batch, county.county_staff, noon)

    after = facts(problem)
    assert (after["measures"], after["goal"]) == (measures, "更干净")


def test_without_a_choice_nothing_is_overwritten(county, noon, conflict):
    problem, batch = conflict

    batch = done(batch, county.county_staff, noon)

    assert (four(batch.counts), batch.counts["conflicts"]) == ((0, 0, 0, 0), 1)
    assert (facts(problem)["measures"], facts(problem)["goal"]) == ("别人改的", "干净")


def test_a_choice_counts_only_for_what_was_seen(county, noon, conflict):
    problem, batch = conflict
    actions.choose_sides(batch, sides="mine", by=county.county_staff, at=noon)
    correct(problem, county.second_county_staff, noon, measures="又改了")

    batch = done(batch, county.county_staff, noon)

    assert batch.counts["conflicts"] == 1
    assert facts(problem)["measures"] == "又改了"


def test_a_conflict_that_comes_between_preview_and_import_is_held_back(county, noon):
    problem = cast.problem(title="垃圾堆", measures="清运")
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "表里改的"))
    batch = again(county.county_staff, content, noon)
    assert four(batch.promise) == (0, 1, 0, 0)
    correct(problem, county.second_county_staff, noon, measures="别人改的")

    batch = done(batch, county.county_staff, noon)

    assert (four(batch.counts), batch.counts["conflicts"]) == ((0, 0, 0, 0), 1)
    assert facts(problem)["measures"] == "别人改的"


def test_without_the_stamp_every_difference_is_asked_about(county, noon):
    problem = cast.problem(title="垃圾堆", measures="清运")
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "表里改的"), without=["版本"])

    batch = again(county.county_staff, content, noon)

    assert list(batch.rows.get().conflicts) == ["整改措施"]


def test_the_workflow_is_not_passed_by_in_a_list(county, noon):
    problem = cast.problem(title="垃圾堆", state="rectifying")
    content = edited(
        exported(county.county_staff, noon), (problem.number, "整改状态", "已销号"), (problem.number, "备注", "x")
    )

    batch = done(again(county.county_staff, content, noon), county.county_staff, noon)

    assert (facts(problem)["state"], facts(problem)["remarks"]) == ("rectifying", "x")
    assert "请到系统里办理" in batch.rows.get().warnings[0]["message"]


def test_the_state_of_a_problem_from_a_list_may_come_from_a_list(county, noon):
    imported(county.county_staff, line("A1"), at=noon)
    content = edited(exported(county.county_staff, noon), (the_problem().number, "整改状态", "已销号"))

    done(again(county.county_staff, content, noon), county.county_staff, noon)

    assert the_problem().state == "closed"
    assert the_problem().origin["file"] == "问题清单.csv"


def test_an_unknown_number_is_said_and_a_row_without_one_is_new(county, noon):
    problem = cast.problem(title="垃圾堆")
    content = exported(county.county_staff, noon)

    batch = again(county.county_staff, edited(content, (problem.number, "系统编号", "2026-999999")), noon)
    assert batch.rows.get().errors[0]["message"].startswith("台账里没有编号为“2026-999999”的问题")

    batch = again(county.county_staff, edited(content, (problem.number, "系统编号", None)), noon)
    assert four(batch.promise) == (1, 0, 0, 0)


def test_a_neighbours_problem_is_not_changed(county, noon):
    problem = cast.problem(title="垃圾堆", measures="清运")
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "表里改的"))

    batch = again(county.neighbour_staff, content, noon)

    assert batch.rows.get().outcome == Outcome.REFUSED


def test_an_undone_round_trip_restores_the_cells(county, noon):
    problem = cast.problem(title="垃圾堆", measures="清运")
    before = facts(problem)
    content = edited(exported(county.county_staff, noon), (problem.number, "整改措施", "表里改的"))
    batch = done(again(county.county_staff, content, noon), county.county_staff, noon)

    actions.undo(batch, by=county.county_staff, at=noon)

    assert facts(problem) == before
