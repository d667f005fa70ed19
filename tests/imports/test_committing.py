"""What an import does to the ledger (IMPORT.md, section 9), and that it does it once."""

import datetime as dt

import pytest

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.imports import actions
from apps.imports.words import Status
from tests import cast
from tests.imports.scene import four, imported, line, problems, received, the_problem

LATER = dt.timedelta(days=1)


def test_a_new_row_becomes_a_problem_with_all_that_the_list_says(county, noon):
    imported(county.county_staff, line(配合单位="镇综合执法岗、综合执法岗", 经费="3万元"), at=noon)

    problem = the_problem()
    assert (problem.division_code, problem.township_code) == (cast.XINGLONG, cast.JILONG)
    assert (problem.description, problem.state, problem.deadline_kind) == ("河边堆放垃圾（A1）", "rectifying", "date")
    assert (problem.deadline, problem.first_deadline) == (dt.date(2026, 12, 31), dt.date(2026, 12, 31))
    assert (problem.lead_unit, problem.lead_organisation) == ("镇规划环保岗", county.station)
    assert problem.supporting_units == ["镇综合执法岗", "综合执法岗"]
    assert list(problem.supporting_organisations.all()) == [county.law_office]
    assert (problem.extra, problem.version, problem.created_at) == ({"经费": "3万元"}, 1, noon)
    assert problem.raw["所属村"] == "兴龙村"


def test_a_problem_knows_file_sheet_and_row_and_so_does_its_history(county, noon):
    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)

    origin = {"batch": batch.pk, "file": "问题清单.csv", "sheet": "CSV", "row": 3}
    assert the_problem("A2").origin == origin
    events = the_problem("A2").events.values_list("action", "by", "at", "from_state", "to_state", "details")
    assert list(events) == [("import", county.county_staff.pk, noon, "", "rectifying", origin | {"created": True})]


def test_the_same_list_again_changes_nothing(county, noon):
    imported(county.county_staff, line("A1"), line("A2"), at=noon)

    again = imported(county.county_staff, line("A1"), line("A2"), at=noon + LATER)

    assert four(again.counts) == (0, 0, 2, 0)
    assert [(one.version, one.updated_at, one.events.count()) for one in problems()] == [(1, noon, 1)] * 2


def test_a_changed_row_updates_the_problem_and_its_history_keeps_old_and_new(county, noon):
    imported(county.county_staff, line(整改状态="已销号", 经费="3万元"), at=noon)

    batch = imported(
        county.county_staff, line(整改情况="又有反弹", 整改状态="整改中", 牵头单位="综合执法岗"), at=noon + LATER
    )

    problem = the_problem()
    assert four(batch.counts) == (0, 1, 0, 0)
    assert (problem.state, problem.progress, problem.version) == ("rectifying", "又有反弹", 2)
    assert (problem.lead_organisation, problem.origin["batch"]) == (county.law_office, batch.pk)
    event = problem.events.last()
    assert (event.from_state, event.to_state) == ("closed", "rectifying")
    assert event.details["changes"] == {
        "state": ["closed", "rectifying"],
        "progress": ["", "又有反弹"],
        "lead_unit": ["镇规划环保岗", "综合执法岗"],
    }


def test_an_empty_cell_erases_nothing_and_extra_columns_are_merged_by_label(county, noon):
    imported(county.county_staff, line(整改情况="已清运", 配合单位="综合执法岗", 经费="3万元"), at=noon)
    one = problems().get()
    one.extra = {"经费": "3万元", "包村领导": "杨某"}
    one.save()

    batch = imported(
        county.county_staff, line(整改情况="", 配合单位="", 整改时限="", 所属村="", 经费="4万元"), at=noon + LATER
    )

    problem = the_problem()
    assert batch.counts["updated"] == 1
    assert problem.events.last().details["changes"] == {
        "extra": [{"经费": "3万元", "包村领导": "杨某"}, {"经费": "4万元", "包村领导": "杨某"}]
    }
    assert (problem.progress, problem.supporting_units, problem.deadline) == (
        "已清运",
        ["综合执法岗"],
        dt.date(2026, 12, 31),
    )
    assert (problem.division_code, problem.supporting_organisations.count()) == (cast.XINGLONG, 1)


def test_a_deadline_that_becomes_at_once_takes_the_day_away(county, noon):
    imported(county.county_staff, line(), at=noon)

    imported(county.county_staff, line(整改时限="立行立改"), at=noon + LATER)

    problem = the_problem()
    assert (problem.deadline_kind, problem.deadline, problem.first_deadline) == (
        "immediate",
        None,
        dt.date(2026, 12, 31),
    )
    assert problem.events.last().details["changes"] == {
        "deadline_kind": ["date", "immediate"],
        "deadline": ["2026-12-31", None],
    }


def test_a_day_that_a_list_names_is_no_longer_counted_until_the_import_is_undone(county, noon):
    imported(county.county_staff, line(整改时限="2026-11-20"), at=noon)
    problems().update(deadline_is_provisional=True)

    imported(county.county_staff, line(整改时限="2026-11-20", 整改情况="开工了"), at=noon)
    assert the_problem().deadline_is_provisional

    batch = imported(county.county_staff, line(整改时限="2026-11-25"), at=noon)
    assert not the_problem().deadline_is_provisional

    actions.undo(batch, by=county.county_staff, at=noon)
    assert the_problem().deadline_is_provisional


def test_of_several_rows_with_one_identity_the_last_is_imported(county, noon):
    batch = imported(county.county_staff, line(整改情况="第一次"), line("A2"), line(整改情况="第二次"), at=noon)

    assert four(batch.counts) == (2, 0, 0, 1)
    assert the_problem().progress == "第二次"
    assert list(batch.rows.values_list("outcome", flat=True).order_by("position")) == [
        "duplicate",
        "created",
        "created",
    ]


def test_a_row_that_cannot_be_read_stays_out_and_the_others_go_in(county, noon):
    batch = imported(county.county_staff, line("A1", 整改时限="2026年2月30日"), line("A2"), at=noon)

    assert [one.external_no for one in problems()] == ["A2"]
    failed = batch.rows.get(outcome="failed")
    assert [(error["row"], error["column"], error["code"]) for error in failed.errors] == [(2, "F", "bad_date")]


def test_an_imported_batch_is_imported_once(county, noon):
    batch = imported(county.county_staff, line(), at=noon)

    again = actions.commit(batch_id=batch.pk, at=noon + LATER)
    asked = actions.request_commit(batch, by=county.county_staff, at=noon + LATER)

    assert (again.committed_at, asked.status) == (noon, Status.COMMITTED)
    assert (problems().count(), the_problem().events.count()) == (1, 1)


def test_what_changed_between_preview_and_import_counts(county, noon):
    first = received(county.county_staff, line(), at=noon)
    second = received(county.second_county_staff, line(), at=noon)
    assert four(second.promise) == (1, 0, 0, 0)
    actions.confirm(first, by=county.county_staff, at=noon)
    actions.commit(batch_id=first.pk, at=noon)

    actions.request_commit(second, by=county.second_county_staff, at=noon)
    done = actions.commit(batch_id=second.pk, at=noon)

    assert (four(done.promise), four(done.counts)) == ((1, 0, 0, 0), (0, 0, 1, 0))


def test_an_import_without_effect_is_refused_with_a_sentence(county, noon):
    imported(county.county_staff, line(), at=noon)
    batch = received(county.county_staff, line(), at=noon + LATER)

    with pytest.raises(Refused, match="没有要新增或更新的问题"):
        actions.request_commit(batch, by=county.county_staff, at=noon + LATER)


def test_the_import_stands_in_the_audit_trail(county, noon):
    batch = imported(county.county_staff, line(), at=noon)

    entry = AuditEntry.objects.get(action="导入问题台账")
    assert (entry.actor_id, entry.object_id, entry.division_code) == (
        county.county_staff.pk,
        str(batch.pk),
        cast.COUNTY,
    )
    assert entry.changes["created"] == 1


def test_the_number_of_statements_does_not_grow_with_the_rows(county, noon, django_assert_max_num_queries):
    batch = received(county.county_staff, *(line(f"B{number}") for number in range(300)), at=noon)
    actions.confirm(batch, by=county.county_staff, at=noon)

    with django_assert_max_num_queries(42):
        actions.commit(batch_id=batch.pk, at=noon)

    assert problems().count() == 300
