"""手机里没送到的: phones with a gap in their numbers or with photos still to come, and nobody else's."""

from uuid import uuid4

from django.urls import reverse

from apps.inspections.actions.patrols import log_patrol
from apps.inspections.models import Device
from apps.inspections.queries import devices
from apps.inspections.records import read
from tests.cast import HUILONG, XINGLONG
from tests.inspections import setting


def phone(person, at, *, highest, until, place=XINGLONG):
    return Device.objects.create(
        id=uuid4(), person=person, division_code=place, highest_seq=highest, complete_until=until, reported_at=at
    )


def announces_a_photo(device, at):
    photos = [{"sha256": setting.digest("still on the phone"), "role": "other"}]
    facts = {"device": str(device.pk), "seq": 1, "visits": [{"site": setting.site().pk}], "photos": photos}
    log_patrol(record=read(setting.frozen(setting.body(device.person, at, **facts))), by=device.person, at=at)


def test_only_phones_that_are_behind_are_listed(county, noon):
    phone(county.grid_member, noon, highest=7, until=7)
    gap = phone(county.grid_member, noon, highest=7, until=5)
    photos = phone(county.grid_member, noon, highest=1, until=1)
    announces_a_photo(photos, noon)

    found = {device.pk: devices.outstanding(device).words for device in devices.listed(county.township_staff)}

    assert found == {gap.pk: "这台手机有 2 条还没到", photos.pk: "这台手机有 1 张照片还没到"}


def test_a_place_hears_of_its_own_phones_only(county, noon):
    phone(county.grid_member, noon, highest=9, until=3, place=HUILONG)

    listed = [devices.listed(person).count() for person in (county.township_staff, county.village_leader)]

    assert listed == [1, 0]


def test_complete_phones_however_many_do_not_hide_one_that_is_behind(county, noon, signed_in):
    for _ in range(201):
        phone(county.grid_member, noon, highest=3, until=3)
    phone(county.grid_member, noon, highest=3, until=2)

    page = signed_in(county.township_staff).get(reverse("phones"))

    assert len(page.context["waiting"]) == 1
