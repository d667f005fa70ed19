"""Work that many requests ask for and one run does for all of them."""

import logging
import threading
import time

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
SECONDS = 1.0


class Gathered:
    """A task that works off whatever waits. However often it is asked for, it is sent at most once a second.

    It starts a moment after that second, so everything committed before any of the askings is there. A process that dies
    in between loses at most one sending, and a broker that is down takes none: such a task must also stand in the timetable.
    """

    def __init__(self, task):
        self.task, self.covered_until, self.lock = task, 0.0, threading.Lock()

    def ask(self):
        """While the broker does not answer, each asking tries again."""
        with self.lock:
            now = time.monotonic()
            if now < self.covered_until:
                return
            if _sent(self.task, countdown=SECONDS + 0.5):
                self.covered_until = now + SECONDS


class Collected:
    """Rows that many requests hand to one task: a second's worth in one message, and no request waits for the broker.

    A process that ends in order sends first. A broker that is down or a process that is killed loses messages: such a task's
    work must also be found by the timetable.
    """

    def __init__(self, task, argument: str):
        self.task, self.argument, self.lock = task, argument, threading.Lock()
        self.rows, self.sending = [], None

    def add(self, rows: list[int]):
        with self.lock:
            self.rows += rows
            if self.rows and self.sending is None:
                self.sending = threading.Timer(SECONDS, self.send)
                self.sending.start()

    def send(self):
        with self.lock:
            rows, self.rows, self.sending = self.rows, [], None
        _sent(self.task, kwargs={self.argument: rows})


def _sent(task, **how) -> bool:
    try:
        task.apply_async(**how)
    except OperationalError:
        logger.warning("%s waits for the timetable: the broker does not answer", task.name)
        return False
    return True
