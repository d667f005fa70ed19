import pytest

from apps.common.gathering import Gathered


class Outbox:
    """Stands where a Celery task does, and may find the broker away."""

    def __init__(self):
        self.sent, self.away = [], False

    def apply_async(self, *, countdown):
        if self.away:
            raise ConnectionError
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

    with pytest.raises(ConnectionError):
        gathered.ask()
    outbox.away = False
    gathered.ask()

    assert outbox.sent == [1.5]
