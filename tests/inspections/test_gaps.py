"""The gap radar's line for photos that phones announced and that do not arrive."""

import datetime as dt

from apps.inspections.actions import receiving
from apps.inspections.actions.patrols import log_patrol, take_back
from apps.inspections.queries.gaps import PHOTO_DAYS, gaps
from apps.inspections.records import read
from tests.cast import HUILONG, JILONG
from tests.inspections import setting

HEADING = f"手机里的照片超过{PHOTO_DAYS}天没有送到"


def announced(person, at, *, number=2):
    """A patrol whose photos are still on the phone."""
    photos = [{"sha256": setting.digest(f"{at} {each}"), "role": "other"} for each in range(number)]
    farm = setting.site()
    written = setting.body(person, at, visits=[{"site": farm.pk}], photos=photos)
    return log_patrol(record=read(setting.frozen(written)), by=person, at=at).patrol


def shown(county, noon, **asked):
    return gaps(county.township_staff, on=noon.date(), **asked).get(HEADING, [])


def test_photos_that_do_not_arrive_are_a_gap_with_what_to_do(county, noon):
    patrol = announced(county.grid_member, noon - dt.timedelta(days=PHOTO_DAYS + 1))

    found = shown(county, noon)

    assert [(gap.what, gap.todo, gap.url) for gap in found] == [
        (f"{patrol.reference} 还差 2 张照片", "看这次巡查", f"/inspections/patrols/{patrol.pk}/")
    ]
    assert "不再等" in found[0].words


def test_a_phone_may_be_without_a_signal_for_a_week(county, noon):
    announced(county.grid_member, noon - dt.timedelta(days=PHOTO_DAYS))

    assert shown(county, noon) == []


def test_the_gap_closes_with_the_last_photo_given_up_or_the_patrol_taken_back(county, noon):
    at = noon - dt.timedelta(days=20)
    given_up, taken_back = announced(county.grid_member, at, number=1), announced(county.grid_member, at, number=3)
    assert len(shown(county, noon)) == 2

    receiving.stop_waiting(given_up.photos.get(), reason="手机摔坏了", by=county.township_staff, at=noon)
    take_back(taken_back, reason="点错了", by=county.grid_member, at=noon)

    assert shown(county, noon) == []


def test_the_radar_of_another_village_does_not_show_it(county, noon):
    announced(county.grid_member, noon - dt.timedelta(days=20))

    assert (len(shown(county, noon, place=JILONG)), shown(county, noon, place=HUILONG)) == (1, [])
