"""系统管理, units with their aliases, and the county's working days."""

import datetime as dt

import pytest

from apps.common.models import AuditEntry, WorkdayOverride
from apps.common.queries import calendar
from apps.territory.models import Organisation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(county, signed_in):
    return signed_in(county.administrator)


def text(answer) -> str:
    return answer.content.decode()


def test_only_administrators_open_these_pages(county, client):
    pages = ["/units/", "/units/new/", f"/units/{county.station.pk}/", "/calendar/"]
    answers = {}
    for role, somebody in county.by_role.items():
        client.force_login(somebody, backend="apps.accounts.backends.PostBackend")
        answers[str(role)] = {client.get(page).status_code for page in pages}

    assert {role: codes for role, codes in answers.items() if codes != {403}} == {"administrator": {200}}


def test_a_unit_of_another_county_does_not_exist(county, admin):
    cast.Division.objects.create(code="510722", name="三台县", level="county")
    foreign = cast.unit("三台县水利局", "510722", Organisation.Kind.DEPARTMENT)

    assert admin.get(f"/units/{foreign.pk}/").status_code == 404
    assert "三台县水利局" not in text(admin.get("/units/"))


@pytest.mark.parametrize("more", [1, 5])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(county, admin, more, django_assert_num_queries):
    for number in range(more):
        cast.unit(f"某局{number}", "500230", Organisation.Kind.DEPARTMENT).aliases.create(name=f"简称{number}")
    admin.get("/units/")

    with django_assert_num_queries(4):
        admin.get("/units/")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("水利", ["丰都县水利局"]),
        ("规环岗", ["镇规划环保岗"]),
        ("暨龙镇党委", ["暨龙镇人民政府"]),
        ("%", []),
        ("没有", []),
    ],
)
def test_units_are_found_by_name_and_alias(county, admin, words, names):
    county.station.aliases.create(name="镇规环岗")

    assert [unit.name for unit in admin.get("/units/", {"q": words}).context["units"]] == names


def test_adding_a_unit_with_aliases(county, admin):
    typed = {
        "name": "农业服务中心",
        "kind": "office",
        "parent": county.government.pk,
        "aliases": "农服中心\n\n 镇农服中心 \n农服中心",
    }

    answer, again = admin.post("/units/new/", typed), admin.post("/units/new/", typed)

    unit = Organisation.objects.get(name="农业服务中心")
    assert answer.status_code == 302
    assert "这里已经有单位“农业服务中心”" in text(again)
    assert (unit.parent, unit.division_id) == (county.government, cast.JILONG)
    assert list(unit.aliases.order_by("pk").values_list("name", flat=True)) == ["农服中心", "镇农服中心"]


def test_a_unit_is_shown_with_its_aliases_and_changed(county, admin):
    county.station.aliases.create(name="镇规环岗")
    address = f"/units/{county.station.pk}/"

    assert "镇规环岗" in text(admin.get(address))
    admin.post(address, {"name": "环保站", "kind": "office", "parent": county.government.pk, "aliases": ""})

    county.station.refresh_from_db()
    assert (county.station.name, county.station.aliases.count()) == ("环保站", 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"aliases": "长" * 101}, "一个别名最多 100 个字"),
        ({"name": "长" * 101}, "100"),
        ({"name": ""}, "请填写“单位名称”"),
        ({"kind": "ministry"}, "ministry"),
    ],
)
def test_a_unit_that_cannot_be_saved_says_why(county, admin, typed, sentence):
    facts = {"name": "环保站", "kind": "office", "parent": county.government.pk, "aliases": ""} | typed

    answer = admin.post(f"/units/{county.station.pk}/", facts)

    county.station.refresh_from_db()
    assert sentence in text(answer)
    assert county.station.name == "镇规划环保岗"


def test_a_day_of_its_own_changes_the_working_days_until_it_is_removed(admin):
    saturday = dt.date(2026, 11, 7)
    typed = {"day": str(saturday), "is_workday": "1", "note": "调休上班的通知"}

    admin.post("/calendar/", typed)
    working, page = calendar().is_workday(saturday), text(admin.get("/calendar/"))
    admin.post("/calendar/2026-11-07/remove/")

    assert working is True
    assert "2026-11-07" in page
    assert (calendar().is_workday(saturday), WorkdayOverride.objects.count()) == (False, 0)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["设置工作日", "删除工作日设置"]


@pytest.mark.parametrize("day", ["2026-11-07", "yesterday", "2026-13-01"])
def test_removing_a_day_that_is_not_there_finds_nothing(admin, day):
    assert admin.post(f"/calendar/{day}/remove/").status_code == 404


def test_a_day_of_another_century_is_a_slip(admin):
    answer = admin.post("/calendar/", {"day": "0026-11-07", "is_workday": "1", "note": "x"})

    assert "请检查年份" in text(answer)
    assert WorkdayOverride.objects.count() == 0
