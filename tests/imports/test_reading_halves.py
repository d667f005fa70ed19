"""The second process of a long list: what it gives, what happens when it fails, and that nothing is left of it."""

import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from apps.imports.reading.halves import OtherHalf
from apps.imports.reading.sheet import NotInPortions
from apps.imports.second_process import by_two
from tests.imports.lists import LONG, long_list, long_rows
from tests.imports.test_reading_portions import FIRST, as_text, opened


def test_the_later_half_comes_from_the_second_process():
    reading = opened(long_list(), "清单.xlsx")

    with by_two(reading, as_text):
        numbers = [
            record.first if isinstance(record, OtherHalf) and list(record.rows()) else record.row.source_row
            for record in reading.records()
        ]

    assert FIRST + 800 < numbers[-1] < FIRST + 1_200
    assert numbers == list(range(FIRST, numbers[-1] + 1))


def test_a_gap_that_begins_before_the_later_half_is_as_wide_as_for_a_single_reader():
    (middle,) = [found.first for found in _found_by_two(long_list()) if isinstance(found, OtherHalf)]

    def apart(xml):
        # An empty row 700 rows further down, one behind the gap, and then the rows from the 800th on.
        xml = re.sub(r'<row r="(\d+)"', lambda row: f'<row r="{int(row[1]) + 800 * (int(row[1]) >= middle)}"', xml)
        later = f'<row r="{middle + 800}"'
        return xml.replace(later, f'<row r="{middle + 700}"/><row r="{middle + 1_100}"/>{later}')

    assert [found.row.source_row for found in _found_by_two(long_list(change=apart))] == list(range(FIRST, middle))


def _found_by_two(data):
    reading = opened(data, "清单.xlsx")
    with by_two(reading, as_text):
        for found in reading.records():
            yield found
            if isinstance(found, OtherHalf):
                list(found.rows())


def test_nothing_is_left_of_the_second_process_when_the_list_is_let_go_half_read():
    before = set(Path("/proc/self/fd").iterdir())
    reading = opened(long_list(), "清单.xlsx")

    with by_two(reading, as_text):
        next(reading.records())

    assert set(Path("/proc/self/fd").iterdir()) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_second_process_that_dies_in_the_middle_makes_the_list_be_read_again():
    reading = opened(long_list(), "清单.xlsx")

    with pytest.raises(NotInPortions), by_two(reading, _dies_in_the_later_half):
        for record in reading.records():
            if isinstance(record, OtherHalf):
                list(record.rows())


def _dies_in_the_later_half(record):
    if record.row.source_row == 1_300:
        os.kill(os.getpid(), signal.SIGKILL)
    return as_text(record)


def _stumbles_over_the_later_half(record):
    return as_text(record) if record.row.source_row < 1_300 else {}[record.row.source_row]


def test_what_only_the_second_process_stumbles_over_stands_in_the_log(capfd, caplog):
    reading, log = opened(long_list(), "清单.xlsx"), logging.getLogger("apps.imports.second_process")
    # Of all that is open here the second process keeps nothing but this.
    errors = logging.StreamHandler(os.fdopen(2, "w", closefd=False))
    log.addHandler(errors)
    try:
        with pytest.raises(NotInPortions), by_two(reading, _stumbles_over_the_later_half):
            for record in reading.records():
                if isinstance(record, OtherHalf):
                    list(record.rows())
    finally:
        log.removeHandler(errors)

    assert "KeyError: 1300" in capfd.readouterr().err
    assert "read again" in caplog.messages[0]


def test_a_list_is_read_by_one_process_where_there_is_no_room_for_a_second(monkeypatch, caplog, tmp_path):
    reading = opened(long_list(), "清单.xlsx")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    with by_two(reading, as_text):
        numbers = [record.row.source_row for record in reading.records()]

    assert numbers == list(range(FIRST, FIRST + LONG))
    assert "without a second process" in caplog.messages[0]


def test_nobody_needs_to_be_asked_for_ended_processes():
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        reading = opened(long_list(), "清单.xlsx")
        with by_two(reading, as_text):
            rows = [list(found.rows()) if isinstance(found, OtherHalf) else [found] for found in reading.records()]
    finally:
        signal.signal(signal.SIGCHLD, before)

    assert sum(map(len, rows)) == LONG


_DYING = """
import os, signal, sys
from apps.imports.second_process import by_two
from tests.imports.test_reading_portions import as_text, opened
with by_two(opened(sys.stdin.buffer.read(), "x.xlsx"), as_text):
    print(open(f"/proc/self/task/{os.getpid()}/children").read(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_second_process_does_not_outlive_the_first():
    root, data = Path(__file__).parents[2], long_list(long_rows(12_000))
    done = subprocess.run([sys.executable, "-c", _DYING], input=data, capture_output=True, cwd=root)
    assert done.returncode == -signal.SIGKILL, done.stderr

    other = Path("/proc", done.stdout.decode().strip())
    end = time.monotonic() + 20
    while other.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not other.exists()
