"""Hostile and odd files through the whole application: each ends in a clear sentence and an unharmed ledger."""

import io
import zipfile

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse

from apps.problems.exporting import write_ledger
from apps.problems.forms.filters import LedgerFilter
from tests.evidence.photos import jpeg
from tests.imports.lists import workbook
from tests.imports.scene import HEADERS, TODAY, four, imported, line, problems, received, table, the_problem


def brought(county, noon, content, name="清单.xlsx"):
    return received(county.county_staff, at=noon, content=content, name=name)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", b"0" * (40 * 2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "无法读取"), (jpeg(), "无法读取"), (bomb(), "过大"), (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "无法读取")],
    ids=["empty", "picture", "bomb", "damaged"],
)
def test_what_cannot_be_read_is_said_in_a_sentence(county, noon, signed_in, content, sentence):
    batch = brought(county, noon, content)

    text = signed_in(county.county_staff).get(reverse("import_batch", args=[batch.pk])).content.decode()

    assert batch.status == "unreadable"
    assert sentence in text
    assert problems().count() == 0


def test_two_hundred_columns_are_kept(county, noon):
    extra = [f"附加{number}" for number in range(189)]
    content = table([*line("A1"), *map(str, range(189))], headers=[*HEADERS, *extra])

    batch = imported(county.county_staff, at=noon, content=content)

    assert four(batch.counts) == (1, 0, 0, 0)
    assert len(the_problem().extra) == 189


def test_rare_characters_and_a_full_cell_go_in_and_come_out(county, noon):
    long = "𠮷㙍" * 3 + "长" * 32_760
    content = workbook({"清单": [HEADERS, line("A1", 存在问题="𠮷家㙍边堆放垃圾", 整改情况=long)]})

    imported(county.county_staff, at=noon, content=content, name="清单.xlsx")

    assert the_problem().description == "𠮷家㙍边堆放垃圾"
    assert (len(the_problem().progress), the_problem().progress[:6]) == (5000, "𠮷㙍" * 3)


@pytest.mark.parametrize("text", ["=1+1", "+86 130", "-见附件", "@某人", '=HYPERLINK("http://x","点")'])
def test_what_looks_like_a_formula_stays_text_on_every_way_out(county, noon, signed_in, text):
    batch = imported(
        county.county_staff, line("A1", 存在问题=text), line("A2", 存在问题=text, 整改时限="尽快"), at=noon
    )
    assert the_problem().description == text

    stream = io.BytesIO()
    write_ledger(
        stream,
        by=county.county_staff,
        chosen=LedgerFilter(QueryDict(""), user=county.county_staff, today=TODAY),
        today=TODAY,
        at=noon,
    )
    returned = signed_in(county.county_staff).get(reverse("import_returned", args=[batch.pk]))

    for content in (stream.getvalue(), b"".join(returned.streaming_content)):
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value == text} == {"s"}


@pytest.mark.parametrize("name", ['a"b/c\\清单.csv', "../../etc/passwd", "长" * 300 + ".csv", "<script>.csv", "\n.csv"])
def test_any_file_name_will_do(county, noon, signed_in, name):
    batch = received(county.county_staff, line("A1"), at=noon, name=name)

    client = signed_in(county.county_staff)
    assert client.get(reverse("import_batch", args=[batch.pk])).status_code == 200
    assert client.get(reverse("import_file", args=[batch.pk])).status_code == 200
    assert len(batch.file_name) <= 255
    assert "/" not in batch.file_name
    assert "<script>.csv" not in client.get(reverse("imports")).content.decode()


def test_a_list_next_month_changes_what_has_changed(county, noon):
    imported(county.county_staff, line("A1"), line("A2"), at=noon)

    batch = imported(county.county_staff, line("A1", 整改状态="已销号"), line("A2"), line("A3"), at=noon)

    assert four(batch.counts) == (1, 1, 1, 0)
    assert the_problem("A1").state == "closed"
