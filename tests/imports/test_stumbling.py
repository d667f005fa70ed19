"""A file over which the reader stumbles ends in a sentence instead of waiting for ever; and who may look at tables."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from apps.accounts.models import Post
from apps.accounts.roles import Role
from apps.imports import actions
from apps.imports.actions import tables as table_actions
from apps.imports.models import ImportBatch
from apps.imports.queries import stranded
from apps.imports.tables import queries as table_queries
from apps.imports.words import Status
from tests import cast
from tests.imports.scene import TODAY, line, table
from tests.imports.scene import received as list_received
from tests.imports.tables import fresh, received

SITES = ["点位名称", "点位类型", "所属村"]
UNITS = ["单位名称", "类型", "所在地", "别名"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_list_over_which_the_reader_stumbles_no_longer_waits(county, noon, signed_in):
    content = ContentFile(table(line("A1")), name="问题清单.csv")
    batch = actions.receive_from(county.county_staff, file=content, at=noon, today=TODAY)
    ImportBatch.objects.everywhere("test").filter(pk=batch.pk).update(mapping={"表": {}})

    with pytest.raises(KeyError):
        actions.read_once(batch, by=county.county_staff)

    batch.refresh_from_db(from_queryset=ImportBatch.objects.everywhere("test"))
    assert batch.status == Status.UNREADABLE
    assert not stranded(noon.replace(year=2027)).exists()
    page = signed_in(county.county_staff).get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert "读取这个文件时出了错，什么都没有改动。" in page


def test_a_template_over_which_the_reader_stumbles_no_longer_waits(county, noon, signed_in):
    filled = received(county.county_staff, "sites", SITES, ["养殖场", "畜禽养殖场", "兴龙村"], at=noon)
    type(filled).objects.everywhere("test").filter(pk=filled.pk).update(status=Status.RECEIVED, corrections=[["表"]])

    with pytest.raises(ValueError, match="unpack"):
        table_actions.read_once(filled, at=noon)

    assert fresh(filled).status == Status.UNREADABLE
    assert not table_queries.stranded(noon.replace(year=2027)).exists()
    page = signed_in(county.county_staff).get(reverse("table", args=["sites", filled.pk])).content.decode()
    assert "读取这个文件时出了错，什么都没有改动。" in page


def test_seeing_a_place_in_another_post_opens_no_tables_there(county, noon, signed_in):
    theirs = received(county.neighbour_staff, "sites", SITES, ["养殖场", "畜禽养殖场", "坝周村"], at=noon)
    a_list = list_received(county.neighbour_staff, line("A1", 所属乡镇="武平镇", 所属村="坝周村"), at=noon)
    Post.objects.create(
        person=county.township_staff, role=Role.SUPERVISOR, division_id=cast.COUNTY, organisation=county.station,
        valid_from=TODAY.replace(year=2020),
    )  # fmt: skip
    client = signed_in(county.township_staff)

    assert client.get(reverse("table", args=["sites", theirs.pk])).status_code == 404
    assert client.get(reverse("table_file", args=["sites", theirs.pk])).status_code == 404
    assert client.post(reverse("table_drop", args=["sites", theirs.pk])).status_code == 404
    assert client.get(reverse("import_batch", args=[a_list.pk])).status_code == 404
    assert client.post(reverse("import_drop", args=[a_list.pk])).status_code == 404
    assert "养殖场" not in client.get(reverse("tables", args=["sites"])).content.decode().partition("导入过的表格")[2]


def test_changes_stand_in_the_order_of_the_columns(county, noon, signed_in):
    row = ["丰都县某某林业局", "县级部门", "", "林业局"]
    client = signed_in(county.administrator)
    table_actions.request_commit(
        filled := received(county.administrator, "organisations", UNITS, row, at=noon), by=county.administrator, at=noon
    )
    table_actions.carry_out(table_id=filled.pk, at=noon)
    changed = received(county.administrator, "organisations", UNITS, [row[0], "企业", "", "林业局、林管站"], at=noon)

    page = client.get(reverse("table", args=["organisations", changed.pk])).content.decode()

    assert 0 < page.index("<dt>类型</dt>") < page.index("<dt>别名</dt>")


def test_from_the_lists_of_problems_to_the_other_tables_and_back(county, signed_in):
    client = signed_in(county.township_staff)

    assert f'href="{reverse("tables", args=["sites"])}"' in client.get(reverse("imports")).content.decode()
    assert f'href="{reverse("imports")}">问题清单' in client.get(reverse("tables", args=["sites"])).content.decode()
    assert (
        "问题清单</a>" not in signed_in(county.administrator).get(reverse("tables", args=["people"])).content.decode()
    )


def test_a_place_that_nobody_knows_is_called_that(county, noon):
    filled = received(county.administrator, "organisations", UNITS, ["丰都县某某所", "企业", "不存在镇", ""], at=noon)

    (error,) = filled.rows.get().errors
    assert error["message"].startswith("“不存在镇”不是丰都县的乡镇（街道）或村（社区），请写全称，如")
