"""Rows are laid out while the list is being read, and what they mean in the ledger is noted beside them."""

from django.db import connection

from apps.imports import actions
from apps.imports.models import ImportTarget
from apps.imports.words import Outcome, Status
from tests.imports.lists import LONG, long_list
from tests.imports.scene import four, imported, line, problems, received, the_problem
from tests.imports.test_round_trip import again, done, edited, exported


def targets(batch) -> list:
    rows = batch.rows.order_by("position").select_related("target__problem")
    return [row.problem and row.problem.external_no for row in rows]


def test_a_list_that_turns_out_too_long_leaves_no_rows_behind(county, noon, monkeypatch):
    monkeypatch.setattr("apps.imports.reading.reader.MOST_ROWS", 2)

    batch = received(county.county_staff, line("A1"), line("A2"), line("A3"), at=noon)

    assert (batch.status, batch.rows.count(), batch.sheets) == (Status.UNREADABLE, 0, [])
    assert [complaint["code"] for complaint in batch.complaints] == ["too_large"]


def test_a_long_list_that_turns_out_to_need_reading_as_a_whole_is_laid_out_once(county, noon):
    remark = long_list(change=lambda xml: xml.replace('<row r="1200"', '<!-- seen --><row r="1200"'))

    batch = received(county.county_staff, content=remark, name="清单.xlsx", at=noon)

    assert (batch.status, batch.steps_total) == (Status.READ, LONG)
    assert list(batch.rows.order_by("position").values_list("row", flat=True)) == list(range(3, 3 + LONG))


def test_rows_stand_in_the_order_of_the_file_and_problems_get_their_numbers_in_it(county, noon):
    batch = imported(county.county_staff, line("A2"), line("A9", 所属乡镇="某某乡"), line("A1"), line("A3"), at=noon)

    assert list(batch.rows.order_by("position").values_list("position", "row", "outcome")) == [
        (0, 2, Outcome.CREATED),
        (1, 3, Outcome.FAILED),
        (2, 4, Outcome.CREATED),
        (3, 5, Outcome.CREATED),
    ]
    assert list(problems().values_list("external_no", flat=True)) == ["A2", "A1", "A3"]


def test_a_new_row_means_its_problem_only_once_it_is_imported(county, noon):
    imported(county.county_staff, line("A1"), at=noon)

    batch = received(county.county_staff, line("A1"), line("A2"), at=noon)
    assert targets(batch) == ["A1", None]

    batch = imported(county.county_staff, line("A1"), line("A2"), at=noon)
    assert targets(batch) == ["A1", "A2"]
    assert list(ImportTarget.objects.filter(row__batch=batch).values_list("version", "undone")) == [(1, False)] * 2


def test_reading_again_forgets_what_was_found_before(county, noon):
    imported(county.county_staff, line("A1"), at=noon)
    batch = received(county.county_staff, line("A1"), at=noon)
    before = ImportTarget.objects.count()

    again_read = received(county.county_staff, line("A1", 整改情况="已清运"), at=noon)

    assert (four(batch.promise), four(again_read.promise)) == ((0, 0, 1, 0), (0, 1, 0, 0))
    assert ImportTarget.objects.count() == before + 1
    assert again_read.rows.get().changes == {"progress": ["", "已清运"]}


def test_a_long_export_is_written_block_by_block(county, noon, monkeypatch):
    monkeypatch.setattr("apps.imports.staging._BLOCK", 1)
    imported(county.county_staff, line("A1"), line("A2"), line("A3"), at=noon)
    content = edited(exported(county.county_staff, noon), (the_problem("A2").number, "整改措施", "清运"))

    batch = done(again(county.county_staff, content, noon), county.county_staff, noon)

    assert four(batch.counts) == (0, 1, 2, 0)
    assert the_problem("A2").measures == "清运"


def test_the_import_leaves_the_rows_of_new_problems_as_they_were_laid_out(county, noon):
    """Rows are wide and come by the thousand; what the import did with them stands beside them."""
    batch = received(county.county_staff, line("A1"), line("A2"), at=noon)
    places = _places_on_disk(batch)

    actions.confirm(batch, by=county.county_staff, at=noon)
    actions.commit(batch_id=batch.pk, at=noon)

    assert targets(batch) == ["A1", "A2"]
    assert _places_on_disk(batch) == places


def _places_on_disk(batch) -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM imports_importrow WHERE batch_id = %s ORDER BY position", [batch.pk])
        return cursor.fetchall()
