"""Takes the README's pictures from a running demo: python docs/make_screenshots.py http://127.0.0.1:8000

Signs in with the demo's accounts and uploads its sample list; needs Chromium and Playwright (requirements-test.txt).
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
HEAVIEST = 250_000  # bytes
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(base: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        # Dates in the fields follow the language of the browser itself, not that of the page.
        chinese = {"args": ["--no-sandbox", "--lang=zh-CN"], "env": os.environ | {"LANGUAGE": "zh_CN"}}
        browser = playwright.chromium.launch(executable_path=executable, **chinese)
        for picture in PICTURES:
            context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", **picture.screen)
            page = context.new_page()
            sign_in(page, picture.who)
            picture.open(page)
            page.wait_for_load_state("networkidle")
            size = take(page, FOLDER / f"{picture.name}.png")
            sys.stdout.write(f"{picture.name}.png {size // 1000} KB\n")
            context.close()
        browser.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url("**/")


def take(page: Page, path: Path) -> int:
    """As few colours as make the file light enough; the number of bytes."""
    page.screenshot(path=path)
    with Image.open(path) as taken:
        plain = taken.convert("RGB")
    for colours in (256, 128, 64, 32):
        plain.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= HEAVIEST:
            break
    return path.stat().st_size


# --- The ways to the pages ---


def at(address: str) -> Callable[[Page], None]:
    return lambda page: page.goto(address)


def reporting(page: Page) -> None:
    page.goto("/problems/report/")
    page.get_by_label("发现了什么问题").fill("三组河边堆放生活垃圾约两立方米，有塑料袋漂入水面")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")


def before_and_after(page: Page) -> None:
    """The first closed problem that has both photos."""
    page.goto("/problems/?state=closed")
    for address in page.locator(".ledger-title a").evaluate_all("links => links.map((link) => link.href)"):
        page.goto(address)
        if page.locator(".photo-side:has(img)").count() == 2:
            return
    raise SystemExit("no closed problem with photos before and after: is this the demo?")


def import_preview(page: Page) -> None:
    sample = page.request.get("/demo/sample-list/")
    page.goto("/imports/")
    file = {"name": "突出生态环境问题交办清单.xlsx", "mimeType": XLSX, "buffer": sample.body()}
    page.locator("main input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并查看").click()
    page.wait_for_url("**/imports/*/")


def report(words: str, show: str = "") -> Callable[[Page], None]:
    def open_it(page):
        page.goto("/reports/")
        page.locator(".ledger-title a", has_text=words).first.click()
        page.wait_for_url("**/reports/*/")
        if show:
            page.locator(show).evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 80)")

    return open_it


@dataclass(frozen=True)
class Picture:
    name: str
    who: str
    screen: dict
    open: Callable[[Page], None]


def _pictures() -> list[Picture]:
    who = {role: username for role, username, *_ in accounts()}
    return [
        Picture("workbench-grid-member", who[Role.GRID_MEMBER.label], PHONE, at("/")),
        Picture("report-a-problem", who[Role.GRID_MEMBER.label], PHONE, reporting),
        Picture("workbench-village", who[Role.VILLAGE_LEADER.label], PHONE, at("/")),
        Picture("ledger", who[Role.TOWNSHIP_STAFF.label], DESK, at("/problems/")),
        Picture("before-and-after", who[Role.TOWNSHIP_STAFF.label], DESK, before_and_after),
        Picture("import-preview", who[Role.COUNTY_STAFF.label], DESK, import_preview),
        Picture("monthly-report", who[Role.TOWNSHIP_STAFF.label], DESK, report("月报")),
        Picture("ranking", who[Role.COUNTY_STAFF.label], DESK, report("通报", show="#ranking")),
        Picture("county-workbench", who[Role.COUNTY_STAFF.label], DESK, at("/")),
    ]


if __name__ == "__main__":
    import django

    django.setup()
    from apps.accounts.roles import Role
    from apps.workbench.demo import PASSWORD, accounts

    PICTURES = _pictures()
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
