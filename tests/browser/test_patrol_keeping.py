"""What the phone keeps when things go wrong: two windows, a full storage, an old browser, no HTTPS, a new version of the page."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import patrols
from tests.browser.visitors import ARGUMENTS
from tests.browser.weak_network import FINE, REFUSED

WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });"
WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
WITHOUT_NEW_DECODER = """const real = window.createImageBitmap;
window.createImageBitmap = (file, wishes) => wishes && wishes.imageOrientation === 'from-image'
  ? Promise.reject(new TypeError('The provided value \\'from-image\\' is not a valid enum value')) : real(file, wishes);"""

SHRINKS_WHEN_TOLD = """() => { const shrink = patrol.capture.photoFrom; patrol.capture.photoFrom = async (file) => {
  await new Promise((told) => { window.shrink = told; }); return shrink(file); }; }"""


def starts_with_a_quota_of(own, size):
    """The browser looks at its quota anew after a start."""
    own.kill()
    own.start()
    own.quota = own.context.new_cdp_session(own.page)  # it holds as long as the session
    own.quota.send("Storage.overrideQuotaForOrigin", {"origin": own.network.url, "quotaSize": size})
    own.open()


def gets_its_quota_back(own):
    own.quota.send("Storage.overrideQuotaForOrigin", {"origin": own.network.url})


def two_windows(phone, county, *photos):
    """A phone in flight whose windows cannot see each other, with the same record open in both, the second one ahead."""
    patrols.patrolled(county)
    own = phone(county.grid_member)
    own.context.add_init_script(WITHOUT_LOCKS)
    own.ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    own.page.locator("[data-do=finding]").tap()
    own.page.get_by_label("发现了什么问题").fill("第一个窗口")
    if photos:
        own.album(*photos, place="[data-part=before]")
    own.waits_until_kept()
    other = own.open(own.context.new_page())
    other.get_by_label("发现了什么问题").fill("第二个窗口")
    own.waits_until_kept(other)
    return own, other


def test_a_record_open_in_one_window_is_not_written_in_another(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    own.page.locator("[data-do=finding]").tap()
    own.page.get_by_label("发现了什么问题").fill("在第一个窗口写的")
    own.waits_until_kept()

    other = own.open(own.context.new_page())
    other.locator("#drafts button").tap()

    expect(other.locator("#messages")).to_contain_text("正在另一个窗口里填写")
    expect(other.locator("#view-form")).to_be_hidden()


def test_where_windows_cannot_see_each_other_both_texts_are_kept(phone, county):
    own, other = two_windows(phone, county, patrols.photo(1))

    own.page.get_by_label("发现了什么问题").fill("第一个窗口又写")
    expect(own.page.locator("#messages")).to_contain_text("另一个窗口也在填写")
    own.finish()
    other.locator("#finish").tap()
    other.locator("#view-home").wait_for()
    own.fly(False)
    own.waits_until_empty()

    words = sorted(patrols.body(record)["findings"][0]["description"] for record in patrols.records())
    assert words == ["第一个窗口又写", "第二个窗口"]
    assert [record.seq for record in patrols.records()] == [1, 2]
    assert patrols.missing() == 0


def test_a_photo_taken_after_another_window_went_on_stays_with_the_words_of_its_own(phone, county):
    own, _ = two_windows(phone, county)

    own.album(patrols.photo(1), place="[data-part=before]")
    own.finish()
    own.fly(False)
    own.waits_until_empty()

    (record,) = map(patrols.body, patrols.records())
    assert record["findings"][0]["description"] == "第一个窗口"
    assert [photo["finding"] for photo in record["photos"]] == [record["findings"][0]["uuid"]]
    assert [draft["findings"][0]["description"] for draft in own.kept("drafts")] == ["第二个窗口"]


def test_a_photo_that_comes_after_its_problem_was_taken_off_goes_with_it(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    own.page.locator("[data-do=finding]").tap()
    own.page.evaluate(SHRINKS_WHEN_TOLD)
    name, content = patrols.photo(1)
    album = own.page.locator("#findings .photo-add-album input").first
    album.set_input_files([{"name": name, "mimeType": "image/jpeg", "buffer": content}])
    own.page.locator("#findings .photo-item-busy").wait_for()

    own.page.locator("#findings").get_by_role("button", name="去掉").tap()
    own.page.evaluate("window.shrink()")
    own.waits_for("patrol.form.current().busy === 0")
    own.finish()

    assert [(record["photos_total"], record["findings"]) for record in own.kept("records")] == [(0, 0)]
    assert own.kept("photos") == []


def test_at_nine_tenths_no_photo_is_taken_but_words_are(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    # Chromium now tells every page the same large quota; older ones, and other browsers, tell the real one.
    own.page.evaluate("void (StorageManager.prototype.estimate = async () => ({ usage: 91e6, quota: 100e6 }))")
    name, content = patrols.photo(1)

    own.page.locator("#visit-photos .photo-add-album input").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": content}]
    )

    own.visitor.hears("已用超过九成，先不能加照片")
    own.finish()
    assert own.pending() == (1, 0)
    own.page.evaluate("patrol.app.go('more')")
    expect(own.page.locator("[data-slot=storage-words]")).to_contain_text("先不能加照片")


def test_a_photo_for_which_there_is_no_room_is_refused_in_words(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    starts_with_a_quota_of(own, 1000)
    own.begin("兴龙养殖场")
    name, content = patrols.photo(1)

    own.page.locator("#visit-photos .photo-add-album input").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": content}]
    )

    own.visitor.hears("先不能加照片")
    assert own.kept("photos") == own.kept("bytes") == []


def test_a_storage_that_is_full_loses_nothing_that_stands_on_the_page(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", patrols.photo(1))
    starts_with_a_quota_of(own, 1000)
    own.page.locator("[data-do=report]").tap()

    own.page.get_by_label("发现了什么问题").fill("河边新倒的建筑垃圾")
    own.visitor.hears("没有存下刚才的内容")
    own.page.locator("#finish").tap()
    own.waits_for("!patrol.form.current().finishing")
    expect(own.page.get_by_label("发现了什么问题")).to_have_value("河边新倒的建筑垃圾")
    gets_its_quota_back(own)
    own.finish()
    own.fly(False)
    own.waits_until_empty()

    assert len(patrols.records()) == 2


def test_the_backup_file_holds_what_has_not_arrived_and_uploads_once(phone, network, county, signed_in):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(REFUSED)
    own.log("兴龙养殖场", patrols.photo(1), patrols.photo(2))
    own.page.evaluate("patrol.app.go('more')")
    with own.page.expect_download() as exported:
        own.page.get_by_role("button", name="导出备份文件").tap()

    path = exported.value.path()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["format"], lines[0]["records"], lines[0]["photos"]) == ("patrol-backup/1", 1, 2)
    assert patrols.hash_of(lines[1]["record"]["body"].encode()) == lines[1]["record"]["sha256"]
    with path.open("rb") as file:
        answer = signed_in(county.grid_member).post(reverse("backups"), {"file": file})
    assert "新存 1 条记录、2 张照片" in answer.content.decode()
    network.always(FINE)
    own.send()

    assert own.pending() == (0, 0)
    assert len(patrols.records()) == 1
    assert len(patrols.arrived()) == 2


def test_a_browser_without_a_database_shows_the_way_to_the_plain_form(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member)
    own.context.add_init_script(WITHOUT_DATABASE)
    own.page.goto(reverse("patrol_page"))

    expect(own.page.locator("#plain-words")).to_contain_text("离线巡查用不了")
    own.page.get_by_role("link", name="打开普通上报页面").tap()
    own.visitor.sees("上报问题")


def test_without_scripts_the_page_is_not_blank(phone, county):
    own = phone(county.grid_member, java_script_enabled=False)
    own.page.goto(reverse("patrol_page"))

    expect(own.page.get_by_role("link", name="打开普通上报页面")).to_be_visible()


def test_without_https_the_page_works_while_open_and_says_what_is_off(phone, network, county, settings):
    settings.ALLOWED_HOSTS = ["phone.test", "127.0.0.1"]
    patrols.patrolled(county)
    network.url = network.url.replace("127.0.0.1", "phone.test")
    own = phone(county.grid_member, args=[*ARGUMENTS, "--host-resolver-rules=MAP phone.test 127.0.0.1"])
    own.open()
    own.page.locator("#sites button").first.wait_for()
    assert own.page.evaluate("window.isSecureContext") is False
    # The browser remarks that it ignores a header there; that is what the page is about to say in other words.
    own.visitor.faults[:] = [fault for fault in own.visitor.faults if "Cross-Origin-Opener-Policy" not in fault]

    own.log("兴龙养殖场", patrols.photo(1))
    own.waits_until_empty()
    own.page.evaluate("patrol.app.go('more')")

    expect(own.page.locator("#missing-card")).to_contain_text("没有 HTTPS 加密")
    expect(own.page.locator("#missing-card")).to_contain_text("没有网络时打不开本页")
    assert patrols.arrived() == [patrols.hash_of(patrols.photo(1)[1])]


def test_an_old_browser_shrinks_photos_the_old_way(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member)
    own.context.add_init_script(WITHOUT_NEW_DECODER)
    own.ready_for_work()
    own.begin("兴龙养殖场")
    own.album(("large.jpg", patrols.jpeg(3000, 2000, orientation=6)))

    size = """patrol.store.all('photos').then(([row]) => patrol.store.bytesOf(row.id))
      .then((buffer) => createImageBitmap(new Blob([buffer]))).then(({width, height}) => [width, height])"""
    assert own.page.evaluate(size) == [1600, 1067]


def test_a_new_version_of_the_page_is_offered_and_keeps_what_is_being_written(phone, county, monkeypatch):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    own.page.locator("[data-do=finding]").tap()
    own.page.get_by_label("发现了什么问题").fill("还没写完")
    monkeypatch.setattr("apps.inspections.views.patrol_page._counted_version", lambda: "newer0000000")

    own.page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => true)")
    own.page.get_by_role("button", name="现在更新").tap()
    own.page.locator("body.is-ready[data-version=newer0000000]").wait_for(state="attached")

    expect(own.page.get_by_label("发现了什么问题")).to_have_value("还没写完")


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_hangs_over_the_edge_of_a_small_phone(phone, county, width):
    patrols.patrolled(county, names=["大河沟入河排污口下游监测断面旁第二畜禽养殖专业合作社养殖场"])
    own = phone(county.grid_member, viewport={"width": width, "height": 640}).ready_for_work()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"

    assert own.page.evaluate(wide)
    own.begin("大河沟")
    own.page.locator("[data-do=finding]").tap()
    own.page.locator("#more-fields summary").tap()
    assert own.page.evaluate(wide)
    for name in ("outbox", "more"):
        own.page.evaluate("(name) => patrol.app.go(name)", name)
        assert own.page.evaluate(wide)
