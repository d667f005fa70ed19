"""The patrol page as the server gives it: the same for everybody, with nobody's data, and only scripts that old browsers read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from apps.inspections.views import patrol_page

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "patrol").glob("*.js"))
# What came after ES2017. Chromium 86 knows most of it, the browser inside older WeChat does not.
NEWER = re.compile(
    r"\?\.[a-zA-Z\[(]|\?\?|catch \{|[{,(]\s*\.\.\.\w+[\w.]*\s*[,}]\s*\)?\s*[;}]|\.at\(-|\.flat\(|replaceChildren|structuredClone|randomUUID\("
)
WHERE_NEW_IS_ALLOWED = {"leaving.js"}  # runs beside the scripts of all other pages


def test_the_page_is_the_same_for_strangers_and_members(client, signed_in, county):
    member = signed_in(county.grid_member).get(reverse("patrol_page"))
    stranger = client.get(reverse("patrol_page"))

    assert member.content == stranger.content
    assert member.headers["Cache-Control"] == "no-cache"


def test_the_worker_keeps_every_file_that_the_page_loads(client):
    page = client.get(reverse("patrol_page")).content.decode()
    worker = client.get(reverse("patrol_worker")).content.decode()

    loaded = re.findall(r'(?:<script src|<link rel="stylesheet" href)="([^"]+)"', page)
    pictures = {address.split("#")[0] for address in re.findall(r'(?:href|src)="([^"]+\.svg[^"]*)"', page)}
    kept = re.search(r"const KEPT = \[(.*?)\];", worker, re.DOTALL)[1]
    assert len(loaded) == len(patrol_page.SHEETS) + len(patrol_page.PAGE_SCRIPTS)
    assert [address for address in [*loaded, *pictures] if address.replace("-", r"\u002D") not in kept] == []


def test_the_worker_lies_below_the_page_and_names_its_version(client):
    answer = client.get(reverse("patrol_worker"))

    assert reverse("patrol_worker").startswith(reverse("patrol_page"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert f'"patrol-{patrol_page._counted_version()}"' in answer.content.decode()


def test_the_version_changes_with_any_file(monkeypatch):
    before = patrol_page._counted_version()

    monkeypatch.setattr(patrol_page, "SHEETS", patrol_page.SHEETS[:-1])

    assert patrol_page._counted_version() != before


def test_the_manifest_opens_the_page_and_its_icons_exist(client):
    manifest = client.get(reverse("patrol_manifest")).json()

    assert (manifest["start_url"], manifest["scope"]) == (reverse("patrol_page"), reverse("patrol_page"))
    assert [finders.find(path) is not None for path in patrol_page.ICONS] == [True] * 3
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_short_and_say_nothing_that_old_browsers_cannot_read(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert path.name in WHERE_NEW_IS_ALLOWED or NEWER.findall(text) == []


def test_every_script_of_the_folder_is_used():
    used = {Path(path).name for path in (*patrol_page.PAGE_SCRIPTS, *patrol_page.WORKER_SCRIPTS)}

    assert {path.name for path in SCRIPTS} == used | WHERE_NEW_IS_ALLOWED
