"""Work that many requests ask for and one run does for all of them."""

import threading
import time

SECONDS = 1.0


class Gathered:
    """A task that works off whatever waits. However often it is asked for, it is sent at most once a second.

    It starts a moment after that second, so everything committed before any of the askings is there. A process that dies
    in between loses at most one sending: such a task must also stand in the timetable.
    """

    def __init__(self, task):
        self.task, self.covered_until, self.lock = task, 0.0, threading.Lock()

    def ask(self):
        """Raises what sending raises; the next asking tries again."""
        with self.lock:
            now = time.monotonic()
            if now < self.covered_until:
                return
            self.task.apply_async(countdown=SECONDS + 0.5)
            self.covered_until = now + SECONDS
