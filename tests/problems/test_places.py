"""The places that a list or a form offers: groups are said with their village, a county's stand under their townships."""

import datetime as dt

from apps.problems.queries import place_choices
from apps.territory.models import Division
from tests.cast import COUNTY, JILONG, XINGLONG

TODAY = dt.date(2026, 11, 4)


def grouped(*names):
    for number, name in enumerate(names, start=1):
        Division.objects.create(code=f"{XINGLONG}{number:03d}", name=name, level="group")


def test_a_group_is_said_with_its_village(county):
    grouped("一组", "兴龙村二组")

    choices = dict(place_choices([JILONG], on=TODAY))

    assert (choices[XINGLONG], choices[XINGLONG + "001"], choices[XINGLONG + "002"]) == (
        "兴龙村", "兴龙村一组", "兴龙村二组",
    )  # fmt: skip


def test_a_countys_groups_stand_with_their_village_under_the_township(county):
    grouped("一组")

    choices = dict(place_choices([COUNTY], on=TODAY))

    assert choices["全县"] == [(COUNTY, "丰都县")]
    assert choices["暨龙镇"][:3] == [(JILONG, "暨龙镇（全镇）"), (XINGLONG, "兴龙村"), (XINGLONG + "001", "兴龙村一组")]


def test_whoever_has_one_group_only_reads_its_own_name(county):
    grouped("一组")

    assert place_choices([XINGLONG + "001"], on=TODAY) == [(XINGLONG + "001", "一组")]
