"""The map: found by keyboard alone, complete without a script, drawn on tiles of the own server."""

from django.urls import reverse
from playwright.sync_api import expect

from apps.common import clock
from apps.inspections.actions import sites
from tests.browser import patrols

FARM = "兴龙养殖场"


def placed(county):
    (site,) = patrols.patrolled(county)
    position = {"latitude": 29.66, "longitude": 107.95}
    return sites.correct_site(site, position=position, by=county.township_staff, at=clock.now())


def drawn(visitor):
    visitor.go("map")
    visitor.page.locator("body.is-drawn").wait_for(state="attached")
    return visitor.page


def test_a_point_is_found_from_its_row_by_keyboard_alone(visit, county):
    site = placed(county)
    page = drawn(visit(county.township_staff))
    page.locator("details.map-table summary").first.focus()

    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"在图上看{FARM}").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".leaflet-popup-content a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('site', args=[site.pk])}")


def test_a_tap_on_the_point_opens_what_it_is(visit, county):
    placed(county)
    page = drawn(visit(county.township_staff, phone=True))
    ground = page.locator("#map").bounding_box()

    page.touchscreen.tap(ground["x"] + ground["width"] / 2, ground["y"] + ground["height"] / 2)

    expect(page.locator(".leaflet-popup-content")).to_contain_text(FARM)
    expect(page.locator("#map-state")).to_have_text("图上有 1 个点，点一下看是什么。")


def test_without_a_script_the_table_says_all(visit, county):
    placed(county)
    visitor = visit(county.township_staff, java_script_enabled=False)

    page = visitor.go("map")

    expect(page.get_by_role("link", name=FARM)).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()


def test_tiles_of_the_own_server_lie_under_the_points(visit, county, settings):
    settings.MAP_TILES_URL = ["/static/img/patrol-192.png?z={z}&x={x}&y={y}"]
    settings.MAP_TILES_DATUM, settings.MAP_TILES_NOTE = "wgs84", "天地图 审图号：示例"
    placed(county)

    page = drawn(visit(county.township_staff))

    page.locator(".leaflet-tile-loaded").first.wait_for()
    expect(page.locator(".leaflet-control-attribution")).to_have_text("天地图 审图号：示例")
    expect(page.locator(".map-area")).to_have_count(0)
