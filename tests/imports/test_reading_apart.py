"""Long lists in portions, cut here or by a second process: the same result as when they are opened whole."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from apps.imports.reading import Mapping, Reading, apart
from apps.imports.reading.container import open_book
from apps.imports.reading.result import SheetMapping
from apps.imports.reading.sheet import NotInPortions, TooLarge, Unreadable
from tests.imports.lists import (
    LONG,
    LONG_HEADERS,
    SAMPLES,
    TODAY,
    codes,
    fengdu,
    ignored,
    long_list,
    long_rows,
    read_bytes,
    warned,
    workbook,
)

FIRST = 3
LISTS = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix != ".json")


def read_with(opened_by, data, name="清单.xlsx", **context):
    reading = Reading(data, name, gazetteer=fengdu(), today=TODAY, opened_by=opened_by, **context)
    for record in reading.records():
        reading.result.keep(record)
    return reading.result


def in_portions(data, **context):
    return read_with(partial(open_book, in_portions=True), data, **context)


def by_two(data, **context):
    with apart.second_process(data) as opened_by:
        return read_with(opened_by, data, **context)


WAYS = pytest.mark.parametrize("read", [in_portions, by_two])


def whole_story(result):
    return json.dumps(result.to_json(), ensure_ascii=False), [sheet.headers for sheet in result.sheets], result.hints


def the_one(result):
    (error,) = result.errors
    return error.code


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_sample_reads_the_same_however_it_is_opened(path):
    data = path.read_bytes()
    whole = whole_story(read_bytes(data, path.name))

    for way in (in_portions, by_two):
        assert whole_story(way(data, name=path.name)) == whole


@WAYS
def test_what_stands_far_below_is_read_as_in_a_list_that_is_opened_whole(read):
    body = long_rows()
    body[700:700] = [["一、高家镇（2个）"], ["(二)大气污染方面"]]
    body[900][3] = "#REF!"
    body[1000] = body[999]
    body[1100][1] = "某某镇"
    body[1200] += ["", "背面有字"]
    body[1300][0:4] = LONG_HEADERS[0:4]
    body[1400][3] = " / "
    body += [["合计", None, None, "1500个"], ["注：按村填报。"], ["没有数据的一行"]]
    merges = [f"A{FIRST + place}:G{FIRST + place}" for place in (700, 1503)]
    hidden = lambda xml: xml.replace(f'<row r="{FIRST + 800}"', f'<row r="{FIRST + 800}" hidden="1"')  # noqa: E731
    data = long_list(body, merges=merges, change=hidden)

    result = read(data)

    assert whole_story(result) == whole_story(read_bytes(data))
    assert codes(result) == [
        (FIRST + 900, "D", "formula_error"),
        (FIRST + 1100, "B", "unknown_township"),
        (FIRST + 1400, "D", "missing_description"),
    ]
    warnings = [found for found in warned(result) if found[2] != "year_inferred"]
    assert warnings == [
        (2, "I", "unknown_column_kept"),
        (FIRST + 800, None, "hidden_row_imported"),
        (FIRST + 1000, None, "duplicate_in_file"),
    ]
    assert ignored(result) == [
        (1, "title"),
        (FIRST + 700, "section_heading"),
        (FIRST + 701, "section_heading"),
        (FIRST + 1300, "repeated_header"),
        (FIRST + 1502, "total"),
        (FIRST + 1503, "note"),
        (FIRST + 1504, "note"),
    ]
    by_row = {row.source_row: row for row in result.rows}
    assert {number: row.extra for number, row in by_row.items() if row.extra} == {FIRST + 1200: {"列I": "背面有字"}}
    assert [by_row[FIRST + place].category for place in (699, 702)] == ["solid_waste", "air"]


@WAYS
def test_long_sheets_of_one_workbook_follow_one_another(read):
    table = [LONG_HEADERS, *long_rows(900)]
    data = workbook(
        {
            "暨龙镇": table,
            "空": [],
            "高家镇": [["只有标题"]] * 900,
            "社坛镇": [LONG_HEADERS, *long_rows(3)],
            "兴义镇": table,
        }
    )

    result = read(data)

    assert whole_story(result) == whole_story(read_bytes(data))
    assert [(sheet.name, sheet.rows_read, len(sheet.ignored)) for sheet in result.sheets] == [
        ("暨龙镇", 900, 0), ("空", 0, 0), ("高家镇", 0, 900), ("社坛镇", 3, 0), ("兴义镇", 900, 0),
    ]  # fmt: skip


@WAYS
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"merges": ["B1200:B1203"]}, id="cells merged down"),
        pytest.param({"change": lambda xml: xml.replace('<row r="1200"', '<row r="7"')}, id="rows out of order"),
        pytest.param({"change": lambda xml: xml.replace('<row r="1200"', '<!-- seen --><row r="1200"')}, id="a remark"),
        pytest.param({"change": lambda xml: xml.replace("sheetData", "x:sheetData")}, id="another spelling"),
    ],
)
def test_what_must_be_seen_as_a_whole_is_not_read_in_portions(read, change):
    with pytest.raises(NotInPortions):
        read(long_list(**change))


@WAYS
def test_a_header_row_that_somebody_points_at_may_lie_anywhere(read):
    pointed_at = Mapping({"清单": SheetMapping(header_row=1_400)})

    with pytest.raises(NotInPortions):
        read(long_list(), mapping=pointed_at)


@WAYS
@pytest.mark.parametrize("far", [False, True])
def test_a_damaged_number_makes_the_file_unreadable_wherever_it_stands(read, far):
    place = 1_400 if far else 20
    data = long_list(change=lambda xml: xml.replace(f"<v>{place}</v>", "<v>1x</v>"))

    result = read(data)

    assert (the_one(result), result.sheets) == ("unreadable_file", [])


@WAYS
def test_a_list_of_too_many_rows_is_refused(read, monkeypatch):
    monkeypatch.setattr("apps.imports.reading.reader.MOST_ROWS", LONG - 1)

    assert the_one(read(long_list())) == "too_large"


@pytest.mark.parametrize(
    ("data", "refusal"), [(b"PK no zip", Unreadable), (b"", Unreadable), (b"x" * (20 * 2**20 + 1), TooLarge)]
)
def test_the_second_process_refuses_what_the_first_would(data, refusal):
    with apart.second_process(data) as opened_by, pytest.raises(refusal):
        opened_by(data)


def test_nothing_is_left_of_the_second_process_when_the_list_is_let_go_half_read():
    before = set(Path("/proc/self/fd").iterdir())

    with apart.second_process(long_list()) as opened_by:
        next(opened_by(None).sheets[0].later)

    assert set(Path("/proc/self/fd").iterdir()) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_second_process_that_dies_is_no_end_of_the_list():
    killed = False
    with pytest.raises(NotInPortions), apart.second_process(long_list(long_rows(12_000))) as opened_by:
        for _ in opened_by(None).sheets[0].later:
            if not killed:
                _kill_the_other()
                killed = True
    assert killed


def _kill_the_other():
    mine = [path for path in Path("/proc").glob("[0-9]*/stat") if path.read_text().split()[3] == str(os.getpid())]
    (stat,) = mine
    os.kill(int(stat.parent.name), signal.SIGKILL)


_DYING = """
import os, signal, sys
from apps.imports.reading import apart
with apart.second_process(sys.stdin.buffer.read()) as opened_by:
    next(opened_by(None).sheets[0].later)
    children = open(f"/proc/self/task/{os.getpid()}/children").read()
    print(children, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_second_process_does_not_outlive_the_first():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _DYING], input=long_list(long_rows(12_000)), capture_output=True, cwd=root
    )
    assert done.returncode == -signal.SIGKILL

    other = Path("/proc", done.stdout.decode().strip())
    end = time.monotonic() + 20
    while other.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not other.exists()
