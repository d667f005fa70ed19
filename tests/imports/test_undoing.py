"""An import is taken back as a whole, or all of it on which nobody has worked since."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.imports import actions, queries
from apps.imports.words import Status
from apps.problems import actions as ledger
from apps.problems.actions import remark
from apps.problems.actions.steps import Step
from apps.problems.models import ProblemEvent
from tests.imports.scene import four, imported, line, problems, received, the_problem

LATER = dt.timedelta(days=1)


def undone(batch, person, at, **more):
    done = actions.undo(batch, by=person, at=at, **more)
    batch.refresh_from_db(from_queryset=type(batch).objects.everywhere("test"))
    return done


def test_undoing_removes_what_was_created(county, noon):
    batch = imported(county.county_staff, line("A1", 配合单位="综合执法岗"), line("A2"), at=noon)

    done = undone(batch, county.county_staff, noon + LATER)

    assert (done.removed, done.restored, done.kept) == (2, 0, [])
    assert (problems().count(), ProblemEvent.objects.count(), batch.status) == (0, 0, Status.UNDONE)
    assert AuditEntry.objects.get(action="撤销导入").changes == {"removed": 2, "restored": 0, "kept": []}


def test_undoing_puts_back_what_was_updated_and_says_so_in_the_history(county, noon):
    imported(county.county_staff, line(配合单位="综合执法岗"), at=noon)
    before = problems().values().get()
    second = line(
        整改情况="清完了",
        整改状态="已销号",
        牵头单位="综合执法岗",
        配合单位="镇规划环保岗",
        整改时限="立行立改",
        经费="3万元",
    )
    batch = imported(county.county_staff, second, at=noon + LATER)

    done = undone(batch, county.county_staff, noon + 2 * LATER)

    after = problems().values().get()
    assert (done.removed, done.restored) == (0, 1)
    assert after == before | {"version": 3, "updated_at": noon + 2 * LATER}
    assert list(the_problem().supporting_organisations.all()) == [county.law_office]
    event = the_problem().events.last()
    assert (event.from_state, event.to_state, event.by) == ("closed", "rectifying", county.county_staff)
    assert event.details["undone"] == batch.pk
    assert event.details["changes"]["state"] == ["closed", "rectifying"]


def test_where_somebody_has_worked_it_says_on_which_and_does_nothing(county, noon):
    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)
    remark(the_problem("A1"), given=Step(by=county.township_staff, at=noon + LATER, note="已去现场看过"))

    done = undone(batch, county.county_staff, noon + LATER)

    assert done.kept == [the_problem("A1").pk]
    assert [row.problem.pk for row in queries.worked_on(batch)] == done.kept
    assert (problems().count(), batch.status) == (2, Status.COMMITTED)


def test_the_rest_is_undone_if_that_is_wanted(county, noon):
    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)
    remark(the_problem("A1"), given=Step(by=county.township_staff, at=noon + LATER, note="已去现场看过"))

    undone(batch, county.county_staff, noon + LATER, rest=True)

    assert [problem.external_no for problem in problems()] == ["A1"]
    assert the_problem("A1").events.count() == 2
    assert (batch.counts["removed"], batch.counts["kept"], batch.status) == (1, 1, Status.UNDONE)


def test_another_list_that_changed_a_problem_since_has_worked_on_it(county, noon):
    first = imported(county.county_staff, line(), at=noon)
    imported(county.county_staff, line(整改状态="已销号"), at=noon + LATER)

    done = undone(first, county.county_staff, noon + LATER)

    assert done.kept == [the_problem().pk]


def test_a_list_that_met_the_problem_unchanged_does_not_hinder(county, noon):
    first = imported(county.county_staff, line(), at=noon)
    second = imported(county.county_staff, line(), line("A2"), at=noon + LATER)

    assert undone(first, county.county_staff, noon + LATER).removed == 1
    assert list(second.rows.order_by("position").values_list("target__problem__external_no", flat=True)) == [None, "A2"]


def test_the_same_file_can_be_imported_again_after_undoing(county, noon):
    undone(imported(county.county_staff, line(), at=noon), county.county_staff, noon)

    assert four(imported(county.county_staff, line(), at=noon + LATER).counts) == (1, 0, 0, 0)


@pytest.mark.parametrize("stage", ["read", "undone"])
def test_only_what_is_imported_can_be_undone(county, noon, stage):
    batch = received(county.county_staff, line(), at=noon)
    if stage == "undone":
        actions.confirm(batch, by=county.county_staff, at=noon)
        actions.undo(actions.commit(batch_id=batch.pk, at=noon), by=county.county_staff, at=noon)

    with pytest.raises(Refused, match="不能撤销"):
        actions.undo(batch, by=county.county_staff, at=noon)


def test_history_cannot_be_deleted_in_any_other_way(county, noon):
    batch = imported(county.county_staff, line(), at=noon)
    remark(the_problem(), given=Step(by=county.township_staff, at=noon, note="已去现场看过"))

    for setting in ("", str(batch.pk)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('ledger.undone_import', %s, true)", [setting])
            cursor.execute("DELETE FROM problems_problemevent")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemEvent.objects.update(note="改写")


def test_a_long_import_is_undone_by_a_worker(county, noon, signed_in, monkeypatch):
    monkeypatch.setattr("apps.imports.actions.undoing.ListUndoing.at_once", 1)
    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)
    client = signed_in(county.county_staff)

    text = client.post(reverse("import_undo", args=[batch.pk]), follow=True).content.decode()
    assert "正在撤销" in text
    assert problems().count() == 2

    actions.carry_out_undo(batch_id=batch.pk, at=noon)
    actions.carry_out_undo(batch_id=batch.pk, at=noon)
    assert problems().count() == 0
    assert "这次导入已撤销" in client.get(reverse("import_batch", args=[batch.pk])).content.decode()


def test_a_long_undoing_that_meets_work_says_so(county, noon, monkeypatch):
    monkeypatch.setattr("apps.imports.actions.undoing.ListUndoing.at_once", 1)
    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)
    ledger.correct(the_problem("A1"), given=Step(by=county.county_staff, at=noon), remarks="看过")
    actions.request_undo(batch, by=county.county_staff, at=noon)

    batch = actions.carry_out_undo(batch_id=batch.pk, at=noon)

    assert (batch.status, batch.failure[:7]) == (Status.COMMITTED, "有 1 件已有")
    assert problems().count() == 2
