import datetime as dt
import io

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse

from apps.accounts.roles import Role
from apps.common.models import AuditEntry, LongWork
from apps.problems import editions, exporting
from apps.problems.actions import exports
from apps.problems.exporting import EXPORTERS, write_ledger
from apps.problems.forms.filters import LedgerFilter
from apps.problems.models import ProblemExport
from apps.problems.tasks import remove_old_exports, write_export
from tests import cast

ADDRESS = "/problems/export/"
TODAY = dt.date(2026, 11, 4)


def table(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if row[0] == "系统编号")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]], [row[0] for row in rows[:head]]


def written(person, query="", at=None):
    stream = io.BytesIO()
    chosen = LedgerFilter(QueryDict(query), user=person, today=TODAY)
    write_ledger(stream, by=person, chosen=chosen, today=TODAY, at=at)
    return table(stream.getvalue())


def test_a_row_says_what_the_page_says(county, noon):
    problem = cast.problem(
        state="rectifying", deadline=TODAY - dt.timedelta(1), lead_unit="兴龙村村民委员会", external_no="WH-88",
        supporting_units=["水利局", "农委"], title="垃圾堆", location="二组", staged=True, at=noon,
    )  # fmt: skip

    (row,), head = written(county.township_staff, at=noon)

    said = {name: value for name, value in row.items() if value is not None}
    assert editions.read_stamp(said.pop("版本")).version == problem.version
    assert said == {
        "系统编号": problem.number, "受理编号": "WH-88", "乡镇": "暨龙镇", "村社区": "兴龙村", "具体位置": "二组",
        "问题名称": "垃圾堆", "问题描述": "河边堆放生活垃圾约两立方米", "问题来源": "网格巡查", "问题类型": "固体废物",
        "发现日期": dt.datetime(2026, 11, 2), "牵头单位": "兴龙村村民委员会", "配合单位": "水利局、农委",  # noqa: DTZ001
        "整改期限": dt.datetime(2026, 11, 3), "期限情况": "超期1天", "系统状态": "整改中", "整改状态": "阶段性办结",  # noqa: DTZ001
        "阶段性办结": "是", "登记日期": dt.datetime(2026, 11, 4, 12, 0),  # noqa: DTZ001
    }  # fmt: skip
    assert head == ["生态环境问题台账", "条件：全部问题", "截至 2026-11-04，由 镇规划环保岗 镇环保岗 环保岗甲 导出"]


def test_the_list_is_the_filtered_one_over_all_chunks(county, noon, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    for number in range(5):
        cast.problem(description=f"第{number}个")
    cast.problem(description="别的", category="water")
    cast.problem(cast.WUPING_VILLAGE, description="邻镇的")

    rows, head = written(county.township_staff, "category=solid_waste", at=noon)

    assert [row["问题描述"] for row in rows] == ["第4个", "第3个", "第2个", "第1个", "第0个"]
    assert head[1] == "条件：问题类型：固体废物"


def test_words_that_look_like_a_formula_stay_words(county, noon):
    cast.problem(description='=HYPERLINK("http://x","点我")')

    stream = io.BytesIO()
    chosen = LedgerFilter(QueryDict(""), user=county.township_staff, today=TODAY)
    write_ledger(stream, by=county.township_staff, chosen=chosen, today=TODAY, at=noon)

    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert cell.data_type == "s"


def test_the_button_sends_the_list_and_leaves_a_trace(county, signed_in):
    cast.problem()
    cast.problem(category="water")

    response = signed_in(county.township_staff).post(ADDRESS, {"query": "category=water"})

    rows, _ = table(b"".join(response.streaming_content))
    entry = AuditEntry.objects.get(action="导出问题台账")
    assert len(rows) == 1
    assert (entry.actor_id, entry.changes) == (county.township_staff.pk, {"rows": 1, "query": "category=water"})


def test_an_export_is_asked_for_by_post(county, signed_in):
    assert signed_in(county.township_staff).get(ADDRESS).status_code == 405


@pytest.mark.parametrize("role", list(Role))
def test_villages_and_the_administrator_do_not_export(county, signed_in, role):
    response = signed_in(county.by_role[role]).post(ADDRESS, {"query": ""})

    assert (response.status_code == 200) is (role in EXPORTERS)
    assert response.status_code in (200, 403)


# --- Long ones ---


@pytest.fixture
def export(county, noon):
    for _ in range(3):
        cast.problem(category="water")
    return exports.ask_for_export(by=county.township_staff, at=noon, query="category=water", rows=3)


def test_a_long_list_is_made_by_a_worker(county, signed_in, monkeypatch):
    monkeypatch.setattr("apps.problems.views.exports.AT_ONCE", 2)
    for _ in range(3):
        cast.problem(category="water")

    response = signed_in(county.township_staff).post(ADDRESS, {"query": "category=water"})

    made = ProblemExport.objects.get()
    assert response.url == reverse("problem_export", args=[made.pk])
    assert (made.query, made.steps_total, made.stage) == ("category=water", 3, LongWork.Stage.QUEUED)


def test_the_worker_writes_what_the_owner_may_see_now(county, export, signed_in):
    cast.problem(category="water", description="后来的")

    write_export(export_id=export.pk)

    export.refresh_from_db()
    assert (export.stage, export.steps_done, export.percent) == (LongWork.Stage.DONE, 4, 100)
    answer = signed_in(county.township_staff).get(reverse("problem_export_file", args=[export.pk]))
    rows, _ = table(b"".join(answer.streaming_content))
    assert len(rows) == 4


def test_a_second_run_changes_nothing(export):
    write_export(export_id=export.pk)
    first = ProblemExport.objects.get().file.name
    write_export(export_id=export.pk)

    assert ProblemExport.objects.get().file.name == first
    assert AuditEntry.objects.filter(action="导出问题台账").count() == 1


def test_the_progress_page_asks_again_until_it_is_done(county, export, signed_in):
    client, address = signed_in(county.township_staff), reverse("problem_export", args=[export.pk])

    before = client.get(address)
    write_export(export_id=export.pk)
    after = client.get(address, headers={"HX-Request": "true"})

    assert ('hx-trigger="every 1s"' in before.text, 'hx-trigger="every 1s"' in after.text) == (True, False)
    assert "下载表格" in after.text
    assert "<html" not in after.text


def test_an_export_belongs_to_its_owner_alone(county, export, signed_in):
    write_export(export_id=export.pk)

    for name in ("problem_export", "problem_export_file"):
        assert signed_in(county.township_leader).get(reverse(name, args=[export.pk])).status_code == 404


def test_there_is_no_file_before_it_is_made(county, export, signed_in):
    assert signed_in(county.township_staff).get(reverse("problem_export_file", args=[export.pk])).status_code == 404


def test_old_exports_are_removed_with_their_files(county, export, noon):
    write_export(export_id=export.pk)
    export.refresh_from_db()
    storage, name = export.file.storage, export.file.name
    exports.remove_old_exports(at=noon + dt.timedelta(days=7))
    kept = storage.exists(name)
    exports.remove_old_exports(at=noon + dt.timedelta(days=8))

    assert (kept, storage.exists(name), ProblemExport.objects.count()) == (True, False, 0)
    remove_old_exports()


def test_of_two_workers_at_one_export_the_first_ones_file_is_kept(export, noon):
    exports.begin_export(export, at=noon)
    exports.finish_export(export, stream=io.BytesIO(b"first"), rows=3, at=noon)
    exports.finish_export(export, stream=io.BytesIO(b"second"), rows=3, at=noon)
    exports.fail_export(export, reason="没有完成", at=noon)

    kept = ProblemExport.objects.get()
    assert (kept.file.read(), kept.stage) == (b"first", LongWork.Stage.DONE)
