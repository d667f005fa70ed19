"""The frame that every undoing shares: at once or by a worker, and what it says."""

import pytest
from django.urls import reverse

from apps.imports.actions import table_undoing
from apps.imports.actions.table_undoing import TABLES
from apps.imports.actions.undoing import LISTS
from apps.imports.words import Status
from apps.territory.models import Organisation
from tests.imports import scene, tables
from tests.imports.tables import TODAY, fresh

UNITS = ["单位名称", "类型", "所在地", "上级单位", "别名"]
FORESTRY = ["丰都县林业局", "县级部门", "", "", ""]


@pytest.fixture
def one_at_once(monkeypatch):
    monkeypatch.setattr("apps.imports.actions.table_undoing.TableUndoing.at_once", 0)


def test_what_is_none_is_not_said():
    assert LISTS.in_words(2) == "删除新增的 2 件"
    assert LISTS.in_words(0, 1_200, 0, created=3) == "恢复更新的 1,200 件"
    assert TABLES.in_words(1, 2, 3) == "删除新增的 1 条，恢复更新的 2 条，3 条已有人改过或者用过，没有动"


@pytest.mark.parametrize("kind", ["list", "table"])
def test_the_page_says_only_what_was_done(county, noon, signed_in, kind):
    if kind == "list":
        person, brought = county.county_staff, scene.imported(county.county_staff, scene.line(), at=noon)
        address, words = reverse("import_undo", args=[brought.pk]), "删除新增的 1 件。"
    else:
        person = county.administrator
        brought = tables.imported(person, "organisations", UNITS, FORESTRY, at=noon)
        address, words = reverse("table_undo", args=["organisations", brought.pk]), "删除新增的 1 条。"

    text = signed_in(person).post(address, follow=True).content.decode()

    assert f"已撤销：{words}" in text
    assert f"撤销：{words}</p>" in text


def test_a_worker_takes_a_long_table_back_and_twice_is_once(county, noon, one_at_once):
    table = tables.imported(county.administrator, "organisations", UNITS, FORESTRY, at=noon)

    assert table_undoing.request_undo(table, by=county.administrator, at=noon, today=TODAY) is None
    assert Organisation.objects.filter(name="丰都县林业局").exists()
    for _ in range(2):
        table_undoing.carry_out_undo(table_id=table.pk, at=noon, today=TODAY)

    assert (fresh(table).status, fresh(table).undone_by) == (Status.UNDONE, county.administrator)
    assert not Organisation.objects.filter(name="丰都县林业局").exists()


def test_a_worker_that_meets_something_in_use_says_so_and_leaves_all(county, noon, one_at_once):
    table = tables.imported(
        county.administrator, "organisations", UNITS, FORESTRY, ["丰都县住建委", "县级部门", "", "", ""], at=noon
    )
    Organisation.objects.get(name="丰都县林业局").aliases.create(name="林业局")
    table_undoing.request_undo(table, by=county.administrator, at=noon, today=TODAY)

    table = table_undoing.carry_out_undo(table_id=table.pk, at=noon, today=TODAY)

    assert (table.status, table.failure) == (
        Status.COMMITTED,
        "有 1 条已有人改过或者用过，没有撤销。请看下面的清单再决定。",
    )
    assert [row.kept for row in table.rows.order_by("position")] == ["导入以后有人改过别名。", ""]
    assert Organisation.objects.filter(name__in=["丰都县林业局", "丰都县住建委"]).count() == 2
