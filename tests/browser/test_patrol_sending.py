"""Sending from the phone over a bad line: everything arrives once, and the phone says only what a receipt said."""

import json
import re
import threading
import time

from playwright.sync_api import expect

from apps.common import clock
from apps.inspections.models import Conflict
from tests.browser import patrols
from tests.browser.weak_network import BROKEN, FINE, REFUSED, SLOW, SWALLOWED

# The worker that the browser may wake at once would be the second to try.
WITHOUT_WAKING = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });"
ASKED_MEANWHILE = """new Promise((held) => navigator.locks.request('patrol-outbox', () => {
  held();
  return new Promise((free) => setTimeout(free, 500));
})).then(() => patrol.sender.start('person'))"""
AN_HOUR_SLOW = """(() => {
  const Real = Date;
  const late = 3600000;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() - late); }
    static now() { return Real.now() - late; }
  };
})();"""


def test_what_was_logged_without_a_network_arrives_by_itself_when_it_returns(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", patrols.photo(1), patrols.photo(2))
    expect(own.page.locator("#line")).to_contain_text("没有网络")
    assert own.pending() == (1, 2)

    own.fly(False)
    own.waits_until_empty()

    expect(own.page.locator("#messages")).to_contain_text(re.compile(r"已送到：兴龙养殖场，编号 XC\d{4}-\d{6}"))
    assert patrols.arrived() == sorted(patrols.hash_of(patrols.photo(number)[1]) for number in (1, 2))
    assert own.kept("photos") == []


def test_an_answer_that_got_lost_doubles_nothing(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(SWALLOWED, "/sync/records/")
    own.log("兴龙养殖场", patrols.photo(1))
    own.waits_for("patrol.store.fact('retry').then((retry) => retry.attempt > 0)")
    assert len(patrols.records()) == 1
    assert own.pending() == (1, 1)

    network.always(SWALLOWED, "/sync/photos/")
    own.send()
    assert own.pending() == (0, 1)
    network.always(FINE)
    network.seen.clear()
    own.send()

    assert own.pending() == (0, 0)
    assert len(patrols.records()) == 1
    assert patrols.arrived() == [patrols.hash_of(patrols.photo(1)[1])]
    assert network.count("PUT", "/sync/photos/") == 0


def test_a_server_in_trouble_is_asked_again_after_about_five_seconds_also_after_a_restart(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member)
    own.context.add_init_script(WITHOUT_WAKING)
    own.ready_for_work()
    network.always(BROKEN)
    before = time.time()
    own.log("兴龙养殖场")
    retry = own.waits_for("patrol.store.fact('retry').then((retry) => retry.attempt === 1 && retry)")

    assert before + 3.5 <= retry["next_at"] / 1000 <= time.time() + 6.5
    own.kill()
    network.always(FINE)
    own.start()
    own.open()
    own.waits_until_empty()
    assert len(patrols.records()) == 1


def slow_and_then_stuck(network, *, until):
    """Photos are slow, and after the first one nothing moves for a while."""

    def weather(method, path):
        if method != "PUT":
            return FINE
        if network.count("PUT", "/sync/photos/"):
            until.wait(60)
        return SLOW

    return weather


def test_over_slow_3g_the_list_says_how_many_photos_are_there(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", *[patrols.photo(number) for number in range(1, 4)])
    looked = threading.Event()
    network.weather = slow_and_then_stuck(network, until=looked)
    own.fly(False)

    own.page.evaluate("patrol.app.go('outbox')")
    expect(own.page.locator(".patrol-record")).to_contain_text("1/3 张照片已送到")
    expect(own.page.locator(".patrol-record")).to_contain_text("照片未齐")
    looked.set()
    own.waits_until_empty()
    expect(own.page.locator(".patrol-record")).to_contain_text("3/3 张照片已送到")
    expect(own.page.locator("[data-slot=outbox-own]")).to_have_text("这台手机上的记录和照片都已送到。")
    expect(own.page.locator("[data-slot=outbox-server]")).to_contain_text("服务器")


def test_two_tabs_send_everything_once(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", *[patrols.photo(number) for number in range(1, 4)])
    other = own.open(own.context.new_page())
    network.seen.clear()

    own.fly(False)
    for tab in (own.page, other):
        tab.evaluate("void patrol.sender.start('person')")
    own.waits_until_empty()

    assert network.count("PUT", "/sync/photos/") == 3
    assert len(patrols.records()) == 1


def test_a_person_who_asks_while_the_worker_is_sending_is_not_turned_away(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场")
    own.fly(False)

    assert own.page.evaluate(ASKED_MEANWHILE) == "done"
    assert own.pending() == (0, 0)


def test_a_refused_record_says_why_and_is_corrected_under_its_own_number(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.begin("兴龙养殖场")
    own.page.locator("#more-fields summary").tap()
    own.page.get_by_label("时间").fill("2024-01-01T08:00")
    own.finish()
    expect(own.page.locator("#messages")).to_contain_text("没有接收")
    own.page.evaluate("patrol.app.go('outbox')")
    expect(own.page.locator(".patrol-record .patrol-error")).to_be_visible()
    (refused,) = own.kept("records")

    own.page.get_by_role("button", name="改正后再送").tap()
    expect(own.page.locator("#refusal")).to_contain_text("没有接收")
    own.page.get_by_label("时间").fill("")
    own.finish()
    own.waits_until_empty()

    (record,) = patrols.records()
    assert (str(record.uuid), record.seq) == (refused["uuid"], refused["seq"])
    assert record.sha256 != refused["sha256"]


def test_a_record_thrown_away_unsent_leaves_no_gap(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    own.log("兴龙养殖场", patrols.photo(1))
    own.log("兴龙养殖场")
    own.page.evaluate("patrol.app.go('outbox')")
    own.page.locator(".patrol-record", has_text="张照片").get_by_role("button", name="不要了").tap()
    own.page.locator("dialog").get_by_role("button", name="不要了").tap()
    expect(own.page.locator(".patrol-record")).to_have_count(1)

    own.fly(False)
    own.waits_until_empty()
    own.send()

    report = own.page.evaluate("patrol.store.fact('device_report')")
    assert (report["highest_seq"], report["missing_seqs"]) == (2, [])
    assert [record.seq for record in patrols.records()] == [2]


def test_what_gathered_in_hours_without_a_signal_goes_in_one_request(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(REFUSED)
    for _ in range(3):
        own.log("兴龙养殖场")
    for _ in range(3):
        own.send()
    assert own.page.evaluate("patrol.store.fact('retry')")["attempt"] >= 3
    network.always(FINE)
    network.seen.clear()

    own.send()

    assert own.pending() == (0, 0)
    assert [record.seq for record in patrols.records()] == [1, 2, 3]
    assert network.count("POST", "/sync/records/") == 2  # all three, then the report that nothing is left


def test_after_two_requests_that_failed_each_record_goes_alone(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(REFUSED)
    for _ in range(2):
        own.log("兴龙养殖场")
    network.always(FINE)
    network.always(BROKEN, "/sync/records/")
    for _ in range(2):
        own.send()
    network.always(FINE)
    network.seen.clear()

    own.send()

    assert own.pending() == (0, 0)
    assert network.count("POST", "/sync/records/") == 3


def test_the_same_number_with_other_words_keeps_both_and_says_so(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(SWALLOWED, "/sync/records/")
    own.log("兴龙养殖场")
    own.waits_for("patrol.store.fact('retry').then((retry) => retry.attempt > 0)")
    (record,) = own.kept("records")
    changed = json.dumps(json.loads(record["body"]) | {"note": "另一份"}, ensure_ascii=False)
    record |= {"body": changed, "sha256": patrols.hash_of(changed.encode())}
    own.page.evaluate(
        "(one) => patrol.store.write(['records'], ({records}) => patrol.store.asked(records.put(one)))", record
    )

    network.always(FINE)
    own.send()

    assert own.pending() == (0, 0)
    assert [json.loads(one.body)["note"] for one in Conflict.objects.all()] == ["另一份"]
    expect(own.page.locator(".patrol-record")).to_contain_text("两份都已保留")


def test_a_clock_wrong_by_an_hour_is_measured_and_what_was_found_counts_when_it_was(phone, county):
    patrols.patrolled(county)
    own = phone(county.grid_member)
    own.context.add_init_script(AN_HOUR_SLOW)
    own.ready_for_work()
    own.page.wait_for_function("document.getElementById('line').textContent.includes('慢约 60 分钟')")
    own.fly()
    own.log("兴龙养殖场")
    own.fly(False)
    own.waits_until_empty()

    (record,) = patrols.records()
    assert abs(record.clock_offset_ms - 3_600_000) < 10_000  # half of what the question took
    assert abs((record.found_at - clock.now()).total_seconds()) < 60
    assert 3_500 < (record.received_at - record.phone_time).total_seconds() < 3_700


def test_the_worker_sends_when_the_browser_wakes_it_without_the_page(phone, network, county):
    patrols.patrolled(county)
    own = phone(county.grid_member).ready_for_work()
    network.always(REFUSED)
    own.log("兴龙养殖场", patrols.photo(1))
    own.waits_for("patrol.store.fact('retry').then((retry) => retry.attempt > 0)")
    session = own.context.new_cdp_session(own.page)
    registrations = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    own.page.goto("/login/")
    network.always(FINE)

    facts = {"origin": network.url, "registrationId": registrations[-1]["registrationId"]}
    session.send("ServiceWorker.dispatchSyncEvent", facts | {"tag": "patrol-outbox", "lastChance": False})

    deadline = time.monotonic() + 30
    while not patrols.arrived() and time.monotonic() < deadline:
        own.page.wait_for_timeout(100)
    assert patrols.arrived() == [patrols.hash_of(patrols.photo(1)[1])]
