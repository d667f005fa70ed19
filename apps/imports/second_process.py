"""The later half of a long list is laid out by a second process while the first one lays out the earlier.

The second one is a copy of the first as it was when the headers had been found, and touches nothing but its own memory.
"""

import gc
import marshal
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile

from apps.imports.reading.halves import OtherHalf, found_by

_BLOCK = 250
_OPENED = Path("/proc/self/fd")
# Without the search for objects that occur twice.
_MARSHAL = 2


def is_possible() -> bool:
    """Somewhere to run it, and no threads here: a copy of a process might wait for ever for what one of them held."""
    return sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


@contextmanager
def by_two(reading, lay_out):
    """While this lasts, the records of a Reading contain an OtherHalf if the list is long. Its rows are what `lay_out`
    makes of a record: texts and numbers in tuples. The second process ends with the context at the latest."""
    half = reading.halve()
    if half is None:
        yield
        return
    with TemporaryFile() as paper:
        receiving, sending = os.pipe()
        child = os.fork()
        if child == 0:
            _live(half, lay_out, paper, sending)
        os.close(sending)
        try:
            with os.fdopen(receiving, "rb") as bell:
                half.other = OtherHalf(half, _heard(paper, bell))
                yield
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _live(half, lay_out, paper, sending):
    """The whole life of the second process. Of what the first one had open it keeps nothing, above all no connection."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.disable()
        for opened in [int(path.name) for path in _OPENED.iterdir()]:
            if opened > 2 and opened not in (sending, paper.fileno()):
                # One of them was that with which they were listed.
                with suppress(OSError):
                    os.close(opened)
        with os.fdopen(sending, "wb") as bell:
            first, records = half.later_half()
            _say(first, paper, bell)
            while block := list(map(lay_out, islice(records, _BLOCK))):
                _say(block, paper, bell)
            _say(tuple(found_by(half)), paper, bell)
    finally:
        # Whatever it stumbled over: the first process hears that the end is missing and begins anew by itself.
        os._exit(0)


def _say(something, paper, bell):
    """What is said is written down, and its size rung: a pipe alone would be full long before anybody listens."""
    said = marshal.dumps(something, _MARSHAL)
    paper.write(said)
    paper.flush()
    bell.write(len(said).to_bytes(8))
    bell.flush()


def _heard(paper, bell):
    """What is said, until the end. One that dies before its first word has said that there is nothing."""
    place = 0
    while size := int.from_bytes(bell.read(8)):
        # Both have one place in the paper; reading must not move that of the writing.
        yield marshal.loads(os.pread(paper.fileno(), size, place))  # noqa: S302 (said by a copy of this very process)
        place += size
    if not place:
        yield None
