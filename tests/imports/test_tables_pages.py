"""The pages of imports by template, from the template itself to the undoing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from apps.imports.actions import tables as actions
from apps.imports.tables.models import TableImport
from apps.imports.words import Status
from apps.inspections.models import Site
from apps.territory.models import Organisation
from tests.imports.scene import SAMPLES
from tests.imports.tables import csv_of, four, fresh, imported, received, sheet
from tests.imports.test_tables_sites import sixty_four

UNITS = ["序号", "单位名称", "类型", "所在地", "上级单位", "别名"]
FORESTRY = [1, "丰都县林业局", "县级部门", "", "", ""]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(content, name="表.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


def latest():
    return TableImport.objects.everywhere("test").latest("pk")


def page(client, table, **query):
    answer = client.get(reverse("table", args=[table.kind, table.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def downloaded(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_64_sites_from_the_upload_to_the_second_upload(county, noon, signed_in):
    client, address = signed_in(county.township_staff), reverse("tables", args=["sites"])
    content = sixty_four()

    answer = client.post(address, upload(content, "巡查专班64个点位.xlsx"), follow=True)
    assert "新增 64 个点位" in answer.content.decode()
    assert Site.objects.everywhere("test").count() == 0
    answer = client.post(reverse("table_commit", args=["sites", latest().pk]), follow=True)
    assert "正在导入" in answer.content.decode()
    actions.carry_out(table_id=latest().pk, at=noon)
    assert "和导入前预计的一样" in page(client, latest())

    answer = client.post(address, upload(content, "巡查专班64个点位.xlsx"), follow=True)
    assert "同一文件，0 新增" in answer.content.decode()
    assert "正式导入" not in answer.content.decode()
    assert Site.objects.everywhere("test").count() == 64


def test_old_and_new_stand_side_by_side_before_anything_is_written(county, noon, signed_in):
    table = received(
        county.administrator, "organisations", UNITS, [1, "镇规划环保岗", "镇属机构", "暨龙镇", "", "规环岗"], at=noon
    )

    text = page(signed_in(county.administrator), table)

    assert "<dt>别名</dt><dd><del>（空）</del> <ins>规环岗</ins></dd>" in text
    assert county.station.aliases.count() == 0


def test_a_bad_cell_is_put_right_in_the_page(county, noon, signed_in):
    client = signed_in(county.administrator)
    table = received(county.administrator, "organisations", UNITS, [1, "丰都县林业局", "处室", "", "", ""], at=noon)
    text = page(client, table)
    assert "“处室”不在可选的内容里" in text
    assert 'name="row0-C"' in text

    answer = client.post(
        reverse("table_cells", args=["organisations", table.pk]), {"position": 0, "row0-C": "县级部门"}, follow=True
    )

    assert "第 2 行改好了" in answer.content.decode()
    assert four(fresh(table).promise) == (1, 0, 0, 0)
    with fresh(table).file.open() as file:
        assert load_workbook(file).active["C2"].value == "处室"


def test_the_own_workbook_comes_back_with_its_mistakes_marked(county, noon, signed_in):
    table = received(
        county.administrator, "organisations", UNITS, FORESTRY, [2, "某某科", "处室", "无此镇", "", ""], at=noon
    )

    book = downloaded(signed_in(county.administrator), "table_returned", "organisations", table.pk)

    marked = {cell.coordinate for row in book["表"].iter_rows() for cell in row if cell.comment}
    assert marked == {"C3"}
    assert book["表"]["G1"].value == "导入错误说明"
    assert book["表"]["B2"].value == "丰都县林业局"


def test_undoing_in_the_page_says_what_stands_in_the_way_and_offers_the_rest(county, noon, signed_in):
    client = signed_in(county.administrator)
    table = imported(
        county.administrator, "organisations", UNITS, FORESTRY, [2, "丰都县住建委", "县级部门", "", "", ""], at=noon
    )
    Organisation.objects.get(name="丰都县林业局").aliases.create(name="林业局")
    address = reverse("table_undo", args=["organisations", table.pk])

    text = client.post(address, follow=True).content.decode()
    assert "丰都县林业局（丰都县）：导入以后有人改过别名。" in text
    assert "撤销其余的" in text
    text = client.post(address, {"rest": "1"}, follow=True).content.decode()

    assert "已撤销：删除新增的 1 条" in text
    assert fresh(table).status == Status.UNDONE
    assert not Organisation.objects.filter(name="丰都县住建委").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04broken", "文件无法读取"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "文件无法读取"),
        (sheet(["甲", "乙", "丙"], [1, 2, 3]), "没有找到表头行"),
        (sheet(["单位名称", "别名"], ["甲", "乙"]), "没有“类型”这一栏"),
    ],
)
def test_a_file_that_cannot_be_read_ends_in_a_clear_sentence(county, signed_in, content, said):
    answer = signed_in(county.administrator).post(
        reverse("tables", args=["organisations"]), upload(content), follow=True
    )

    assert said in answer.content.decode()
    assert latest().status == Status.UNREADABLE


def test_an_encrypted_and_an_endless_file_and_none_at_all(county, noon, signed_in):
    client, address = signed_in(county.administrator), reverse("tables", args=["organisations"])

    encrypted = (SAMPLES / "files" / "加密台账.xlsx").read_bytes()
    assert "文件设有打开密码" in client.post(address, upload(encrypted), follow=True).content.decode()
    assert "请选择要导入的表格文件" in client.post(address).content.decode()
    endless = csv_of(UNITS, *([number, f"单位{number}", "企业"] for number in range(5_001)))
    assert "5,000 行" in received(county.administrator, "organisations", content=endless, at=noon).complaints[0]


def test_a_kind_that_is_not_ones_own_does_not_exist(county, signed_in):
    assert signed_in(county.township_staff).get(reverse("tables", args=["people"])).status_code == 404
    assert signed_in(county.administrator).get(reverse("tables", args=["sites"])).status_code == 404
    assert signed_in(county.village_leader).get(reverse("tables", args=["sites"])).status_code == 403


def test_a_township_does_not_see_the_tables_of_its_neighbour_nor_the_county_those_of_the_administrator(
    county, noon, signed_in
):
    site = received(county.neighbour_staff, "sites", content=sixty_four(), at=noon)
    units = received(county.administrator, "organisations", UNITS, FORESTRY, at=noon)

    assert signed_in(county.township_staff).get(reverse("table", args=["sites", site.pk])).status_code == 404
    client = signed_in(county.county_staff)
    assert client.get(reverse("table", args=["sites", site.pk])).status_code == 200
    assert client.get(reverse("table", args=["organisations", units.pk])).status_code == 404
    assert client.get(reverse("table", args=["sites", units.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_preview_costs_the_same_for_any_number_of_rows(
    county, noon, signed_in, django_assert_max_num_queries, rows
):
    lines = [[number, f"丰都县第{number}局", "县级部门", "", "", ""] for number in range(rows)]
    table = received(county.administrator, "organisations", UNITS, *lines, at=noon)
    client = signed_in(county.administrator)

    with django_assert_max_num_queries(16):
        page(client, table)


def test_a_long_table_is_read_by_a_worker(county, noon, signed_in):
    lines = [[number, f"丰都县第{number}局", "县级部门", "", "", ""] for number in range(101)]

    answer = signed_in(county.administrator).post(
        reverse("tables", args=["organisations"]), upload(sheet(UNITS, *lines)), follow=True
    )

    assert "正在读取表格" in answer.content.decode()
    assert latest().status == Status.RECEIVED
    actions.read_once(latest(), at=noon)
    assert (latest().status, four(latest().promise)) == (Status.READ, (101, 0, 0, 0))
