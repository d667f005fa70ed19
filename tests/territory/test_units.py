"""Units: found by the names that lists give them, added and changed by the administrator."""

import threading

import pytest
from django.db import connection

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.territory import actions
from apps.territory.models import Organisation
from apps.territory.queries import UnitFinder
from tests import cast

pytestmark = pytest.mark.django_db


def add(county, noon, name, *, aliases=(), parent=None, kind="office"):
    return actions.add_unit(
        name=name,
        kind=kind,
        parent=parent.pk if parent else None,
        aliases=list(aliases),
        county_code="500230",
        by=county.administrator,
        at=noon,
    )


def change(unit, county, noon, **changes):
    facts = {"name": unit.name, "kind": unit.kind, "parent": unit.parent_id, "aliases": []} | changes
    return actions.change_unit(unit, **facts, by=county.administrator, at=noon)


def test_a_unit_is_found_by_its_name_its_place_and_its_alias(county, noon):
    change(county.station, county, noon, aliases=["镇规环岗"])

    finder = UnitFinder("500230")

    assert finder.find("镇规环岗") == county.station.pk
    assert finder.find("镇规划环保岗") == county.station.pk
    assert finder.find("暨龙镇") == county.government.pk
    assert finder.find("暨龙镇党委、政府") == county.government.pk
    assert finder.find("兴龙村") == county.village_committee.pk
    assert finder.find("兴龙村委会") == county.village_committee.pk
    assert [finder.find("某某局"), finder.find(""), finder.find(None)] == [None, None, None]


def test_among_units_of_one_name_the_one_of_the_township_is_meant(county, noon):
    change(county.station, county, noon, aliases=["镇规环岗"])
    neighbour = add(county, noon, "武平镇规划环保岗", aliases=["镇规环岗"], parent=county.neighbour_government)

    finder = UnitFinder("500230")

    assert finder.find("镇规环岗", township_code=cast.JILONG) == county.station.pk
    assert finder.find("镇规环岗", township_code=cast.WUPING) == neighbour.pk
    assert finder.find("镇规环岗") is None


def test_a_unit_of_another_county_is_never_meant(county):
    assert UnitFinder("510722").find("丰都县水利局") is None


def test_a_name_that_is_also_the_units_own_alias_is_no_doubt(county):
    county.station.aliases.create(name=county.station.name)

    assert UnitFinder("500230").find("镇规划环保岗") == county.station.pk


def test_finding_units_asks_the_database_twice(county, django_assert_num_queries):
    with django_assert_num_queries(2):
        finder = UnitFinder("500230")
        finder.find("镇规划环保岗")
        finder.find("丰都县水利局")


def test_a_new_unit_stands_where_its_superior_stands(county, noon):
    office = add(county, noon, "农业服务中心", parent=county.government)
    department = add(county, noon, "丰都县城市管理局", kind="department")

    assert (office.division_id, department.division_id) == (cast.JILONG, "500230")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "object_label", "division_code")) == [
        ("添加单位", "农业服务中心", cast.JILONG),
        ("添加单位", "丰都县城市管理局", "500230"),
    ]


def test_the_same_name_twice_in_a_place_is_refused(county, noon):
    with pytest.raises(Refused, match="这里已经有单位“镇规划环保岗”"):
        add(county, noon, "镇规划环保岗", parent=county.government)
    with pytest.raises(Refused, match="这里已经有单位“综合执法岗”"):
        change(county.station, county, noon, name="综合执法岗")


def test_an_alias_of_a_neighbouring_office_is_refused(county, noon):
    change(county.station, county, noon, aliases=["环保办"])

    with pytest.raises(Refused, match="别名“环保办”已经是“镇规划环保岗”的"):
        change(county.law_office, county, noon, aliases=["环保办"])


def test_changing_aliases_keeps_drops_and_adds(county, noon):
    change(county.station, county, noon, aliases=["环保办", "规环岗"])

    change(county.station, county, noon, aliases=["规环岗", "镇规环岗", "镇规环岗", "镇规划环保岗"])

    assert set(county.station.aliases.values_list("name", flat=True)) == {"规环岗", "镇规环岗"}
    assert AuditEntry.objects.order_by("-pk").first().changes["before"]["aliases"] == ["环保办", "规环岗"]


def test_units_do_not_stand_above_themselves(county, noon):
    below = add(county, noon, "环保站", parent=county.station)

    with pytest.raises(Refused, match="自己的上级"):
        change(county.station, county, noon, parent=county.station.pk)
    with pytest.raises(Refused, match="互为上级"):
        change(county.station, county, noon, parent=below.pk)


def test_a_unit_of_one_township_does_not_stand_under_another(county, noon):
    with pytest.raises(Refused, match="“武平镇人民政府”管不到暨龙镇"):
        change(county.station, county, noon, parent=county.neighbour_government.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_unit_at_once_one_is_told(noon):
    county = cast.county()
    told, start = [], threading.Barrier(2)

    def try_it():
        start.wait()
        try:
            add(county, noon, "丰都县城市管理局", kind="department")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert told == ["这里已经有单位“丰都县城市管理局”，请换一个名称。"]
    assert Organisation.objects.filter(name="丰都县城市管理局").count() == 1
