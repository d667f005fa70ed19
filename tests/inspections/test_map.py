"""The map: points in scope and in the datum of the tiles, filters, what has no place, and the table beside it."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.common import clock
from apps.inspections.datums import drawn_at
from apps.inspections.models import PatrolPlan, PatrolTask
from apps.inspections.queries import on_map
from apps.problems.states import State
from config.tiles import origins_of
from tests import cast
from tests.cast import HUILONG, JILONG, WUPING_VILLAGE, XINGLONG
from tests.inspections import setting

# STANDARDS.md 7, test vectors: WGS-84 -> GCJ-02.
VECTORS = [
    ((39.908700, 116.397400), (39.910103, 116.403644)),
    ((29.863500, 107.730800), (29.860855, 107.735256)),
    ((29.660000, 107.950000), (29.657202, 107.954244)),
    ((31.095500, 105.094600), (31.093352, 105.097994)),
    ((35.681200, 139.767100), (35.681200, 139.767100)),
]
PLACED = {"latitude": "29.660000", "longitude": "107.950000", "position_source": "manual"}


def points(client, layer="sites", **asked):
    return client.get(reverse("map_points", args=[layer]), asked).json()["features"]


def missed(site):
    """A task that was due on the 10th, and nobody came."""
    today = clock.today()
    plan = PatrolPlan.objects.create(
        division_code=JILONG,
        name="月查",
        target="each_site",
        times=1,
        period="month",
        since=today,
        created_at=clock.now(),
    )
    first = today - dt.timedelta(days=20)
    PatrolTask.objects.create(
        plan=plan, division_code=site.division_code, site=site, first_day=first, end_day=today + dt.timedelta(days=10),
        number=1, due_on=today - dt.timedelta(days=5),
    )  # fmt: skip


@pytest.mark.parametrize(("stored", "drawn"), VECTORS)
def test_a_point_lies_right_on_tiles_of_either_datum(stored, drawn):
    assert drawn_at(*stored, "gcj02") == pytest.approx(drawn, abs=2e-6)
    assert drawn_at(*stored, "wgs84") == drawn_at(*stored, "none") == stored


def test_the_answer_converts_once_and_the_row_keeps_what_was_stored(county, signed_in, settings):
    site, client = setting.site(**PLACED), signed_in(county.township_staff)
    plain = points(client)[0]["geometry"]["coordinates"]
    settings.MAP_TILES_DATUM = "gcj02"

    shifted = points(client)[0]["geometry"]["coordinates"]

    site.refresh_from_db(from_queryset=type(site).objects.everywhere("test"))
    assert (plain, shifted) == ([107.95, 29.66], pytest.approx([107.954244, 29.657202], abs=2e-6))
    assert (str(site.latitude), str(site.longitude)) == ("29.660000", "107.950000")


def test_everybody_sees_the_points_of_his_own_places(county, signed_in):
    here, next_door, neighbour = (setting.site(code, **PLACED) for code in (XINGLONG, HUILONG, WUPING_VILLAGE))

    seen = {
        person: {point["id"] for point in points(signed_in(getattr(county, person)))}
        for person in ("grid_member", "township_staff", "county_staff")
    }

    ids = [f"site-{site.pk}" for site in (here, next_door, neighbour)]
    assert seen == {"grid_member": {ids[0]}, "township_staff": set(ids[:2]), "county_staff": set(ids)}


def test_open_problems_with_a_place_are_points_and_closed_ones_are_not(county, signed_in):
    facts = {"latitude": "29.66", "longitude": "107.95"}
    late = cast.problem(
        state=State.RECTIFYING, deadline=clock.today() - dt.timedelta(days=2), deadline_kind="date", lead_unit="村委会",
        lead_organisation=county.village_committee, **facts,
    )  # fmt: skip
    cast.problem(state=State.REPORTED)

    found = points(signed_in(county.township_staff), "problems")

    assert [(point["id"], point["properties"]["shape"]) for point in found] == [(f"problem-{late.pk}", "late")]
    assert found[0]["properties"]["lines"][2] == "超期2天"


def test_the_words_of_a_point_say_that_a_deadline_is_provisional(county, signed_in):
    due = clock.today() + dt.timedelta(days=40)
    for provisional in (True, False):
        cast.problem(
            XINGLONG, latitude="29.66", longitude="107.95", state=State.RECTIFYING, deadline=due,
            deadline_is_provisional=provisional, lead_organisation=county.village_committee, lead_unit="村委会",
        )  # fmt: skip

    found = points(signed_in(county.township_staff), "problems")

    assert [point["properties"]["lines"][2] for point in found] == ["剩40天（暂定）", "剩40天"]


def test_a_site_nobody_watches_has_a_form_and_a_filter_of_its_own(county, signed_in):
    watched, lost = setting.site(risk="high", **PLACED), setting.site(**PLACED)
    missed(lost)
    client = signed_in(county.township_staff)

    shapes = {point["id"]: point["properties"]["shape"] for point in points(client)}

    assert shapes == {f"site-{watched.pk}": "high", f"site-{lost.pk}": "watch"}
    assert [point["id"] for point in points(client, show="out_of_watch")] == [f"site-{lost.pk}"]
    assert [point["id"] for point in points(client, risk="high")] == [f"site-{watched.pk}"]


def test_points_come_in_parts_and_none_is_lost_or_doubled(county, signed_in, monkeypatch):
    monkeypatch.setattr(on_map, "MOST", 2)
    sites = [setting.site(**PLACED) for _ in range(5)]
    client, address, found = signed_in(county.township_staff), reverse("map_points", args=["sites"]), []

    while address:
        answer = client.get(address).json()
        found += [point["id"] for point in answer["features"]]
        address = answer["following"]

    assert found == [f"site-{site.pk}" for site in sites]


@pytest.mark.parametrize("after", ["", "x", "-1", "９", "9" * 30])
def test_an_address_that_was_tampered_with_gives_points_or_none(county, signed_in, after):
    setting.site(**PLACED)

    answer = signed_in(county.township_staff).get(reverse("map_points", args=["sites"]), {"after": after})

    assert answer.status_code == 200


@pytest.mark.parametrize("layer", ["sites", "problems"])
def test_an_answer_costs_the_same_for_one_point_and_for_five(county, signed_in, django_assert_num_queries, layer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill():
        setting.site(**PLACED)
        cast.problem(state=State.REPORTED, latitude="29.66", longitude="107.95")

    client = signed_in(county.township_staff)
    fill()
    points(client, layer)
    with CaptureQueriesContext(connection) as one:
        points(client, layer)
    for _ in range(4):
        fill()
    with django_assert_num_queries(len(one)):
        points(client, layer)


@pytest.mark.parametrize("show", ["", "sites", "out_of_watch", "problems", "unplaced"])
def test_the_page_has_a_row_for_every_point_and_for_what_is_not_on_the_map(county, signed_in, show):
    placed, unplaced = setting.site(name="有坐标的场", **PLACED), setting.site(name="没坐标的场")
    missed(placed)
    problem = cast.problem(state=State.REPORTED, latitude="29.66", longitude="107.95", description="沟边有垃圾")

    page = signed_in(county.township_staff).get(reverse("map"), {"show": show}).content.decode()

    named = {name: name in page for name in (placed.name, unplaced.name, problem.description)}
    assert named == {
        placed.name: show in ("", "sites", "out_of_watch"), unplaced.name: show == "unplaced",
        problem.description: show in ("", "problems"),
    }  # fmt: skip


def test_tiles_are_allowed_by_their_origins_and_nothing_else_is():
    assert origins_of([]) == []
    assert origins_of(["/tiles/{z}/{x}/{y}.png"]) == []
    assert origins_of(["https://map.example.cn:8443/a/{z}/{x}/{y}", "https://map.example.cn:8443/b/{z}/{x}/{y}"]) == [
        "https://map.example.cn:8443"
    ]
    assert origins_of(["https://t{s}.example.cn/vec?x={x}"]) == [f"https://t{number}.example.cn" for number in range(8)]


def test_the_map_says_how_many_open_problems_it_cannot_show(county, signed_in):
    cast.problem(XINGLONG)
    cast.problem(XINGLONG, **{name: PLACED[name] for name in ("latitude", "longitude")})
    cast.problem(XINGLONG, state=State.CLOSED)
    cast.problem(WUPING_VILLAGE)
    client = signed_in(county.township_staff)

    counted = [client.get(reverse("map"), {"show": show}).context["nowhere"] for show in ("", "problems", "sites")]

    assert counted == [1, 1, 0]
