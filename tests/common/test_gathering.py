import time

import pytest
from kombu.exceptions import OperationalError

from apps.common import gathering
from apps.common.gathering import Collected, Gathered


class Outbox:
    """Stands where a Celery task does, and may find the broker away."""

    name = "outbox"

    def __init__(self):
        self.sent, self.away = [], False

    def apply_async(self, *, countdown):
        if self.away:
            raise OperationalError
        self.sent.append(countdown)


def test_many_askings_within_a_second_are_one_sending_that_starts_after_it():
    outbox = Outbox()
    gathered = Gathered(outbox)

    for _ in range(50):
        gathered.ask()

    assert outbox.sent == [1.5]


def test_after_a_broker_that_was_away_the_next_asking_is_sent():
    outbox = Outbox()
    gathered = Gathered(outbox)
    outbox.away = True

    gathered.ask()
    assert outbox.sent == []

    outbox.away = False
    gathered.ask()

    assert outbox.sent == [1.5]


class Messages:
    """Stands where a Celery task does that is given rows, and may find the broker away."""

    name = "messages"

    def __init__(self):
        self.sent, self.away = [], False

    def apply_async(self, *, kwargs):
        if self.away:
            raise OperationalError
        self.sent.append(kwargs)


def until(condition):
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(gathering, "SECONDS", 0.05)


def test_rows_of_many_requests_go_in_one_message_and_those_after_it_in_the_next(soon):
    messages = Messages()
    collected = Collected(messages, "rows")

    for number in range(20):
        collected.add([number])
    first = until(lambda: messages.sent) and list(messages.sent)
    collected.add([20, 21])

    assert first == [{"rows": list(range(20))}]
    assert until(lambda: len(messages.sent) == 2)
    assert messages.sent[1] == {"rows": [20, 21]}


def test_nothing_new_is_no_message(soon):
    messages = Messages()

    Collected(messages, "rows").add([])
    time.sleep(0.15)

    assert messages.sent == []


def test_whoever_adds_does_not_notice_that_the_broker_is_away(soon):
    messages = Messages()
    collected = Collected(messages, "rows")
    messages.away = True

    collected.add([1])
    assert until(lambda: collected.sending is None and not collected.rows)
    messages.away = False
    collected.add([2])

    assert until(lambda: messages.sent)
    assert messages.sent == [{"rows": [2]}]
