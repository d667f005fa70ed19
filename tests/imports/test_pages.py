"""The pages of imports, from the upload to the undoing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from apps.imports import actions
from apps.imports.models import ImportBatch
from apps.imports.words import Status
from tests.imports.scene import imported, line, problems, received, table, the_problem, upload


def page(client, batch, name="import_batch", **query):
    answer = client.get(reverse(name, args=[batch.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def the_batch():
    return ImportBatch.objects.everywhere("test").latest("pk")


def carry_out(batch, at):
    actions.carry_out(batch_id=batch.pk, at=at)


def test_a_list_without_mistakes_takes_two_taps_after_choosing_the_file(county, noon, signed_in):
    client = signed_in(county.township_staff)

    answer = client.post(reverse("imports"), {"files": upload(line("A1"), line("A2"))}, follow=True)
    assert "新增 2 件" in answer.content.decode()
    assert problems().count() == 0

    answer = client.post(reverse("import_commit", args=[the_batch().pk]), follow=True)
    assert "正在导入" in answer.content.decode()

    carry_out(the_batch(), noon)
    assert "和导入前预计的一样" in page(client, the_batch())
    assert problems().count() == 2


def test_several_files_are_taken_at_once(county, signed_in):
    files = [upload(line("A1"), name="一.csv"), upload(line("A2"), name="二.csv")]

    answer = signed_in(county.township_staff).post(reverse("imports"), {"files": files}, follow=True)

    assert "收到 2 个文件" in answer.content.decode()
    assert [batch.file_name for batch in ImportBatch.objects.everywhere("test").order_by("pk")] == ["一.csv", "二.csv"]


def test_no_file_and_an_empty_file_are_said_in_sentences(county, signed_in):
    client = signed_in(county.township_staff)

    assert "请选择要导入的表格文件" in client.post(reverse("imports")).content.decode()
    answer = client.post(reverse("imports"), {"files": SimpleUploadedFile("空.xlsx", b"")}, follow=True)
    assert "文件无法读取" in answer.content.decode()


def test_the_preview_shows_old_and_new_side_by_side(county, noon, signed_in):
    imported(county.township_staff, line(), at=noon)
    batch = received(county.township_staff, line(整改状态="已销号"), at=noon)

    text = page(signed_in(county.township_staff), batch, group="updated")

    assert "<dt>整改状态</dt><dd><del>整改中</del> <ins>待验收</ins></dd>" in text
    assert "销号由县里审批" in text


def test_a_list_that_brings_nothing_new_says_so_and_offers_no_button(county, noon, signed_in):
    imported(county.township_staff, line(), at=noon)
    batch = received(county.township_staff, line(), at=noon)

    text = page(signed_in(county.township_staff), batch)

    assert "没有需要导入的内容" in text
    assert "正式导入" not in text


def test_the_same_file_is_recognised(county, noon, signed_in):
    imported(county.township_staff, line(), at=noon)
    batch = received(county.township_staff, line(), at=noon)

    assert "导入过" in page(signed_in(county.township_staff), batch)


def test_a_list_too_long_to_be_read_again_at_once_offers_the_marked_workbook_and_no_cells(
    county, noon, signed_in, monkeypatch
):
    batch = received(county.county_staff, line("A1"), line("A2", 所属乡镇="某某乡"), at=noon)
    client = signed_in(county.county_staff)
    assert "改好这一行" in page(client, batch) and "可以在下面直接改好" in page(client, batch)

    monkeypatch.setattr("apps.imports.actions.correcting.MOST_ROWS", 1)

    shown = page(client, batch)
    assert "改好这一行" not in shown
    assert "读不懂的 1 行这次不导入；表太长，请下载标好错误的原表，改好以后再导入。" in shown


def test_a_bad_cell_is_put_right_in_the_page(county, noon, signed_in):
    client = signed_in(county.township_staff)
    batch = received(county.township_staff, line("A1", 所属村="无此村", 整改时限="尽快"), line("A2"), at=noon)
    text = page(client, batch)
    assert 'name="row0-cell_2_C"' in text
    assert 'type="date" name="row0-cell_2_F"' in text

    data = {"position": 0, "row0-cell_2_C": "兴龙村村民委员会", "row0-cell_2_F": "2026-12-01"}
    answer = client.post(reverse("import_cells", args=[batch.pk]), data, follow=True)

    assert "第 2 行改好了：新增" in answer.content.decode()
    assert the_batch().promise["created"] == 2


def test_a_deadline_may_be_put_right_with_a_word(county, noon, signed_in):
    batch = received(county.township_staff, line(整改时限="尽快"), at=noon)
    client, address = signed_in(county.township_staff), reverse("import_cells", args=[batch.pk])

    assert "请选日期" in client.post(address, {"position": 0}, follow=True).content.decode()
    client.post(address, {"position": 0, "row0-word_cell_2_F": "立行立改"})

    assert batch.rows.get().facts["deadline_kind"] == "immediate"


def test_a_column_is_chosen_in_the_page(county, noon, signed_in):
    batch = received(county.township_staff, line(经费="2026-12-01", 整改时限=""), at=noon)
    columns = {f"columns-{letter}": field or "" for letter, (_, field) in batch.sheets[0]["headers"].items()}
    columns |= {"columns-F": "", "columns-K": "deadline", "columns-header_row": 1, "sheet": "CSV"}

    answer = signed_in(county.township_staff).post(reverse("import_columns", args=[batch.pk]), columns, follow=True)

    assert "已按您选的栏目重新读取" in answer.content.decode()
    assert batch.rows.get().facts["deadline"] == "2026-12-01"


def test_the_progress_is_a_bar_and_then_the_result(county, noon, signed_in):
    client = signed_in(county.township_staff)
    batch = received(county.township_staff, line(), at=noon)
    actions.request_commit(batch, by=county.township_staff, at=noon)

    assert "<progress" in page(client, batch, "import_progress")
    carry_out(batch, noon)
    answer = client.get(reverse("import_progress", args=[batch.pk]))
    assert answer["HX-Redirect"] == reverse("import_batch", args=[batch.pk])


def test_the_result_links_to_the_problems_and_can_be_undone(county, noon, signed_in):
    client = signed_in(county.township_staff)
    batch = imported(county.township_staff, line(), at=noon)
    assert reverse("problem", args=[the_problem().pk]) in page(client, batch)

    answer = client.post(reverse("import_undo", args=[batch.pk]), follow=True)

    assert "已撤销：删除新增的 1 件" in answer.content.decode()
    assert (problems().count(), the_batch().status) == (0, Status.UNDONE)


def test_the_file_comes_back_as_it_was_received(county, noon, signed_in):
    batch = imported(county.township_staff, line(), at=noon)

    answer = signed_in(county.township_staff).get(reverse("import_file", args=[batch.pk]))

    assert b"".join(answer.streaming_content) == table(line())
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_imports_costs_the_same_for_any_number(county, noon, signed_in, django_assert_num_queries, rows):
    for number in range(rows):
        received(county.township_staff, line(f"A{number}"), at=noon)
    client = signed_in(county.township_staff)

    with django_assert_num_queries(6):
        client.get(reverse("imports"))


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("cells", [{}, {"整改时限": "尽快"}])
def test_the_preview_costs_the_same_for_any_number_of_rows(
    county, noon, signed_in, django_assert_max_num_queries, rows, cells
):
    batch = received(county.township_staff, *(line(f"A{number}", **cells) for number in range(rows)), at=noon)
    client = signed_in(county.township_staff)

    with django_assert_max_num_queries(13):
        page(client, batch)


def test_the_own_workbook_comes_back_with_its_mistakes_marked(county, noon, signed_in):
    rows = line("A1", 整改时限="2026年2月30日"), line("A2"), line("A3", 整改时限="尽快")
    batch = received(county.township_staff, *rows, at=noon)
    actions.correct_cells(batch, sheet="CSV", row=4, cells={(4, "F"): "2026-12-01"}, by=county.township_staff, at=noon)

    answer = signed_in(county.township_staff).get(reverse("import_returned", args=[batch.pk]))

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["CSV"]
    marked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert marked == ["F2"]
    assert "2026-02-28" in sheet["F2"].comment.text
    assert sheet["D3"].value == "河边堆放垃圾（A2）"
    assert sheet["F4"].value == "2026-12-01"


def test_a_list_without_mistakes_is_not_returned(county, noon, signed_in):
    batch = received(county.township_staff, line(), at=noon)

    answer = signed_in(county.township_staff).get(reverse("import_returned", args=[batch.pk]), follow=True)

    assert "不用退回" in answer.content.decode()
