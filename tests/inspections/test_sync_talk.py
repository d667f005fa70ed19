"""hello/, pack/, status/, gaps, the clock, and what a stranger hears."""

import datetime as dt
import json
from uuid import uuid4

from django.urls import reverse

from apps.common import clock
from apps.inspections.actions import outbox
from apps.inspections.models import Device, GridMember, Patrol, PatrolMark
from tests.cast import WUPING_VILLAGE, XINGLONG
from tests.inspections import setting


def patrols():
    return Patrol.objects.everywhere("test")


def ago(**delta):
    return clock.now() - dt.timedelta(**delta)


def test_a_stranger_hears_401_and_a_sentence_everywhere(client, db):
    addresses = [reverse("sync_hello"), reverse("sync_pack")]
    posted = [reverse("sync_records"), reverse("sync_status")]

    answers = [client.get(address) for address in addresses]
    answers += [client.post(address, "{}", "application/json") for address in posted]
    answers.append(client.put(reverse("sync_photo", args=["a" * 64]), b"", "image/jpeg"))

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(401, "signed_out")] * 5


def test_an_expired_session_costs_nothing(county, signed_in, client):
    envelope = setting.frozen(setting.body(county.grid_member, ago(minutes=5), place=XINGLONG))
    signed_in(county.grid_member)
    client.logout()

    refused = client.post(reverse("sync_records"), json.dumps({"records": [envelope]}), "application/json")
    stored = setting.send(signed_in(county.grid_member), envelope)

    assert refused.status_code == 401
    assert stored["receipts"][0]["answer"] == "stored"


def test_hello_gives_the_token_that_posting_needs(county):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(county.grid_member, backend="apps.accounts.backends.PostBackend")
    envelope = setting.frozen(setting.body(county.grid_member, ago(minutes=5), place=XINGLONG))
    sent = json.dumps({"records": [envelope]})

    without = strict.post(reverse("sync_records"), sent, "application/json")
    hello = strict.get(reverse("sync_hello")).json()
    with_token = strict.post(
        reverse("sync_records"), sent, "application/json", headers={"X-CSRFToken": hello["csrf_token"]}
    )

    assert (without.status_code, with_token.status_code) == (403, 200)
    assert hello["person"]["id"] == county.grid_member.pk


def test_the_pack_holds_ones_own_village_and_nothing_of_the_neighbours(county, signed_in):
    grid = setting.grid()
    GridMember.objects.create(
        grid=grid, duty="leader", side="government", person=county.grid_member, name="网格员甲", since=setting.NOVEMBER
    )
    mine, near = setting.site(grid.code, name="我的养殖场"), setting.site(XINGLONG, name="同村养殖场")
    setting.site(WUPING_VILLAGE)

    pack = signed_in(county.grid_member).get(reverse("sync_pack")).json()

    assert [(site["id"], site["mine"]) for site in pack["sites"]] == [(mine.pk, True), (near.pk, False)]
    assert [(row["code"], row["mine"]) for row in pack["grids"]] == [(grid.code, True)]
    assert [place["code"] for place in pack["places"]] == [XINGLONG]
    assert {kind["key"] for kind in pack["kinds"]} >= {"livestock_farm", "outfall"}
    assert pack["sites_left_out"] == 0


def test_an_unchanged_pack_is_not_sent_again(county, signed_in):
    client = signed_in(county.grid_member)
    tag = client.get(reverse("sync_pack")).headers["ETag"]

    again = client.get(reverse("sync_pack"), headers={"If-None-Match": tag})
    setting.site(XINGLONG)
    changed = client.get(reverse("sync_pack"), headers={"If-None-Match": tag})

    assert (again.status_code, changed.status_code) == (304, 200)


def numbered(person, device, *numbers):
    return [
        setting.frozen(setting.body(person, ago(minutes=5), place=XINGLONG, device=device, seq=number))
        for number in numbers
    ]


def test_both_sides_see_the_gap_until_it_is_closed(county, signed_in):
    client, device = signed_in(county.grid_member), str(uuid4())
    pending = {"records": 3, "photos": 0, "highest_seq": 6}
    first = setting.send(client, *numbered(county.grid_member, device, 1, 2, 5), device={"id": device}, pending=pending)

    voided = [{"seq": 4, "reason": "写错了"}]
    second = setting.send(client, *numbered(county.grid_member, device, 3), device={"id": device}, voided=voided)
    third = setting.send(client, *numbered(county.grid_member, device, 6), device={"id": device})

    assert (first["device"]["missing_seqs"], first["device"]["received"]) == ([3, 4, 6], 3)
    assert first["device"]["words"] == "这台手机有 3 条还没到"
    assert second["device"]["missing_seqs"] == [6]
    assert third["device"] == {
        "highest_seq": 6, "received": 6, "missing_seqs": [], "more_missing": 0, "missing_photos": 0,
        "words": "这台手机的记录和照片都已送达",
    }  # fmt: skip
    assert Device.objects.everywhere("test").get().complete_until == 6


def test_an_absurd_number_does_not_make_the_server_count(county, signed_in):
    device = str(uuid4())

    answer = setting.send(
        signed_in(county.grid_member),
        device={"id": device},
        pending={"highest_seq": 2**31 - 1, "records": 1, "photos": 0},
    )

    assert (answer["device"]["highest_seq"], len(answer["device"]["missing_seqs"])) == (10_000, 100)


def test_a_number_that_comes_twice_loses_nothing(county, signed_in):
    device = str(uuid4())

    setting.send(signed_in(county.grid_member), *numbered(county.grid_member, device, 1, 1))
    outbox.finish(patrol_ids=patrols().values_list("pk", flat=True), at=clock.now())

    assert patrols().count() == 2
    assert list(PatrolMark.objects.values_list("mark", flat=True)) == ["seq"]


def test_status_says_what_is_held_and_nothing_about_others(county, signed_in):
    own = setting.frozen(setting.body(county.grid_member, ago(minutes=5), place=XINGLONG))
    foreign = setting.frozen(setting.body(county.village_leader, ago(minutes=5), place=XINGLONG))
    setting.send(signed_in(county.village_leader), foreign)
    client = signed_in(county.grid_member)
    setting.send(client, own)

    asked = {"uuids": [own["uuid"], foreign["uuid"], str(uuid4())], "photos": ["a" * 64]}
    status = client.post(reverse("sync_status"), json.dumps(asked), "application/json").json()

    assert status["records"][own["uuid"]] == {
        "held": True, "sha256": own["sha256"], "conflicts": [], "photos_missing": [],
    }  # fmt: skip
    assert [status["records"][uuid]["held"] for uuid in asked["uuids"][1:]] == [False, False]
    assert status["photos"] == {"a" * 64: False}


def test_nonsense_is_answered_in_words(county, signed_in):
    client = signed_in(county.grid_member)
    nonsense = ["", "[]", "{", '{"records": 3}', '{"device": [1]}', json.dumps({"records": [1] * 51})]

    answers = [client.post(reverse("sync_records"), text, "application/json") for text in nonsense]
    odd = setting.send(client, None, 3, {}, {"body": 5}, {"uuid": "x", "sha256": "y", "body": "\ud800 half"})

    assert [answer.status_code for answer in answers] == [400] * 6
    assert [receipt["answer"] for receipt in odd["receipts"]] == ["refused"] * 5


def test_what_lay_on_the_phone_counts_by_when_it_was_found(county, signed_in):
    found_at = ago(days=3)
    record = setting.body(county.grid_member, found_at, place=XINGLONG, findings=[setting.found("河里有死鱼")])

    setting.send(signed_in(county.grid_member), setting.frozen(record))

    patrol = patrols().get()
    problem = patrol.findings.get().problem
    assert (patrol.found_at, patrol.came_later) == (found_at, True)
    assert problem.discovered_on == patrol.day == clock.today() - dt.timedelta(days=3)


def test_a_clock_an_hour_slow_is_put_right_and_said(county, signed_in):
    true = ago(minutes=30)
    wrong = true - dt.timedelta(hours=1)
    measured = {"offset_ms": 3_600_000, "measured_at": wrong.isoformat()}
    record = setting.body(county.grid_member, wrong, place=XINGLONG, clock=measured)

    receipt = setting.send(
        signed_in(county.grid_member), setting.frozen(record), sent_at=(clock.now() - dt.timedelta(hours=1)).isoformat()
    )["receipts"][0]

    assert patrols().get().found_at == true
    assert receipt["marks"] == [{"mark": "clock", "words": "手机时间慢了 60 分钟，已改正"}]


def test_far_from_the_site_is_marked_and_never_refused(county, signed_in):
    farm = setting.site(latitude="29.660000", longitude="107.950000", position_source="manual")
    position = {"lat": 29.674, "lng": 107.95, "accuracy_m": 20, "age_s": 4, "source": "browser"}
    record = setting.body(county.grid_member, ago(minutes=5), visits=[{"site": farm.pk}], position=position)

    receipt = setting.send(signed_in(county.grid_member), setting.frozen(record))["receipts"][0]

    assert (receipt["answer"], receipt["marks"]) == (
        "stored",
        [{"mark": "far", "words": f"{farm.name}：离点位约 1.6 公里"}],
    )
