"""A long workbook is unpacked and cut into cells by a second process, while the one that asked applies the rules.

What passes between the two are portions of rows: every distinct cell once, and for each place the number of its cell.
"""

import gc
import marshal
import os
import signal
import threading
from array import array
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from .cells import TEXT, Cell
from .container import open_book
from .sheet import Book, Encrypted, Merge, NotInPortions, Sheet, TooLarge, Unreadable

_REFUSALS = {one.__name__: one for one in (Encrypted, NotInPortions, TooLarge, Unreadable, RecursionError, MemoryError)}
# Packed bytes from which a second process is worth its beginning, some hundredths of a second.
_LONG = 100_000
# Behind so many distinct cells both sides forget them all; what is still in use is sent again.
_MOST_KNOWN = 50_000
# Without the search for objects that occur twice: every cell is sent once anyway.
_MARSHAL = 2
_OPENED = Path("/proc/self/fd")


@contextmanager
def opening(data):
    """What opens these bytes in portions, for Reading; by a second process where one helps."""
    if _is_worth_it(data):
        with second_process(data) as opened_by:
            yield opened_by
    else:
        yield partial(open_book, in_portions=True)


def _is_worth_it(data):
    """In a process with threads a forked one might wait for ever for what one of them holds."""
    return len(data) > _LONG and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


@contextmanager
def second_process(data):
    """Like `opening`, in any case by a second process. It begins at once, and ends with the context at the latest.

    When it dies, NotInPortions is raised.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(data, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield lambda _: _Receiver(pipe).book()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _work(data, writing):
    """The whole life of the second process. It lets go of everything of the first one, above all of its connections."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.disable()
        for opened in list(_OPENED.iterdir()):
            if int(opened.name) > 2 and int(opened.name) != writing:
                # One of them was that with which they were listed.
                with suppress(OSError):
                    os.close(int(opened.name))
        with os.fdopen(writing, "wb") as pipe:
            _Sender(pipe).send(data)
    finally:
        os._exit(0)


class _Sender:
    def __init__(self, pipe):
        self._pipe = pipe
        self._known = {None: 0}

    def send(self, data):
        try:
            book = open_book(data, in_portions=True)
            self._say("book", book.kind, [self._beginning(sheet) for sheet in book.sheets])
            for place, sheet in enumerate(book.sheets):
                for rows in sheet.later:
                    self._say("rows", place, self._packed(rows), list(sheet.hidden))
                self._say("end", place)
        except tuple(_REFUSALS.values()) as refusal:
            self._say("refused", next(name for name, kind in _REFUSALS.items() if isinstance(refusal, kind)))

    def _say(self, *message):
        said = marshal.dumps(message, _MARSHAL)
        self._pipe.write(len(said).to_bytes(8))
        self._pipe.write(said)
        self._pipe.flush()

    def _beginning(self, sheet):
        about = sheet.name, sheet.visible, sheet.merges_known, sheet.from_1904, sheet.goes_on
        return about, self._packed(sheet.rows), [tuple(merge) for merge in sheet.merges], list(sheet.hidden)

    def _packed(self, rows):
        """(whether everything known is forgotten, plain texts, other cells, row numbers, widths, numbers of the cells)"""
        forget = len(self._known) > _MOST_KNOWN
        if forget:
            self._known = {None: 0}
        fresh = set().union(*(cells for _, cells in rows)).difference(self._known)
        plain = [cell for cell in fresh if cell.kind == TEXT and not cell.blank and cell.raw == cell.text]
        others = list(fresh.difference(plain))
        for cell in chain(plain, others):
            self._known[cell] = len(self._known)
        places = map(self._known.__getitem__, chain.from_iterable(cells for _, cells in rows))
        return (
            forget,
            [cell.text for cell in plain],
            [_taken_apart(cell) for cell in others],
            [number for number, _ in rows],
            [len(cells) for _, cells in rows],
            array("I", places).tobytes(),
        )


class _Receiver:
    def __init__(self, pipe):
        self._pipe = pipe
        self._known = [None]

    def book(self):
        kind, beginnings = self._next("book")
        return Book(kind, [self._sheet(place, *beginning) for place, beginning in enumerate(beginnings)])

    def _next(self, *wanted):
        """What is said next; raises what the other process was refused."""
        size = int.from_bytes(self._pipe.read(8))
        said = self._pipe.read(size)
        if not size or len(said) < size:
            raise NotInPortions
        what, *about = marshal.loads(said)  # noqa: S302 (it comes from this very program)
        if what == "refused":
            raise _REFUSALS[about[0]]
        if what not in wanted:
            raise NotInPortions
        return about

    def _sheet(self, place, about, packed, merges, hidden):
        name, visible, merges_known, from_1904, goes_on = about
        sheet = Sheet(name, visible, self._rows(*packed), goes_on=goes_on, merges_known=merges_known)
        sheet.from_1904, sheet.merges, sheet.hidden = from_1904, [Merge(*merge) for merge in merges], set(hidden)
        sheet.later = self._later(place, sheet)
        return sheet

    def _later(self, place, sheet):
        """The sheets go on one behind the other; whoever wants them in another order must have them whole."""
        while True:
            of, *more = self._next("rows", "end")
            if of != place:
                raise NotInPortions
            if not more:
                return
            packed, hidden = more
            sheet.hidden.update(hidden)
            yield self._rows(*packed)

    def _rows(self, forget, plain, others, numbers, widths, places):
        if forget:
            self._known = [None]
        self._known.extend([Cell(TEXT, text) for text in plain])
        self._known.extend([_put_together(*parts) for parts in others])
        cells = list(map(self._known.__getitem__, array("I", places)))
        rows, start = [], 0
        for number, width in zip(numbers, widths, strict=True):
            rows.append((number, cells[start : start + width]))
            start += width
        return rows


def _taken_apart(cell):
    return cell.kind, cell.text, cell.raw, cell.number, cell.day and cell.day.toordinal(), cell.blank


def _put_together(kind, text, raw, number, day, blank):
    return Cell(kind, text, raw=raw, number=number, day=day and date.fromordinal(day), blank=blank)
