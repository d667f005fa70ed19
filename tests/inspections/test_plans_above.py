"""Plans that the township or the county made are listed and read in the villages that they ask something of."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.common import clock
from apps.inspections.actions import plans
from apps.inspections.models import PatrolTask
from apps.inspections.words import Period, Target
from tests.cast import COUNTY, HUILONG, JILONG, WUPING, XINGLONG
from tests.inspections import setting
from tests.inspections.test_plans import visited


def planned(by, code, name, **facts):
    today = clock.today()
    facts = {"target": Target.EACH_SITE, "times": 1, "period": Period.YEAR, "since": today.replace(month=1, day=1),
             "kinds": [setting.kind()], "workdays_only": False} | facts  # fmt: skip
    made = plans.make_plan(division_code=code, name=name, **facts, by=by, at=clock.now())
    plans.make_tasks(made, today=today)
    return made


@pytest.fixture
def four(county):
    """A plan of each height, and the neighbour's; a farm in 兴龙村 and another in 回龙村."""
    setting.site(XINGLONG, name="兴龙养殖场")
    setting.site(HUILONG, name="回龙养殖场")
    return {
        "county": planned(county.county_staff, COUNTY, "县里的计划"),
        "township": planned(county.township_staff, JILONG, "镇里的计划"),
        "total": planned(county.township_staff, JILONG, "全镇合计两次", target=Target.TOTAL, times=2),
        "village": planned(county.township_staff, XINGLONG, "村里的计划"),
        "neighbour": planned(county.county_staff, WUPING, "邻镇的计划"),
    }


def shown(client) -> dict:
    page = client.get(reverse("patrol_plans")).context["page"]
    return {plan.name: (plan.from_above, plan.asked) for plan in page}


def test_a_village_lists_what_was_made_above_it_with_its_own_share(county, four, signed_in):
    assert shown(signed_in(county.village_leader)) == {
        "村里的计划": (False, 1),
        "全镇合计两次": (True, 2),
        "镇里的计划": (True, 1),
        "县里的计划": (True, 1),
    }


def test_the_township_lists_the_county_s_and_the_county_none_twice(county, four, signed_in):
    of_township = shown(signed_in(county.township_staff))
    assert of_township["县里的计划"] == (True, 2)
    assert of_township["镇里的计划"] == (False, 2)
    assert "邻镇的计划" not in of_township
    assert shown(signed_in(county.county_staff))["镇里的计划"] == (False, 2)


@pytest.mark.parametrize("name", ["county", "township", "total", "village"])
def test_a_grid_member_reads_them_and_ends_none(county, four, signed_in, name):
    client, plan = signed_in(county.grid_member), four[name]

    answer = client.get(reverse("patrol_plan", args=[plan.pk]))

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "回龙养殖场" not in text
    assert ("这是上级定的计划，只能查看" in text) == (name != "village")
    assert reverse("end_plan", args=[plan.pk]) not in text


def test_nobody_ends_what_was_made_above_him_and_the_neighbour_s_does_not_exist(county, four, signed_in):
    client = signed_in(county.township_staff)

    assert client.get(reverse("patrol_plan", args=[four["county"].pk])).status_code == 200
    assert client.get(reverse("end_plan", args=[four["county"].pk])).status_code == 404
    assert client.get(reverse("patrol_plan", args=[four["neighbour"].pk])).status_code == 404


def test_a_visit_of_another_village_is_a_day_and_no_link_that_leads_nowhere(county, four, signed_in, noon):
    huilong = setting.site(HUILONG, name="回龙二场")
    patrol = visited(county.township_staff, clock.today() - dt.timedelta(days=1), huilong)
    PatrolTask.objects.everywhere("test").filter(plan=four["total"], number=1).update(done_on=patrol.day, patrol=patrol)

    text = signed_in(county.village_leader).get(reverse("patrol_plan", args=[four["total"].pk])).content.decode()

    assert reverse("patrol", args=[patrol.pk]) not in text
    assert f"{patrol.day.month}月{patrol.day.day}日" in text
