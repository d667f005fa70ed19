"""Long lists in portions, read by one or by two: the same result as when they are opened whole."""

import json
import re
from functools import partial

import pytest

from apps.imports.reading import Mapping, Reading
from apps.imports.reading.container import open_book
from apps.imports.reading.halves import OtherHalf
from apps.imports.reading.result import CANONICAL, FailedRow, Record, Row, SheetMapping
from apps.imports.reading.sheet import NotInPortions
from apps.imports.second_process import by_two
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


def in_portions(data, name="清单.xlsx", **context):
    reading = opened(data, name, **context)
    for record in reading.records():
        reading.result.keep(record)
    return reading.result


def by_two_readers(data, name="清单.xlsx", **context):
    """What the other reader makes of a record here is the record itself, as text."""
    reading, seen = opened(data, name, **context), set()
    with by_two(reading, as_text):
        for record in reading.records():
            if not isinstance(record, OtherHalf):
                seen.add(as_text(record)[0])
                reading.result.keep(record)
                continue
            for identity, number, text in record.rows():
                if identity and identity in seen:
                    record.doubles(number)
                reading.result.keep(from_text(text))
    return reading.result


def opened(data, name, **context):
    at_once = partial(open_book, in_portions=True)
    return Reading(data, name, gazetteer=fengdu(), today=TODAY, opened_by=at_once, **context)


def as_text(record):
    row = record.row
    if row is None:
        return None, record.failed.row, json.dumps(record.failed)
    return str(row.identity), row.source_row, json.dumps([getattr(row, name) for name in CANONICAL])


def from_text(text):
    said = json.loads(text)
    if len(said) == len(CANONICAL):
        return Record(Row(*said, None, None, False, None))
    return Record(None, FailedRow(*said))


WAYS = pytest.mark.parametrize("read", [in_portions, by_two_readers])


def whole_story(result):
    return json.dumps(result.to_json(), ensure_ascii=False), [sheet.headers for sheet in result.sheets], result.hints


def the_one(result):
    (error,) = result.errors
    return error.code


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_sample_reads_the_same_however_it_is_opened(path):
    data = path.read_bytes()
    whole = whole_story(read_bytes(data, path.name))

    for way in (in_portions, by_two_readers):
        assert whole_story(way(data, name=path.name)) == whole


@WAYS
@pytest.mark.parametrize("heading", [500, 1_270], ids=["headings in the earlier half", "headings in the later half"])
def test_what_stands_far_below_is_read_as_in_a_list_that_is_opened_whole(read, heading):
    body = long_rows()
    body[heading : heading + 2] = [["一、高家镇（2个）"], ["(二)大气污染方面"]]
    body[900][3] = "#REF!"
    body[1250] = body[20]
    body[1260] = body[1259]
    body[1050][1] = "某某镇"
    body[1200] += ["", "背面有字"]
    body[1300][0:4] = LONG_HEADERS[0:4]
    body[1350] += ["", "", 500230199001011200]
    body[1400][3] = " / "
    body += [["合计", None, None, "1500个"], ["注：按村填报。"], ["没有数据的一行"]]
    merges = [f"A{FIRST + place}:G{FIRST + place}" for place in (heading, 1501)]
    hidden = lambda xml: re.sub(f'<row r="({FIRST + 800}|{FIRST + 1250})"', r'<row r="\1" hidden="1"', xml)  # noqa: E731
    data = long_list(body, merges=merges, change=hidden)

    result = read(data)

    assert whole_story(result) == whole_story(read_bytes(data))
    assert codes(result) == [
        (FIRST + 900, "D", "formula_error"),
        (FIRST + 1050, "B", "unknown_township"),
        (FIRST + 1400, "D", "missing_description"),
    ]
    warnings = [found for found in warned(result) if found[2] != "year_inferred"]
    assert warnings == [
        (2, "I", "unknown_column_kept"),
        (2, "J", "unknown_column_kept"),
        (FIRST + 800, None, "hidden_row_imported"),
        (FIRST + 1250, None, "hidden_row_imported"),
        (FIRST + 1250, None, "duplicate_in_file"),
        (FIRST + 1260, None, "duplicate_in_file"),
    ]
    assert [(hint.row, hint.code) for hint in result.hints] == [(FIRST + 1350, "digits_lost")]
    assert ignored(result) == [
        (1, "title"),
        (FIRST + heading, "section_heading"),
        (FIRST + heading + 1, "section_heading"),
        (FIRST + 1300, "repeated_header"),
        (FIRST + 1500, "total"),
        (FIRST + 1501, "note"),
        (FIRST + 1502, "note"),
    ]
    by_row = {row.source_row: row for row in result.rows}
    assert {number: row.extra for number, row in by_row.items() if row.extra} == {
        FIRST + 1200: {"列I": "背面有字"},
        FIRST + 1350: {"列J": "500230199001011200"},
    }
    assert [by_row[FIRST + heading + place].category for place in (-1, 2)] == ["solid_waste", "air"]


@WAYS
@pytest.mark.parametrize(("gap", "read_rows"), [(900, LONG), (1_100, 799)])
def test_nobody_looks_behind_a_wide_gap_wherever_it_is(read, gap, read_rows):
    def apart(xml):
        return re.sub(r'<row r="(\d+)"', lambda row: f'<row r="{int(row[1]) + gap * (int(row[1]) > 801)}"', xml)

    for middle in (False, True):
        # With long rows behind the gap it lies in the middle of the file.
        body = [[*row, "。" * 60 * middle] if number < 799 else [*row, "。"] for number, row in enumerate(long_rows())]
        data = long_list(body, change=apart)

        result = read(data)

        assert whole_story(result) == whole_story(read_bytes(data))
        assert result.sheets[0].rows_read == read_rows


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
@pytest.mark.parametrize("row", [31, 1_400])
def test_a_header_row_that_somebody_points_at_may_lie_anywhere(read, row):
    pointed_at = Mapping({"清单": SheetMapping(header_row=row)})

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


@WAYS
def test_a_list_of_too_many_places_is_refused(read, monkeypatch):
    places = 1 + len(LONG_HEADERS) * (1 + LONG)
    monkeypatch.setattr("apps.imports.reading.sheet.MOST_PLACES", places)
    assert read(long_list()).errors == []

    monkeypatch.setattr("apps.imports.reading.sheet.MOST_PLACES", places - 1)
    assert the_one(read(long_list())) == "too_large"
