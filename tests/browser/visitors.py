"""People at a browser: one context each, and everything that must never happen while they use it."""

import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
# Chromium draws two of its own pages for suggestions under the address bar behind every window: a second of work each time,
# for a bar that no test touches. Only the last list counts, so what Playwright switches off stands here as well.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
ARGUMENTS = ["--no-sandbox", f"--disable-features={','.join(OFF)}"]
# Playwright waits this long before it gives up: far longer than any page takes, also on a busy machine.
PATIENCE = 15_000


def executable() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Visitor:
    """One person with one browser. `faults` collects what no page may do; the fixture `visit` fails on them."""

    context: object
    home: str
    phone: bool
    faults: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def __post_init__(self):
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda failure: self.faults.append(f"script: {failure.error}"))
        self.context.on("request", self._see_request)
        self.context.on("response", self._see_response)
        self.page = self.context.new_page()
        expect.set_options(timeout=PATIENCE)

    def _hear(self, message):
        # A refused resource is judged by its status, where a test can say that it expects it.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _see_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != urlsplit(self.home).netloc:
            self.faults.append(f"another host: {request.url}")

    def _see_response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"status {response.status}: {response.url}")

    def go(self, name, *args, query=""):
        """Open the page with this URL name."""
        self.page.goto(reverse(name, args=args) + query, wait_until="domcontentloaded")
        return self.page

    def sign_in(self, person, *, password=PASSWORD):
        """Through the login page, as people do."""
        self.go("login")
        self.page.get_by_label("账号").fill(person.username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.sees("工作台")

    def is_known_as(self, person):
        """The same session without the login page."""
        client = Client()
        client.force_login(person, backend="apps.accounts.backends.PostBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.home, "httpOnly": True}])

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name):
        return self.page.get_by_role("link", name=name, exact=True)

    def sees(self, heading):
        """The page with this heading has come."""
        expect(self.page.locator("h1")).to_contain_text(heading)

    def hears(self, sentence):
        """On top of the page stands what happened and what comes next."""
        expect(self.page.locator("#messages")).to_contain_text(sentence)

    def reads(self, words):
        expect(self.page.locator("main")).to_contain_text(words)

    def waits_until(self, condition):
        """For what no element shows. Playwright's own waiting evaluates in the page, which the CSP forbids."""
        for _ in range(100):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}")
