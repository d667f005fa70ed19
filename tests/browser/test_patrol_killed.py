"""The phone kills the page in the middle of writing: what the page has shown as kept comes back as it was."""

from playwright.sync_api import expect

from tests.browser import patrols

# The page does nothing any more from the moment it shows its first photo.
STANDS_STILL = """new MutationObserver(() => {
  if (!document.querySelector('.photo-item:not(.photo-item-busy)')) return;
  console.log('standing still');
  for (const until = Date.now() + 10000; Date.now() < until; );
}).observe(document.getElementById('visit-photos'), { childList: true, subtree: true })"""
# As the album does it, a moment later, so that nothing waits for the answer of a page that stands still.
CHOOSES = """(content) => void setTimeout(() => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(content)], 'IMG_0001.jpg', { type: 'image/jpeg' }));
  const input = document.querySelector('#visit-photos .photo-add-album input');
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
}, 100)"""


def test_a_photo_that_is_shown_has_been_kept_together_with_its_record(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    own.page.evaluate(f"void {STANDS_STILL}")
    with own.page.expect_console_message(lambda message: message.text == "standing still"):
        own.page.evaluate(CHOOSES, list(patrols.photo(1)[1]))

    own.kill()
    own.start()
    own.open()

    expect(own.page.locator("#view-form h1")).to_have_text("兴龙养殖场")
    expect(own.page.locator("#visit-photos .photo-item img")).to_have_count(1)
    (draft,) = own.kept("drafts")
    assert draft["found_at"] is not None


def test_everything_written_is_as_it_was(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    own.page.locator("[data-do=finding]").tap()
    own.page.get_by_label("发现了什么问题").fill("粪污外溢")
    own.album(patrols.photo(1), place="[data-part=before]")
    own.page.get_by_label("发现了什么问题").press_sequentially("到路边沟")
    own.waits_until_kept()

    own.kill()
    own.start()
    own.open()

    expect(own.page.get_by_label("发现了什么问题")).to_have_value("粪污外溢到路边沟")
    assert own.page.locator("[data-part=before] .photo-item img").count() == 1
    own.finish()
    assert own.pending() == (1, 1)


def test_the_camera_may_kill_the_page_before_anything_was_typed(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.begin("兴龙养殖场")
    with own.page.expect_file_chooser():
        own.page.locator("#visit-photos label.photo-add", has_text="拍照").tap()
    own.waits_for("patrol.store.all('drafts').then((drafts) => drafts.length === 1)")

    own.kill()
    own.start()
    own.open()

    expect(own.page.locator("#view-form h1")).to_have_text("兴龙养殖场")


def test_a_page_loaded_anew_has_its_record_open_before_anything_else_can_be_begun(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    own.album(patrols.photo(1))

    for _ in range(5):
        own.page.reload()
        own.page.locator("body.is-ready").wait_for(state="attached")
        assert own.page.locator("#view-form").is_visible()
    own.page.go_back()
    own.is_home()
