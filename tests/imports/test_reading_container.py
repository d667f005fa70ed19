"""File kinds by content, limits, and bytes that are no file at all."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.imports.reading import container
from apps.imports.reading.sheet import TooLarge, Unreadable
from tests.imports.lists import SAMPLES, codes, read_bytes, workbook

_TABLE = [["乡镇", "存在问题", "整改措施"], ["暨龙镇", "污水直排。", "截污。"]]
_ORIGINALS = [path.read_bytes() for path in sorted(SAMPLES.glob("0[2457]_*")) if path.suffix != ".json"]


def _code(data, name="清单.xlsx"):
    return codes(read_bytes(data, name))[0][2]


def _zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_fail(data):
    read_bytes(data).to_json()


@given(st.sampled_from(["<table>", "<html><table>", "乡镇,存在问题\n", "序号;存在问题;乡镇\n"]), st.text(max_size=200))
def test_no_text_makes_reading_fail(start, text):
    read_bytes((start + text).encode("utf-8", errors="replace")).to_json()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_sample_makes_reading_fail(data):
    damaged = bytearray(data.draw(st.sampled_from(_ORIGINALS)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    read_bytes(bytes(damaged)).to_json()


def test_the_name_of_a_file_says_nothing():
    for path in sorted(SAMPLES.glob("0*")):
        if path.suffix != ".json":
            assert len(read_bytes(path.read_bytes(), f"{path.stem}.docx").rows) == len(
                read_bytes(path.read_bytes(), path.name).rows
            )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no zip",
        b"PK\x05\x06" + b"\0" * 18,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\xff\xfe\x00",
        "控制\x01\x02\x03".encode(),
        b"\xff\xff\xff\xff",
    ],
)
def test_what_is_no_table_is_unreadable(data):
    assert _code(data) == "unreadable_file"


def test_other_zips_are_unreadable():
    assert _code(_zipped({"word/document.xml": "<x/>"})) == "unreadable_file"
    assert _code(_zipped({"mimetype": "application/vnd.oasis.opendocument.text"})) == "unreadable_file"
    assert _code(_zipped({"xl/workbook.xml": "<workbook>"})) == "unreadable_file"


def test_size_limits_of_the_file_and_of_what_the_directory_announces():
    assert _code(b"a" * (20 * 2**20 + 1)) == "too_large"
    bomb = _zipped({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b" " * (33 * 2**20)})
    assert _code(bomb) == "too_large"


def test_a_member_that_yields_more_than_announced_stops_there():
    data = bytearray(_zipped({"mimetype": "x" * 5000}))
    announced = (5000).to_bytes(4, "little")
    place = data.rfind(announced)
    data[place : place + 4] = (10).to_bytes(4, "little")

    with pytest.raises(TooLarge):
        container.Archive(bytes(data)).read("mimetype")


def test_a_member_with_a_wrong_checksum_or_too_little_is_unreadable():
    plain = _zipped({"mimetype": "x" * 5000})
    more = plain.replace((5000).to_bytes(4, "little"), (6000).to_bytes(4, "little"))
    directory = plain.index(b"PK\x01\x02")
    wrong = plain[: directory + 16] + b"\1\2\3\4" + plain[directory + 20 :]

    for data in (more, wrong):
        with pytest.raises(Unreadable):
            container.Archive(data).read("mimetype")


def test_more_than_sixty_visible_sheets_are_too_many():
    assert _code(workbook({f"表{number}": _TABLE for number in range(61)})) == "too_large"
    assert len(read_bytes(workbook({f"表{number}": _TABLE for number in range(60)})).rows) == 60


def test_more_than_a_hundred_thousand_rows_are_too_many():
    head = "乡镇,存在问题,整改措施\n"

    assert len(read_bytes((head + "暨龙镇,污水直排。,截污。\n" * 100_000).encode()).rows) == 100_000
    assert _code((head + "暨龙镇,污水直排。,截污。\n" * 100_001).encode()) == "too_large"


def test_a_workbook_without_a_list_has_no_header_but_its_sheets():
    result = read_bytes(workbook({"通知": [["关于报送的通知"], ["各乡镇："]], "空": []}))

    assert [(sheet.name, sheet.header_row) for sheet in result.sheets] == [("通知", None), ("空", None)]
    assert codes(result) == [(None, None, "no_header_found")]
    assert [line.reason for line in result.sheets[0].ignored] == ["no_header", "no_header"]
