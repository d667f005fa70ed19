"""Effort as PAGES.md counts it: a tap, a click, a choice, a field typed into are one each; sentences stand apart."""


class Taps:
    def __init__(self, visitor):
        self.visitor = visitor
        self.done: list[str] = []
        self.sentences: list[str] = []

    @property
    def count(self) -> int:
        return len(self.done)

    def tap(self, locator):
        self.done.append(f"tap {locator}")
        locator.tap() if self.visitor.phone else locator.click()

    def choose(self, locator, value):
        self.done.append(f"choose {value}")
        locator.select_option(value)

    def type(self, locator, text):
        self.done.append(f"type {text}")
        locator.fill(text)

    def press(self, locator, key):
        self.done.append(f"press {key}")
        locator.press(key)

    def write(self, locator, sentence):
        """The sentence that only a person can write."""
        self.sentences.append(sentence)
        locator.fill(sentence)

    def photo(self, name, content, *, button="拍照或选照片", within=None):
        """One tap opens the camera; what it took goes into the form, or into the part of it that is named."""
        page = self.visitor.page
        place = within or page
        with page.expect_file_chooser() as camera:
            self.tap(place.locator("label.photo-add", has_text=button).first)
        camera.value.set_files([{"name": name, "mimeType": "image/jpeg", "buffer": content}])
        place.locator(".photo-item:not(.photo-item-busy)").first.wait_for()
