"""Logging a patrol on the phone: few taps, nothing lost, nothing asked for that the page can know by itself."""

import io

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from apps.problems.models import Problem
from tests.browser import patrols
from tests.evidence.photos import BLUE, RED, heic, jpeg

FINDING = ".patrol-finding"


def test_a_patrol_with_one_photo_and_nothing_found_takes_four_taps_from_the_large_button(phone, county):
    site = patrols.patrolled(county)[0]
    own = phone(county.grid_member)
    own.visitor.go("workbench")

    taps = own.taps()
    taps.tap(own.page.locator(".tab-primary"))
    taps.tap(own.page.locator("#sites button"))
    taps.photo("现场.jpg", jpeg(800, 600), button="拍照")
    taps.tap(own.page.locator("#finish"))
    own.is_home()
    own.waits_until_empty()

    record = patrols.records()[0]
    assert taps.count == 4
    assert taps.sentences == []
    assert (record.person, record.visit_count, record.finding_count) == (county.grid_member, 1, 0)
    assert record.visits.get().site == site
    assert record.division_code == site.division_code
    assert (float(record.latitude), float(record.longitude), record.accuracy_m) == (29.8635, 107.7308, 12)


def test_nothing_found_needs_two_taps_no_photo_no_position_and_no_words(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()

    taps = own.taps()
    taps.tap(own.page.locator("#sites button"))
    taps.tap(own.page.locator("#finish"))
    own.is_home()
    own.waits_until_empty()

    record = patrols.records()[0]
    assert taps.count == 2
    assert (record.latitude, record.note, list(record.photos.all())) == (None, "", [])


def test_a_problem_found_without_a_signal_takes_at_most_six_taps_and_a_sentence(phone, county):
    site = patrols.patrolled(county)[0]
    own = phone(county.grid_member).ready_for_work()
    own.fly()

    taps = own.taps()
    taps.tap(own.page.locator("#sites button"))
    taps.tap(own.page.locator("[data-do=finding]"))
    with own.page.expect_file_chooser() as camera:
        taps.tap(own.page.locator(f"{FINDING} label.photo-add", has_text="拍照").first)
    camera.value.set_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(800, 600)}])
    taps.write(own.page.get_by_label("发现了什么问题"), "粪污外溢到路边沟")
    own.waits_for("patrol.form.current().photos.length === 1")
    taps.tap(own.page.locator("#finish"))
    own.is_home()
    assert own.pending() == (1, 1)
    own.fly(False)
    own.waits_until_empty()

    problem = Problem.objects.everywhere("test").get()
    assert taps.count == 4
    assert (problem.description, problem.category) == ("粪污外溢到路边沟", "livestock")
    assert problem.division_code == site.division_code[: len(problem.division_code)]


def test_a_checklist_answer_opens_its_finding_and_both_reach_the_server(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")

    own.page.locator(".patrol-item", has_text="粪污").get_by_label("有问题").tap()
    own.page.locator(".patrol-item", has_text="臭气").get_by_label("正常").tap()
    own.page.get_by_label("发现了什么问题").fill("沉淀池满了")
    own.finish()
    own.waits_until_empty()

    visit = patrols.body(patrols.records()[0])["visits"][0]
    finding = patrols.body(patrols.records()[0])["findings"][0]
    assert visit["answers"] == {"manure": "problem", "odour": "fine"}
    assert visit["checklist"] == 9
    assert (finding["item"], finding["description"]) == ("manure", "沉淀池满了")


def test_handled_on_the_spot_asks_for_both_photos_and_what_was_done(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.page.locator("[data-do=report]").tap()
    own.page.get_by_label("发现了什么问题").fill("路边一堆生活垃圾")
    own.page.get_by_text("已当场处理").tap()

    own.page.locator("#finish").tap()
    expect(own.page.locator("[data-error=fixed]")).to_have_text("请写怎么处理的。")
    own.page.get_by_label("怎么处理的").fill("当场清走，运到垃圾站")
    own.page.locator("#finish").tap()
    expect(own.page.locator("[data-error=fixed]")).to_have_text("请拍或选一张处理前的照片。")
    own.album(patrols.photo(1), place="[data-part=before]")
    own.album(patrols.photo(2), place="[data-part=after]")
    own.finish()
    own.waits_until_empty()

    record = patrols.records()[0]
    assert sorted(photo.role for photo in record.photos.all()) == ["after", "before"]
    assert record.findings.get().measure == "当场清走，运到垃圾站"
    assert Problem.objects.everywhere("test").get().state == "closed"


def test_a_large_photo_is_shrunk_stands_upright_and_keeps_its_time(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    own.album(("large.jpg", jpeg(3000, 2000, orientation=6, taken_at=patrols.clock.now())))

    (row,) = own.kept("photos")
    content = bytes(
        own.page.evaluate("(id) => patrol.store.bytesOf(id).then((b) => Array.from(new Uint8Array(b)))", row["id"])
    )
    kept = Image.open(io.BytesIO(content))
    assert kept.size == (1600, 1067)
    assert kept.getexif()[0x0112] == 1
    assert kept.getexif().get_ifd(0x8769)[0x9003].startswith("20")
    assert all(abs(one - other) < 30 for one, other in zip(kept.getpixel((20, 20)), RED, strict=True))
    assert all(abs(one - other) < 30 for one, other in zip(kept.getpixel((1580, 20)), BLUE, strict=True))
    assert row["sha256"] == patrols.hash_of(content)


def test_heic_is_refused_with_advice_and_the_same_photo_is_taken_once(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    camera = own.page.locator("#visit-photos .photo-add-album input")

    camera.set_input_files([{"name": "a.heic", "mimeType": "image/heic", "buffer": heic()}])
    own.visitor.hears("HEIC")
    own.album(patrols.photo(1))
    name, content = patrols.photo(1)
    camera.set_input_files([{"name": name, "mimeType": "image/jpeg", "buffer": content}])
    own.visitor.hears("已经加过了")

    assert len(own.kept("photos")) == 1


def test_enter_of_the_input_method_saves_and_sends_nothing(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.page.locator("[data-do=report]").tap()
    field = own.page.get_by_label("具体位置")
    session = own.context.new_cdp_session(own.page)

    field.focus()
    session.send("Input.imeSetComposition", {"text": "cunkou", "selectionStart": 6, "selectionEnd": 6})
    field.press("Enter")
    session.send("Input.insertText", {"text": "村口"})
    field.press("Enter")

    expect(own.page.locator("#view-form")).to_be_visible()
    assert own.kept("records") == []


def test_axe_finds_nothing_on_any_view(phone, county):
    patrols.patrolled(county, names=[f"养殖场{number}" for number in range(12)])
    own = phone(county.grid_member).ready_for_work()
    found = {}

    def look(name):
        found[name] = [one["id"] for one in Axe().run(own.page).response["violations"]]

    look("home")
    own.begin("养殖场3")
    own.page.locator("[data-do=finding]").tap()
    own.page.get_by_text("已当场处理").tap()
    own.page.get_by_text("群众当场反映的").tap()
    own.page.locator("#more-fields summary").tap()
    look("form")
    own.page.get_by_label("发现了什么问题").fill("有味道")
    own.page.locator("#finish").tap()
    look("form with mistakes")
    own.page.evaluate("patrol.app.go('outbox')")
    look("outbox")
    own.page.evaluate("patrol.app.go('more')")
    look("more")

    assert {name: ids for name, ids in found.items() if ids} == {}
