"""Many patrols with three photos each, logged in flight mode, the browser killed five times, the line lost at random: all of it arrives once.

PATROLS=50 is the full size; the usual run is smaller.
"""

import os
import random
import time

from tests.browser import patrols
from tests.browser.weak_network import BROKEN, FINE, REFUSED, SWALLOWED

NUMBER = int(os.environ.get("PATROLS", "10"))
NAMES = [f"点位{number:02d}" for number in range(1, 6)]
PATIENCE = 600  # seconds of sending


def photos_of(patrol: int):
    """Three real JPEGs; one in ten patrols has a large one, which the phone shrinks."""
    return [patrols.photo(patrol * 3 + number, large=patrol % 10 == 0 and number == 0) for number in range(3)]


def log(own, patrol, *, killed):
    own.begin(NAMES[patrol % len(NAMES)])
    own.album(*photos_of(patrol))
    if killed:
        own.kill()
        own.start()
        own.open()
        own.page.locator("#view-form").wait_for()
    own.finish()


def random_weather(chance):
    """Of ten requests about two never reach the server and one answer is lost; the server fails now and then."""

    def weather(method, path):
        if "/sync/" not in path:
            return FINE
        return chance.choices([FINE, REFUSED, SWALLOWED, BROKEN], [70, 15, 10, 5])[0]

    return weather


def test_every_patrol_and_photo_arrives_exactly_once(phone, network, county, request):
    patrols.patrolled(county, names=NAMES)
    own = phone(county.grid_member).ready_for_work()
    own.fly()
    began = time.monotonic()
    for patrol in range(NUMBER):
        log(own, patrol, killed=patrol in (NUMBER // 4, NUMBER // 2, NUMBER - 2))
    own.fly(False)  # the browser may begin at once
    assert own.pending()[0] <= NUMBER
    logged = time.monotonic() - began

    hashes = sorted(
        photo["sha256"] for record in own.kept("records") for photo in patrols.read(record["body"])["photos"]
    )
    chance = random.Random(4)
    network.weather = random_weather(chance)
    kills = 2
    began = time.monotonic()
    while own.pending() != (0, 0):
        assert time.monotonic() - began < PATIENCE
        if kills and own.pending()[1] < NUMBER * kills:  # in the middle of sending
            kills -= 1
            own.page.evaluate("void patrol.sender.start('person')")
            own.kill()
            own.start()
            own.open()
        own.send()

    assert len(patrols.records()) == NUMBER
    assert len(hashes) == len(set(hashes)) == NUMBER * 3
    assert patrols.arrived() == hashes
    assert patrols.missing() == 0
    assert own.kept("photos") == own.kept("drafts") == []
    assert own.page.evaluate("patrol.store.fact('device_report').then((report) => report.missing_seqs)") == []
    asked = [what for _, path, what in network.seen if "/sync/" in path]
    lost = sum(what != FINE for what in asked)
    sending = time.monotonic() - began
    report = (
        f"{NUMBER} patrols: logged in {logged:.0f} s, sent in {sending:.0f} s, {lost} of {len(asked)} requests lost"
    )
    request.config.get_terminal_writer().line(f"\n{report}")
