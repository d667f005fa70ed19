"""The phone side, static/js/photos.js, in a real Chromium with real files."""

import base64
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from apps.evidence import images
from tests.browser import visitors
from tests.evidence import photos

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "https://ledger.example"
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/photos.css">
<form><label for="p">照片</label><input type="file" id="p" name="photos" accept="image/*" multiple data-photos data-most="4">
<input type="hidden" name="latitude"><input type="hidden" name="longitude"><input type="hidden" name="accuracy_m">
<button type="reset">重填</button></form><script src="/photos.js"></script>"""
READ = """async () => Promise.all([...document.querySelector('#p').files].map(async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = ''; bytes.forEach((byte) => { text += String.fromCharCode(byte); });
  return [file.name, btoa(text)];
}))"""


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=visitors.executable(), args=visitors.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    files = {"/photos.js": STATIC / "js/photos.js", "/photos.css": STATIC / "css/photos.css"}

    def answer(route):
        path = files.get(route.request.url.removeprefix(ORIGIN))
        route.fulfill(path=path) if path else route.fulfill(body=PAGE, content_type="text/html")

    page.route(f"{ORIGIN}/**", answer)
    page.mistakes = []
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    page.goto(f"{ORIGIN}/")
    yield page
    assert page.mistakes == []
    context.close()


def choose(page, *files):
    """Each file is (name, content, media type)."""
    page.set_input_files("#p", [{"name": name, "buffer": content, "mimeType": kind} for name, content, kind in files])


def chosen(page):
    return [(name, base64.b64decode(content)) for name, content in page.evaluate(READ)]


def settled(page):
    page.wait_for_function("!document.querySelector('.photo-item-busy')")


def small(name):
    return name, photos.jpeg(64, 48, image=Image.new("RGB", (64, 48), f"hsl({len(name) * 40}, 50%, 50%)")), "image/jpeg"


def heavy(**facts):
    """A photo of more than 1.5 MB: noise does not compress."""
    noise = Image.frombytes("L", (2400, 1800), Random(1).randbytes(2400 * 1800)).convert("RGB")
    noise.paste(photos.RED, (0, 0, 1200, 900))
    return photos.jpeg(image=noise, **facts)


def test_chosen_photos_are_previewed_and_counted(phone):
    choose(phone, small("a.jpg"), small("bb.jpg"))

    assert phone.locator(".photo-preview").count() == 2
    assert phone.locator(".photo-count").inner_text() == "已选 2 张，最多 4 张"
    assert [name for name, _ in chosen(phone)] == ["a.jpg", "bb.jpg"]


def test_choosing_again_adds_and_the_same_file_counts_once(phone):
    choose(phone, small("a.jpg"))
    choose(phone, small("bb.jpg"), small("ccc.jpg"))
    choose(phone, ("a.jpg", b"another of this name", "image/jpeg"))

    assert [name for name, _ in chosen(phone)] == ["a.jpg", "bb.jpg", "ccc.jpg", "a.jpg"]
    assert phone.locator(".photo-add").is_hidden()


def test_one_can_be_taken_away_and_the_keyboard_stays_near(phone):
    choose(phone, small("a.jpg"), small("bb.jpg"), small("ccc.jpg"))
    phone.get_by_role("button", name="去掉第 2 张照片").click()

    assert [name for name, _ in chosen(phone)] == ["a.jpg", "ccc.jpg"]
    assert phone.evaluate("document.activeElement.getAttribute('aria-label')") == "去掉第 2 张照片"


def test_too_many_are_left_out_and_that_is_said(phone):
    choose(phone, *(small("x" * number + ".jpg") for number in range(1, 7)))

    assert len(chosen(phone)) == 4
    assert phone.locator(".photo-count").inner_text() == "最多 4 张，多出的 2 张没有加入。"


def test_a_small_photo_is_sent_untouched(phone):
    choose(phone, ("a.jpg", photos.jpeg(), "image/jpeg"))
    settled(phone)

    assert chosen(phone) == [("a.jpg", photos.jpeg())]


def test_a_heavy_photo_is_shrunk_upright_and_keeps_time_and_place(phone, noon):
    content = heavy(orientation=6, taken_at=noon, latitude=29.8635, longitude=107.7308)
    assert len(content) > 1.5 * 1024 * 1024

    choose(phone, ("大照片.jpeg", content, "image/jpeg"))
    settled(phone)

    [(name, shrunk)] = chosen(phone)
    facts = images.inspect(shrunk)
    assert (name, facts.width, facts.height, facts.orientation) == ("大照片.jpg", 1600, 1200, 1)
    assert len(shrunk) < len(content)
    assert facts.taken_at == noon
    assert (str(facts.position.latitude), str(facts.position.longitude)) == ("29.863500", "107.730800")
    assert Image.open(BytesIO(shrunk)).getpixel((100, 100))[0] > 180


def test_a_heavy_file_the_phone_cannot_read_is_sent_as_it_is(phone):
    content = b"\xff\xd8\xff" + Random(2).randbytes(1_700_000)

    choose(phone, ("坏.jpg", content, "image/jpeg"))
    settled(phone)

    assert chosen(phone) == [("坏.jpg", content)]


def test_another_format_becomes_a_jpeg_where_the_phone_can_read_it(phone):
    target = BytesIO()
    photos.picture().save(target, "BMP")

    choose(phone, ("图.bmp", target.getvalue(), "image/bmp"))
    settled(phone)

    [(name, content)] = chosen(phone)
    assert (name, images.inspect(content).format) == ("图.jpg", "JPEG")


def test_the_position_is_noted_when_it_is_allowed(phone):
    phone.context.grant_permissions(["geolocation"], origin=ORIGIN)
    phone.context.set_geolocation({"latitude": 29.6634123, "longitude": 107.9512877, "accuracy": 11.6})

    choose(phone, small("a.jpg"))
    phone.wait_for_function("document.forms[0].elements.accuracy_m.value")

    values = phone.evaluate(
        "['latitude','longitude','accuracy_m'].map((name) => document.forms[0].elements[name].value)"
    )
    assert values == ["29.663412", "107.951288", "12"]
    assert phone.locator(".photo-place").inner_text() == "已记下拍照位置，误差约 12 米"


def test_nobody_is_asked_for_the_position(phone):
    phone.evaluate("() => { navigator.geolocation.getCurrentPosition = () => { window.asked = true } }")

    choose(phone, small("a.jpg"))
    phone.wait_for_timeout(200)

    assert phone.evaluate("window.asked === undefined") is True
    assert phone.evaluate("document.forms[0].elements.latitude.value") == ""


def test_a_pin_set_by_hand_is_not_overwritten(phone):
    phone.context.grant_permissions(["geolocation"], origin=ORIGIN)
    phone.context.set_geolocation({"latitude": 1, "longitude": 1})
    phone.evaluate("document.forms[0].elements.latitude.value = '29.5'")

    choose(phone, small("a.jpg"))
    phone.wait_for_timeout(200)

    assert phone.evaluate("document.forms[0].elements.latitude.value") == "29.5"


def test_resetting_the_form_takes_the_previews_away(phone):
    choose(phone, small("a.jpg"))
    phone.get_by_role("button", name="重填").click()

    assert phone.locator(".photo-item").count() == 0
    assert chosen(phone) == []


def test_an_input_that_arrives_later_is_improved_too(phone):
    phone.evaluate(
        """() => { const box = document.createElement('div');
        box.innerHTML = '<input type="file" data-photos capture="environment">'; document.body.append(box);
        box.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true })); }"""
    )

    assert phone.locator(".photo-add").all_inner_texts() == ["拍照或选照片", "拍照"]


def test_what_one_touches_is_large_enough_and_nothing_overflows(phone):
    choose(phone, *(small("x" * number + ".jpg") for number in range(1, 4)))

    sizes = [phone.locator(".photo-remove").first.bounding_box(), phone.locator(".photo-add").bounding_box()]
    assert [min(size["width"], size["height"]) >= 44 for size in sizes] == [True, True]
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
