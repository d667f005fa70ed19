"""A phone whose browser can be killed: its profile stays, and so does everything the patrol page has kept."""

import contextlib
import os
import signal
import time
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import TimeoutError

from tests.browser import visitors
from tests.browser.taps import Taps
from tests.browser.visitors import PHONE, Visitor

PLACE = {"latitude": 29.8635, "longitude": 107.7308, "accuracy": 12}
COUNTS = "patrol.outbox.counts()"


class Phone:
    """`network` stands between it and the server; `person` has signed in and stays so."""

    def __init__(self, chromium, profile: Path, network, person, **options):
        self.browser_type = chromium.browser_type
        self.profile, self.network, self.person = profile, network, person
        self.flight, self.weather = False, None
        self.options = (
            {
                "executable_path": visitors.executable(),
                "args": visitors.ARGUMENTS,
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "geolocation": PLACE,
                "permissions": ["geolocation"],
            }
            | PHONE
            | options
        )
        self.start()

    def start(self):
        facts = {"base_url": self.network.url} | self.options
        self.context = self.browser_type.launch_persistent_context(str(self.profile), **facts)
        self.visitor = Visitor(self.context, self.network.url, True)
        self.visitor.expected |= {401, 500}
        self.page = self.visitor.page
        if self.person:
            self.visitor.is_known_as(self.person)
        self.context.set_offline(self.flight)

    def open(self, page=None):
        page = page or self.page
        page.goto(reverse("patrol_page"))
        page.locator("body.is-ready").wait_for(state="attached")
        return page

    def ready_for_work(self):
        """Opened once with a network: pack and page are on the phone now."""
        self.open()
        self.page.locator("#sites button").first.wait_for()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def fly(self, on=True):
        self.flight = on
        self.context.set_offline(on)

    def kill(self):
        """As Android does it: no goodbye, the profile stays."""
        os.kill(self._process(), signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        self._wait_until_gone()

    def _process(self) -> int:
        return next(self._processes())

    def _processes(self):
        own = f"--user-data-dir={self.profile}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if own in words and not any(word.startswith(b"--type=") for word in words):
                    yield int(folder.name)

    def _wait_until_gone(self):
        deadline = time.monotonic() + 10
        while next(self._processes(), None) and time.monotonic() < deadline:
            time.sleep(0.05)

    def close(self):
        with contextlib.suppress(Exception):
            self.context.close()

    # --- What lies on it ---------------------------------------------------------------------------------------

    def pending(self) -> tuple[int, int]:
        """(records, photos) that have not arrived."""
        counts = self.page.evaluate(COUNTS)
        return counts["records"], counts["photos"]

    def waits_until_empty(self, timeout=30_000):
        self.waits_for(f"{COUNTS}.then((counts) => counts.records + counts.photos === 0)", timeout)

    def waits_for(self, promise, timeout=30_000, page=None):
        """Until the promise in the page gives something true, which is handed back. (Playwright's own wait takes any promise.)"""
        page = page or self.page
        deadline = time.monotonic() + timeout / 1000
        while not (given := page.evaluate(promise)):
            assert time.monotonic() < deadline, f"still waiting for {promise}"
            page.wait_for_timeout(50)
        return given

    def waits_until_kept(self, page=None):
        """Everything that was typed in the form is on the phone's disk."""
        self.waits_for("patrol.form.current().writing === null", page=page)

    def kept(self, store) -> list[dict]:
        return self.page.evaluate("(store) => patrol.store.all(store)", store)

    # --- What the person does ----------------------------------------------------------------------------------

    def begin(self, name):
        """A finger that came down beside a row that moved comes down once more."""
        row, form = self.page.locator("#sites button", has_text=name), self.page.locator("#view-form")
        row.tap()
        with contextlib.suppress(TimeoutError):
            form.wait_for(timeout=10_000)
        if row.is_visible():
            row.tap()
        form.wait_for(timeout=30_000)

    def album(self, *files, place="#visit-photos"):
        """Files are (name, bytes); several are chosen at once."""
        chosen = [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files]
        before = self.page.locator(f"{place} .photo-item:not(.photo-item-busy)").count()
        self.page.locator(f"{place} .photo-add-album input").first.set_input_files(chosen)
        self.page.locator(f"{place} .photo-item:not(.photo-item-busy)").nth(before + len(files) - 1).wait_for()
        self.waits_for("patrol.form.current().busy === 0")

    def finish(self):
        self.page.locator("#finish").tap()
        self.is_home()

    def is_home(self):
        self.page.locator("#view-home").wait_for()

    def log(self, name, *files):
        """A patrol of one site with photos, nothing found."""
        self.begin(name)
        if files:
            self.album(*files)
        self.finish()

    def send(self) -> str:
        """立即发送, once more while another window or the worker is at it; gives how this round ended."""
        self.page.evaluate("patrol.app.go('outbox')")
        return self.waits_for("patrol.sender.start('person').then((ended) => ended !== 'busy' && ended)", 120_000)

    def taps(self) -> Taps:
        return Taps(self.visitor)
