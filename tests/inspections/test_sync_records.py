"""POST records/: stored once, conflicts kept, refusals with their field (docs/patrol-sync.md)."""

import datetime as dt
import json
from uuid import uuid4

from django.utils import timezone

from apps.inspections.models import Conflict, DayConfirmation, Finding, Patrol, Visit
from apps.problems.models import Problem
from apps.problems.states import Action, State
from tests import cast
from tests.cast import HUILONG, WUPING_VILLAGE, XINGLONG
from tests.inspections import setting

NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)


def patrols():
    return Patrol.objects.everywhere("test")


def earlier(**delta):
    from apps.common import clock

    return clock.now() - dt.timedelta(**delta)


def test_nothing_found_is_a_site_and_nothing_else(county, signed_in):
    farm = setting.site()
    client = signed_in(county.grid_member)
    at = earlier(minutes=10)

    answer = setting.send(client, setting.frozen(setting.body(county.grid_member, at, visits=[{"site": farm.pk}])))

    (receipt,) = answer["receipts"]
    kept = patrols().get()
    assert (receipt["answer"], receipt["number"], receipt["photos_missing"], receipt["problems"]) == (
        "stored", kept.reference, [], [],
    )  # fmt: skip
    assert (kept.persons, kept.visit_count, kept.finding_count, kept.division_code) == (1, 1, 0, XINGLONG)
    assert kept.found_at == at
    assert list(Visit.objects.values_list("site_id", "day")) == [(farm.pk, kept.day)]


def test_the_same_record_again_is_already_there_with_the_same_receipt(county, signed_in):
    farm = setting.site()
    client = signed_in(county.grid_member)
    envelope = setting.frozen(
        setting.body(
            county.grid_member, earlier(minutes=5), visits=[{"site": farm.pk}], findings=[setting.found(site=farm.pk)]
        )
    )
    first = setting.send(client, envelope)["receipts"][0]

    second = setting.send(client, envelope)["receipts"][0]

    assert second == first | {"answer": "already"}
    assert (patrols().count(), Problem.objects.everywhere("test").count()) == (1, 1)


def test_one_request_may_hold_the_same_record_twice(county, signed_in):
    farm = setting.site()
    envelope = setting.frozen(setting.body(county.grid_member, earlier(minutes=5), visits=[{"site": farm.pk}]))

    answer = setting.send(signed_in(county.grid_member), envelope, envelope)

    assert [receipt["answer"] for receipt in answer["receipts"]] == ["stored", "already"]


def test_other_content_under_the_same_uuid_keeps_both_and_says_so(county, signed_in):
    farm = setting.site()
    client = signed_in(county.grid_member)
    first = setting.body(county.grid_member, earlier(minutes=5), visits=[{"site": farm.pk}], note="第一份")
    second = first | {"note": "第二份"}
    setting.send(client, setting.frozen(first))

    receipts = [setting.send(client, setting.frozen(second))["receipts"][0] for _ in range(2)]

    assert [receipt["answer"] for receipt in receipts] == ["conflict", "conflict"]
    assert "两份都留着" in receipts[0]["reason"]
    assert patrols().get().note == "第一份"
    assert [json.loads(version.body)["note"] for version in Conflict.objects.all()] == ["第二份"]


def test_a_finding_becomes_a_problem_of_the_ledger_in_the_same_step(county, signed_in):
    farm = setting.site()
    found = setting.found(site=farm.pk, item="manure")

    answer = setting.send(
        signed_in(county.grid_member),
        setting.frozen(
            setting.body(county.grid_member, earlier(minutes=5), visits=[{"site": farm.pk}], findings=[found])
        ),
    )

    problem = Problem.objects.everywhere("test").get()
    finding = Finding.objects.get()
    assert answer["receipts"][0]["problems"] == [
        {"finding": found["uuid"], "id": problem.pk, "number": problem.number, "state": "待交办"}
    ]
    assert (problem.source, problem.category, problem.division_code, problem.location, problem.discovered_by) == (
        "patrol", "livestock", XINGLONG, farm.name, county.grid_member,
    )  # fmt: skip
    assert (finding.problem, finding.site, finding.item) == (problem, farm, "manure")


def test_put_right_on_the_spot_is_closed_at_once_and_counted(county, signed_in):
    farm = setting.site()
    before, after = setting.jpeg(noise=1), setting.jpeg(noise=2)
    found = setting.found("路边一袋垃圾", fixed={"measure": "当场清走"})
    photos = [
        {"sha256": setting.digest(before), "role": "before", "finding": found["uuid"]},
        {"sha256": setting.digest(after), "role": "after", "finding": found["uuid"]},
    ]
    at = earlier(minutes=5)

    answer = setting.send(
        signed_in(county.grid_member),
        setting.frozen(
            setting.body(county.grid_member, at, visits=[{"site": farm.pk}], findings=[found], photos=photos)
        ),
    )

    problem = Problem.objects.everywhere("test").get()
    assert (problem.state, problem.photos_to_come, problem.progress) == (State.CLOSED, 2, "当场清走")
    assert (problem.closed_on, problem.completed_on) == (problem.discovered_on, problem.discovered_on)
    assert [event.action for event in problem.events.all()] == [Action.REPORT, Action.FIX_ON_SPOT]
    assert answer["receipts"][0]["photos_missing"] == [photo["sha256"] for photo in photos]
    assert Finding.objects.get().fixed_on_spot


def test_on_the_spot_needs_both_photos(county, signed_in):
    found = setting.found(fixed={"measure": "当场清走"})
    photos = [{"sha256": "a" * 64, "role": "before", "finding": found["uuid"]}]

    answer = setting.send(
        signed_in(county.grid_member),
        setting.frozen(
            setting.body(county.grid_member, earlier(minutes=5), place=XINGLONG, findings=[found], photos=photos)
        ),
    )

    (receipt,) = answer["receipts"]
    assert (receipt["answer"], receipt["code"], receipt["field"]) == ("refused", "on_the_spot", "findings.0.fixed")
    assert patrols().count() == 0


def test_a_complaint_taken_on_the_spot_is_a_petition_and_is_not_closed_by_the_finder(county, signed_in):
    found = setting.found("猪场臭味大", complaint={"words": "村民反映晚上臭味大"}, fixed={"measure": "已要求清理"})
    photos = [
        {"sha256": letter * 64, "role": role, "finding": found["uuid"]}
        for letter, role in (("a", "before"), ("b", "after"))
    ]

    setting.send(
        signed_in(county.grid_member),
        setting.frozen(
            setting.body(county.grid_member, earlier(minutes=5), place=XINGLONG, findings=[found], photos=photos)
        ),
    )

    problem = Problem.objects.everywhere("test").get()
    assert (problem.source, problem.state, problem.progress) == ("petition", State.REPORTED, "已要求清理")
    assert problem.events.get().note == "群众现场反映：村民反映晚上臭味大"


def test_a_refused_record_leaves_no_trace_and_is_welcome_when_corrected(county, signed_in):
    client = signed_in(county.grid_member)
    wrong = setting.body(county.grid_member, earlier(minutes=5), place=XINGLONG, findings=[setting.found("")])
    right = wrong | {"findings": [wrong["findings"][0] | {"description": "沟里有粪污"}]}

    refused = setting.send(client, setting.frozen(wrong))["receipts"][0]
    stored = setting.send(client, setting.frozen(right))["receipts"][0]

    assert (refused["answer"], refused["field"]) == ("refused", "findings.0.description")
    assert refused["reason"] == "请写一句话说明发现了什么问题。"
    assert stored["answer"] == "stored"
    assert patrols().count() == 1


def test_one_refused_record_holds_up_no_other(county, signed_in):
    farm, foreign = setting.site(), setting.site(WUPING_VILLAGE)
    bodies = [
        setting.body(county.grid_member, earlier(minutes=5), visits=[{"site": pk}]) for pk in (foreign.pk, farm.pk)
    ]

    answer = setting.send(signed_in(county.grid_member), *map(setting.frozen, bodies))

    assert [(receipt["answer"], receipt.get("code")) for receipt in answer["receipts"]] == [
        ("refused", "site"),
        ("stored", None),
    ]


def test_each_kind_of_refusal_names_its_code_and_field(county, signed_in):
    person, at = county.grid_member, earlier(minutes=5)
    good = setting.body(person, at, place=XINGLONG)
    twisted = setting.frozen(good) | {"sha256": "0" * 64}
    cases = {
        ("hash", "sha256"): twisted,
        ("bad_record", "uuid"): setting.frozen(good) | {"uuid": str(uuid4())},
        ("bad_record", "type"): setting.frozen(good | {"v": 2}),
        ("bad_record", "found_at"): setting.frozen(good | {"found_at": "昨天"}),
        ("bad_record", "visits"): setting.frozen(good | {"visits": [3]}),
        ("other_account", "author"): setting.frozen(good | {"author": county.neighbour_staff.pk}),
        ("place", "place"): setting.frozen(good | {"place": HUILONG}),
        ("time", "found_at"): setting.frozen(good | {"found_at": (at + dt.timedelta(days=2)).isoformat()}),
    }

    answer = setting.send(signed_in(person), *cases.values())

    assert [(receipt["code"], receipt["field"]) for receipt in answer["receipts"]] == list(cases)
    assert patrols().count() == 0


def test_companions_make_person_times(county, signed_in):
    record = setting.body(
        county.grid_member,
        earlier(minutes=5),
        place=XINGLONG,
        companions=[{"person": county.village_leader.pk}, {"name": "王五"}],
    )

    setting.send(signed_in(county.grid_member), setting.frozen(record))

    kept = patrols().get()
    assert (kept.persons, [row["name"] for row in kept.companions]) == (3, ["村主任甲", "王五"])


def test_what_was_found_before_a_transfer_is_still_handed_in(county, signed_in):
    mover = cast.person("grid_member", XINGLONG, county.village_committee, "调走的", since=dt.date(2020, 1, 1))
    post = mover.posts.get()
    from apps.accounts.models import Post
    from apps.common import clock

    today = clock.today()
    post.valid_until = today
    post.save()
    huilong = county.government.children.get(division_id=HUILONG)
    Post.objects.create(person=mover, organisation=huilong, division_id=HUILONG, role="grid_member", valid_from=today)
    record = setting.body(mover, earlier(days=2), place=XINGLONG, findings=[setting.found("河边烧秸秆")])

    answer = setting.send(signed_in(mover), setting.frozen(record))

    assert answer["receipts"][0]["answer"] == "stored"


def test_a_day_is_confirmed_once_from_whatever_phone(county, signed_in):
    at = earlier(minutes=1)
    bodies = [
        setting.body(person, at, type="day", place=XINGLONG, day=timezone.localdate(at).isoformat())
        for person in (county.grid_member, county.village_leader)
    ]
    first = setting.send(signed_in(county.grid_member), setting.frozen(bodies[0]))["receipts"][0]
    again = setting.send(signed_in(county.grid_member), setting.frozen(bodies[0]))["receipts"][0]
    other = setting.send(signed_in(county.village_leader), setting.frozen(bodies[1]))["receipts"][0]

    assert [first["answer"], again["answer"], other["answer"]] == ["stored", "already", "already"]
    assert other["reason"] == "这一天已经有人确认过，不用再报。"
    assert DayConfirmation.objects.everywhere("test").get().person == county.grid_member
