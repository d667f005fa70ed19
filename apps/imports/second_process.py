"""The later half of a long list is laid out by a second process while the first one lays out the earlier.

The second one is a copy of the first as it was when the headers had been found, and touches nothing but its own memory.
"""

import gc
import logging
import marshal
import os
import signal
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile

from apps.imports.reading.halves import OtherHalf, found_by
from apps.imports.reading.sheet import NotInPortions, TooLarge, Unreadable

logger = logging.getLogger(__name__)

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
    with ExitStack() as ending:
        if half:
            try:
                paper = ending.enter_context(TemporaryFile())
                half.other = OtherHalf(half, _said_by_another(half, lay_out, paper, ending))
            except OSError as lacking:
                # No disk, no memory, no more processes: one of them is enough, it only takes longer.
                logger.warning("A list is read without a second process: %s", lacking)
        yield


def _said_by_another(half, lay_out, paper, ending):
    """Starts the second process; `ending` ends it. What it says is an iterator."""
    receiving, sending = os.pipe()
    bell = ending.enter_context(os.fdopen(receiving, "rb"))
    with os.fdopen(sending, "wb") as ringing:
        child = os.fork()
        if child == 0:
            _live(half, lay_out, paper, ringing)
    ending.callback(_end, child)
    return _heard(paper, bell)


def _end(child):
    # Where the system was told that nobody asks for ended processes, it has gone by itself.
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _live(half, lay_out, paper, bell):
    """The whole life of the second process. Whatever it stumbles over: the first one hears that the end is missing."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.disable()
        _let_go_of_all_but(paper.fileno(), bell.fileno())
        first, records = half.later_half()
        _say(first, paper, bell)
        while block := list(map(lay_out, islice(records, _BLOCK))):
            _say(block, paper, bell)
        _say(tuple(found_by(half)), paper, bell)
    except (NotInPortions, TooLarge, Unreadable, BrokenPipeError, KeyboardInterrupt):
        # The list is like that, or nobody listens any more.
        pass
    except BaseException:
        logger.exception("The second process stumbled over the later half of a list")
    finally:
        os._exit(0)


def _let_go_of_all_but(*kept):
    """Of what the first process had open the second one keeps nothing, above all no connection."""
    for opened in [int(path.name) for path in _OPENED.iterdir()]:
        if opened > 2 and opened not in kept:
            # One of them was that with which they were listed.
            with suppress(OSError):
                os.close(opened)


def _say(something, paper, bell):
    """What is said is written down, and its size rung: a pipe alone would be full long before anybody listens."""
    said = marshal.dumps(something, _MARSHAL)
    paper.write(said)
    paper.flush()
    bell.write(len(said).to_bytes(8))
    bell.flush()


def _heard(paper, bell):
    """What is said, until the end. One that dies before its first word has said that there is nothing."""
    place, said = 0, None
    while size := int.from_bytes(bell.read(8)):
        # Both have one place in the paper; reading must not move that of the writing.
        said = marshal.loads(os.pread(paper.fileno(), size, place))  # noqa: S302 (said by a copy of this very process)
        yield said
        place += size
    if type(said) is not tuple:
        logger.warning("The second process did not get to the end of a list: it is read again by the first")
    if not place:
        yield None
