"""Two people have the same form open: the second is told what the first did, and what was typed stays."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.inspections.models import Grid, Site
from apps.monitoring.models import MonitoringPoint
from apps.territory.models import Organisation
from tests import cast
from tests.cast import COUNTY, XINGLONG
from tests.inspections import setting
from tests.monitoring.setting import section


def _site(county):
    site = setting.site(name="示例养殖场", owner="某某")
    return county.township_staff, county.township_leader, reverse("change_site", args=[site.pk]), "owner"


def _grid(county):
    grid = setting.grid()
    return county.township_staff, county.township_leader, reverse("change_grid", args=[grid.code]), "area"


def _point(county):
    address = reverse("change_monitoring_point", args=[section(name="示例断面").pk])
    return county.county_staff, county.second_county_staff, address, "code"


def _unit(county):
    second = cast.person("administrator", COUNTY, county.bureau, "管理员乙")
    return county.administrator, second, reverse("unit", args=[county.law_office.pk]), "aliases"


def opened(client, address) -> dict:
    form = client.get(address).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="apps.accounts.backends.PostBackend")
    return client


def names() -> set:
    models = (Site, Grid, MonitoringPoint)
    found = {name for model in models for name in model.objects.everywhere("test").values_list("name", flat=True)}
    return found | set(Organisation.objects.values_list("name", flat=True))


@pytest.mark.parametrize("form_of", [_site, _grid, _point, _unit])
def test_the_second_of_two_reads_what_the_first_changed_and_may_save_then(county, form_of):
    first, second, address, other_field = form_of(county)
    one, two = client_of(first), client_of(second)
    of_first, of_second = opened(one, address), opened(two, address)

    assert one.post(address, of_first | {"name": "第一人改的名称"}).status_code == 302
    answer = two.post(address, of_second | {other_field: "第二人写的内容"})

    (said,) = answer.context["form"].non_field_errors()
    assert said.startswith(f"您打开这个页面以后，{first.signature.partition(' ')[0]} ")
    assert f"{first.full_name}在 " in said
    assert "改了" in said
    assert "（现在是“第一人改的名称”）。您的操作没有生效" in said
    assert "第一人改的名称" in names()
    form = answer.context["form"]
    # What was typed stays; what was left alone is what the first one made of it.
    assert (form[other_field].value(), form["name"].value()) == ("第二人写的内容", "第一人改的名称")

    again = {name: value for name in form.fields if (value := form[name].value()) is not None}
    assert two.post(address, again).status_code == 302
    assert "第一人改的名称" in names()
    assert opened(two, address)[other_field] == "第二人写的内容"


def test_what_two_others_did_meanwhile_counts_together_and_what_was_typed_wins(county):
    site = setting.site(name="甲场", owner="甲", address="一组")
    address = reverse("change_site", args=[site.pk])
    first, second, third = (
        client_of(one) for one in (county.township_staff, county.township_leader, county.county_staff)
    )
    seen = opened(third, address)
    assert first.post(address, opened(first, address) | {"name": "乙场", "owner": "乙"}).status_code == 302
    assert second.post(address, opened(second, address) | {"name": "丙场"}).status_code == 302

    form = third.post(address, seen | {"owner": "丁"}).context["form"]

    assert [form[name].value() for name in ("name", "owner", "address", "seen_version")] == ["丙场", "丁", "一组", "3"]


def test_what_else_happens_to_a_point_is_no_surprise(county, noon, signed_in):
    """Values come in every day; the form is about the point itself."""
    from apps.monitoring.words import Indicator
    from tests.monitoring.setting import DAILY, reading, recorded

    point = section(name="示例断面")
    client, address = signed_in(county.county_staff), reverse("change_monitoring_point", args=[point.pk])
    open_form = opened(client, address)
    recorded(county.county_staff, noon, reading(point, "7.5", Indicator.PH, period=DAILY))

    assert client.post(address, open_form | {"name": "改名断面"}).status_code == 302


def test_a_form_from_before_the_question_was_asked_still_works(county, signed_in):
    site = setting.site(XINGLONG, name="示例养殖场")
    client, address = signed_in(county.township_staff), reverse("change_site", args=[site.pk])
    data = opened(client, address)
    del data["seen_version"]

    assert client.post(address, data | {"name": "改名养殖场"}).status_code == 302
