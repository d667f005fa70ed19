"""A file uploaded in the wrong place is told what it looks like, and where it belongs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.models import Post
from apps.imports.tables.register import KINDS
from apps.imports.tables.setting import Setting
from apps.imports.tables.template import template
from tests import cast
from tests.cast import COUNTY
from tests.imports.scene import line, table
from tests.imports.tables import TODAY, sheet

PEOPLE = (["姓名", "手机", "单位", "管辖范围", "角色"], ["张三", "13800000000", "镇规划环保岗", "", "乡镇工作人员"])


def template_of(kind, person, at) -> bytes:
    """As it is handed out."""
    return template(KINDS[kind](Setting(person, at, TODAY, COUNTY, COUNTY, {})))


def uploaded(client, kind, content, name="表.xlsx") -> str:
    address, field = (reverse("imports"), "files") if kind == "imports" else (reverse("tables", args=[kind]), "file")
    return client.post(address, {field: SimpleUploadedFile(name, content)}, follow=True).content.decode()


@pytest.fixture
def everything(county):
    """Somebody who may import whatever there is."""
    person = cast.person("administrator", COUNTY, county.bureau)
    Post.objects.create(
        person=person, role="county_staff", division_id=COUNTY, organisation=county.bureau, valid_from=TODAY
    )
    return person


@pytest.mark.parametrize("there", [*KINDS, "imports"])
def test_every_template_is_recognised_wherever_it_is_uploaded(county, everything, noon, signed_in, there):
    client, said = signed_in(everything), {}

    for kind in KINDS:
        text = uploaded(client, there, template_of(kind, everything, noon))
        said[kind] = [one for one in KINDS if f"看起来是“{KINDS[one].title}”。</strong>请到<a href" in text]

    assert said == {kind: [kind] if kind != there else [] for kind in KINDS}


def test_a_problem_list_is_recognised_among_the_templates(county, noon, signed_in, everything):
    text = uploaded(signed_in(everything), "people", table(line()), "问题清单.csv")

    assert "这张表看起来是“问题清单”" in text
    assert f'href="{reverse("imports")}">去导入问题清单</a>' in text


def test_who_may_not_import_it_reads_who_does(county, signed_in):
    text = uploaded(signed_in(county.township_staff), "sites", sheet(*PEOPLE))

    assert "这张表看起来是“人员岗位”。</strong>这种表由系统管理员导入，请转交他们。" in text
    assert "去导入" not in text


def test_values_of_a_river_among_those_of_the_air_are_recognised_though_the_columns_are_there(county, noon, signed_in):
    rows = sheet(["监测点位", "监测日期", "pH", "溶解氧"], ["无此断面", "2026-03-15", "7.8", "8.6"])

    text = uploaded(signed_in(county.county_staff), "air-values", rows)

    assert "这张表看起来是“水质监测数据”" in text


def test_what_is_right_but_lacks_a_column_is_not_taken_for_something_else(county, noon, signed_in):
    text = uploaded(signed_in(county.administrator), "organisations", sheet(["单位名称", "别名"], ["甲", "乙"]))

    assert "没有“类型”这一栏" in text
    assert "看起来" not in text


def test_a_list_that_could_be_imported_as_something_else_says_so_before_anybody_confirms(county, noon, signed_in):
    """The columns of a list of sites can be taken for those of a list of problems."""
    rows = [
        ["点位名称", "点位类型", "所属村", "责任人", "风险等级", "地址"],
        ["示例养殖场", "养殖场", "兴龙村", "李某", "高", "一组"],
    ]

    text = uploaded(signed_in(county.township_staff), "imports", sheet(*rows))

    assert "正式导入" in text
    assert f'这张表看起来是“点位”。</strong>请到<a href="{reverse("tables", args=["sites"])}">导入点位</a>' in text


def test_a_problem_list_is_no_list_of_sites_however_much_it_says_of_the_place(county, noon, signed_in):
    of_places = [
        "编号",
        "企业名称",
        "所属乡镇",
        "所属村",
        "类型",
        "地址",
        "负责人",
        "经度",
        "纬度",
        "存在问题",
        "整改时限",
    ]
    row = ["A1", "某厂", "暨龙镇", "兴龙村", "企业", "一组", "李某", "107.7", "29.8", "废水直排", "2026-12-31"]
    client = signed_in(county.county_staff)

    for content in (table(line()), table(row, headers=of_places)):
        assert "看起来" not in uploaded(client, "imports", content, "问题清单.csv")
