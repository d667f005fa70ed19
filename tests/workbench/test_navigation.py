"""The main menu lights the place to which a page belongs, one of them on every page."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.accounts.models import Post
from tests.cast import COUNTY

ADMINISTRATION = [
    "people",
    "units",
    "calendar",
    "trail",
    ("tables", "people"),
    ("tables", "organisations"),
    ("tables", "divisions"),
]


def lit(client, name, *args):
    page = client.get(reverse(name, args=args)).content.decode()
    menu = page[page.index('<nav class="sidebar"') :].partition("</nav>")[0]
    return [re.sub("<.*?>", "", link).strip() for link in re.findall(r'<a [^>]*aria-current="page".*?</a>', menu, re.S)]


@pytest.mark.parametrize("address", ADMINISTRATION)
def test_every_page_of_the_administrator_lights_administration(county, signed_in, address):
    name, *args = [address] if isinstance(address, str) else address

    assert lit(signed_in(county.administrator), name, *args) == ["系统管理"]


def test_templates_light_the_importing_where_a_person_has_that_entry(county, signed_in):
    assert lit(signed_in(county.township_staff), "tables", "sites") == ["表格导入"]
    facts = {"division_id": COUNTY, "organisation": county.bureau, "valid_from": dt.date(2026, 1, 1)}
    Post.objects.create(person=county.administrator, role="county_staff", **facts)
    assert lit(signed_in(county.administrator), "tables", "people") == ["表格导入"]


def test_other_pages_light_their_own_section(county, signed_in):
    client = signed_in(county.township_staff)

    assert [lit(client, name) for name in ("workbench", "problems", "sites", "monitoring", "imports", "reports")] == [
        ["工作台"], ["问题台账"], ["网格巡查"], ["网格巡查"], ["表格导入"], ["报表公文"],
    ]  # fmt: skip
