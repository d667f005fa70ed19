"""Records of one request are stored together where they can be, and none depends on another."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common import clock
from apps.inspections.models import Conflict, Patrol, PatrolMark, PatrolPhoto, Visit
from apps.inspections.queries import devices
from apps.problems.models import Problem
from tests import cast
from tests.cast import WUPING_VILLAGE, XINGLONG
from tests.inspections import setting


def ago(minutes=5):
    return clock.now() - dt.timedelta(minutes=minutes)


def patrols():
    return Patrol.objects.everywhere("test").order_by("pk")


def walk(person, **facts):
    return setting.body(person, ago(), place=XINGLONG, **facts)


def answers(sent):
    return [receipt["answer"] for receipt in sent["receipts"]]


def test_the_third_of_five_is_refused_and_the_others_keep_their_order_and_what_is_theirs(county, signed_in):
    farm, foreign = setting.site(), setting.site(WUPING_VILLAGE)
    bodies = [
        walk(county.grid_member, note="一", photos=[{"sha256": "1" * 64}, {"sha256": "2" * 64}]),
        walk(county.grid_member, note="二", visits=[{"site": farm.pk, "note": "到点"}]),
        setting.body(county.grid_member, ago(), visits=[{"site": foreign.pk}], note="三"),
        walk(county.grid_member, note="四", findings=[setting.found("沟里有粪污")]),
        walk(county.grid_member, note="五", photos=[{"sha256": "3" * 64}]),
    ]

    sent = setting.send(signed_in(county.grid_member), *map(setting.frozen, bodies))

    assert answers(sent) == ["stored", "stored", "refused", "stored", "stored"]
    assert {patrol.note: patrol.reference for patrol in patrols()} == {
        note: sent["receipts"][position]["number"] for position, note in ((0, "一"), (1, "二"), (3, "四"), (4, "五"))
    }
    assert [receipt.get("photos_missing") for receipt in sent["receipts"]] == [
        ["1" * 64, "2" * 64], [], None, [], ["3" * 64],
    ]  # fmt: skip
    assert list(Visit.objects.values_list("patrol__note", "site", "note")) == [("二", farm.pk, "到点")]
    assert sorted(PatrolPhoto.objects.values_list("patrol__note", "sha256")) == [
        ("一", "1" * 64), ("一", "2" * 64), ("五", "3" * 64),
    ]  # fmt: skip
    assert Problem.objects.everywhere("test").count() == 1


def test_two_versions_of_a_record_in_one_request_are_a_record_and_another_version(county, signed_in):
    first = walk(county.grid_member, note="第一份")
    other = walk(county.grid_member, note="别的")
    bodies = [first, other, first | {"note": "第二份"}]

    sent = setting.send(signed_in(county.grid_member), *map(setting.frozen, bodies))

    assert answers(sent) == ["stored", "stored", "conflict"]
    assert {patrol.note for patrol in patrols()} == {"第一份", "别的"}
    assert Conflict.objects.count() == 1


def test_what_arrived_before_is_told_as_before_among_what_is_new(county, signed_in):
    client = signed_in(county.grid_member)
    envelopes = [setting.frozen(walk(county.grid_member, note=str(number))) for number in range(4)]
    early = setting.send(client, envelopes[1])["receipts"][0]

    sent = setting.send(client, *envelopes)

    assert answers(sent) == ["stored", "already", "stored", "stored"]
    assert sent["receipts"][1] == early | {"answer": "already"}
    assert patrols().count() == 4


def test_each_keeps_its_own_marks(county, signed_in):
    farm = setting.site(latitude="29.660000", longitude="107.950000", position_source="manual", version=3)
    far = {"lat": 29.674, "lng": 107.95, "accuracy_m": 20, "age_s": 4, "source": "browser"}
    visits = [{"site": farm.pk}]
    bodies = [
        walk(county.grid_member, note="近", visits=visits),
        walk(county.grid_member, note="远", visits=visits, position=far),
        walk(county.grid_member, note="旧", visits=visits, base={"pack": "", "sites": {str(farm.pk): 2}}),
    ]

    sent = setting.send(signed_in(county.grid_member), *map(setting.frozen, bodies))

    assert [[mark["mark"] for mark in receipt["marks"]] for receipt in sent["receipts"]] == [[], ["far"], ["base"]]
    assert sorted(PatrolMark.objects.values_list("patrol__note", "mark")) == [("旧", "base"), ("远", "far")]


def test_ten_records_ask_the_database_as_often_as_one(county, signed_in):
    client, device = signed_in(county.grid_member), str(uuid4())
    farm, numbers = setting.site(), iter(range(1, 100))

    def send(number):
        bodies = [
            walk(county.grid_member, visits=[{"site": farm.pk}], device=device, seq=next(numbers))
            for _ in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert (
                answers(setting.send(client, *map(setting.frozen, bodies), device={"id": device}))
                == ["stored"] * number
            )
        return len(asked)

    send(1)

    assert (send(1), send(10)) == (5, 5)  # session, person, what is known, storing, the phone's numbers


def test_one_that_the_database_refuses_takes_none_with_it(transactional_db, signed_in):
    county = cast.county()
    odd = [{"sha256": "1" * 64, "size": 2**40}]  # more than the column holds
    bodies = [walk(county.grid_member), walk(county.grid_member, photos=odd), walk(county.grid_member)]

    sent = setting.send(signed_in(county.grid_member), *map(setting.frozen, bodies))

    assert answers(sent) == ["stored", "error", "stored"]
    assert (patrols().count(), PatrolPhoto.objects.count()) == (2, 0)


def test_a_phone_in_two_hands_owes_what_both_have_announced_and_no_other_version(county, signed_in):
    device = str(uuid4())
    facts = {"device": device, "photos": [{"sha256": "1" * 64}]}
    first = walk(county.grid_member, seq=1, **facts)
    setting.send(signed_in(county.grid_member), setting.frozen(first), setting.frozen(first | {"note": "另一份"}))
    sent = setting.send(
        signed_in(county.village_leader),
        setting.frozen(walk(county.village_leader, seq=2, **facts)),
        device={"id": device},
    )

    row = devices.Device.objects.everywhere("test").get()
    assert sent["device"]["missing_photos"] == 2
    assert (devices.outstanding(row).photos, list(devices.listed(county.township_staff))) == (2, [row])


@pytest.mark.parametrize("numbers", [[1, 2, 3], [3, 1, 2], [2, 4], [1, 3, 5, 6], [7], []])
def test_what_is_complete_ends_before_the_first_gap(county, signed_in, numbers):
    device = str(uuid4())
    records = [setting.frozen(walk(county.grid_member, device=device, seq=number)) for number in numbers]

    sent = setting.send(
        signed_in(county.grid_member),
        *records,
        device={"id": device},
        pending={"highest_seq": 7, "records": 0, "photos": 0},
    )

    row = devices.Device.objects.everywhere("test").get()
    missing = [number for number in range(1, 8) if number not in numbers]
    assert sent["device"]["missing_seqs"] == missing
    assert (row.highest_seq, row.complete_until) == (7, missing[0] - 1)
    assert devices.outstanding(row).missing == tuple(missing)
