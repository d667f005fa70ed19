"""A real Chromium against the real server. Whatever a page must never do fails the test in which it does it."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests import cast
from tests.browser import visitors
from tests.browser.phones import Phone
from tests.browser.visitors import DESK, PHONE, Visitor
from tests.browser.weak_network import WeakNetwork
from tests.browser.workers import Worker

PICTURES = Path(settings.VAR_DIR) / "browser"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.stash[_REPORTS] = item.stash.get(_REPORTS, {}) | {report.when: report}
    return report


_REPORTS = pytest.StashKey()


@pytest.fixture(scope="package")
def chromium():
    """One browser for all tests. Without one they are skipped, unless REQUIRE_BROWSER=1 says that this is a failure."""
    executable = visitors.executable()
    if executable is None:
        missing = f"no browser found: none of {', '.join(visitors.NAMES)}"
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(missing)
    # Playwright keeps an event loop running in this thread; the tests' own queries do not belong to it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=visitors.ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server, request):
    """visit(person, phone=True) is a Visitor who has signed in; visit() is a stranger."""
    present: list[Visitor] = []

    def arrive(person=None, *, phone=False, **options):
        facts = {"base_url": live_server.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = chromium.new_context(**facts | (PHONE if phone else DESK) | options)
        visitor = Visitor(context, live_server.url, phone)
        present.append(visitor)
        if person:
            visitor.is_known_as(person)
        return visitor

    yield arrive
    if _has_failed(request.node):
        _keep_pictures(request.node, present)
    for visitor in present:
        visitor.context.close()
    assert [fault for visitor in present for fault in visitor.faults] == []


def _has_failed(node) -> bool:
    return any(report.failed for report in node.stash.get(_REPORTS, {}).values())


def _keep_pictures(node, present):
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, visitor in enumerate(one for one in present if not one.page.is_closed()):
        visitor.page.screenshot(path=PICTURES / f"{node.name}-{number}.png")


@pytest.fixture
def network(live_server):
    """Between the phones and the server; fine until a test says otherwise."""
    line = WeakNetwork(live_server.url)
    yield line
    line.close()


@pytest.fixture
def phone(chromium, network, tmp_path, request):
    """phone(person) is a phone with a profile of its own, which outlives its browser."""
    present: list[Phone] = []

    def at_hand(person, **options):
        own = Phone(chromium, tmp_path / f"profile-{len(present)}", network, person, **options)
        present.append(own)
        return own

    yield at_hand
    if _has_failed(request.node):
        _keep_pictures(request.node, [own.visitor for own in present])
    for own in present:
        own.close()
    assert [fault for own in present for fault in own.visitor.faults] == []


@pytest.fixture(scope="package")
def worker(django_db_setup, tmp_path_factory):
    worker = Worker(tmp_path_factory.mktemp("worker") / "log.txt")
    yield worker
    worker.stop()


@pytest.fixture
def county(transactional_db):
    """The cast, committed, so that the server and the worker see it."""
    return cast.county()
