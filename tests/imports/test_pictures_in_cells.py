"""Pictures that WPS and Excel 365 keep inside cells: read alike, no column of their own, and still there in the returned workbook."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.imports.reading.pictures import Album, Picture
from tests.evidence.photos import jpeg
from tests.imports.albums import album
from tests.imports.scene import HEADERS, four, imported, line, received, the_problem

WITH_PHOTOS = [*HEADERS, "整改前照片", "整改后照片"]
RED, BLUE = jpeg(400, 300), jpeg(320, 240)
MEDIA = {"a.jpeg": RED, "b.jpeg": BLUE}
WPS = {"in_cells": {"ID_A": "a.jpeg", "ID_B": "b.jpeg"}}
EXCEL = {"placed": ["a.jpeg", "b.jpeg"]}
CELLS = {"wps": ("DISPIMG:ID_A", "DISPIMG:ID_B"), "excel": ("PLACED:1", "PLACED:2")}


def workbook(program, *lines, **more):
    rows = [[*one, *CELLS[program]] for one in lines]
    return album(*rows, headers=WITH_PHOTOS, media=MEDIA, **(WPS if program == "wps" else EXCEL), **more)


def shown(content):
    """[(column, row, bytes)] of the pictures of a workbook."""
    book = Album(content)
    return [(picture.column, picture.row, book.content(picture.member)) for picture in book.pictures()]


@pytest.mark.parametrize("program", ["wps", "excel"])
def test_pictures_in_cells_are_found_whichever_program_put_them_there(program):
    assert shown(workbook(program, line("A1"))) == [("L", 2, RED), ("M", 2, BLUE)]


@pytest.mark.parametrize("program", ["wps", "excel"])
def test_they_become_evidence_and_no_text(county, noon, program):
    batch = imported(
        county.county_staff, at=noon, content=workbook(program, line("A1", 经费="3万元")), name="清单.xlsx"
    )

    assert (four(batch.counts), batch.counts["photos"]) == ((1, 0, 0, 0), 2)
    photos = the_problem().attachments.select_related("photo").order_by("pk")
    assert [(one.phase, one.photo.original.open().read()) for one in photos] == [("before", RED), ("after", BLUE)]
    assert the_problem().extra == {"经费": "3万元"}


@pytest.mark.parametrize("program", ["wps", "excel"])
def test_a_column_of_nothing_but_pictures_is_no_unknown_column(county, noon, program):
    batch = received(county.county_staff, at=noon, content=workbook(program, line("A1")), name="清单.xlsx")
    assert batch.complaints == []

    mixed = [[*line("A1", 经费="3万元"), "DISPIMG:ID_A"], [*line("A2"), "照片另报"]]
    content = album(*mixed, headers=[*HEADERS, "照片"], media=MEDIA, **WPS)
    batch = received(county.county_staff, at=noon, content=content, name="清单.xlsx")
    assert [complaint["column"] for complaint in batch.complaints] == ["K", "L"]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/metadata.xml": "<broken"},
        {"xl/richData/rdrichvalue.xml": "<rvData><rv s='7'><v>0</v></rv></rvData>"},
        {"xl/richData/richValueRel.xml": "<richValueRels/>"},
        {"xl/metadata.xml": "<metadata><valueMetadata><bk><rc t='9' v='x'/></bk></valueMetadata></metadata>"},
    ],
)
def test_damaged_parts_of_placed_pictures_cost_the_pictures_only(county, noon, parts):
    content = workbook("excel", line("A1"), extra=parts)

    batch = imported(county.county_staff, at=noon, content=content, name="清单.xlsx")

    assert (four(batch.counts), batch.counts["photos"]) == ((1, 0, 0, 0), 0)


@pytest.mark.parametrize("program", ["wps", "excel"])
def test_the_returned_workbook_still_shows_them(county, noon, signed_in, program):
    content = workbook(program, line("A1", 整改时限="尽快"), line("A2"))
    batch = received(county.county_staff, at=noon, content=content, name="清单.xlsx")

    answer = signed_in(county.county_staff).get(reverse("import_returned", args=[batch.pk]))
    returned = b"".join(answer.streaming_content)

    assert shown(returned) == shown(content)
    names = zipfile.ZipFile(io.BytesIO(returned)).namelist()
    assert len(names) == len(set(names))
    sheet = load_workbook(io.BytesIO(returned))["清单"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["F2"]
    again = received(county.county_staff, at=noon, content=returned, name="清单.xlsx")
    assert again.pictures.count() == 4


def test_floating_and_inner_pictures_stay_apart_in_the_returned_workbook(county, noon, signed_in):
    content = album(
        [*line("A1", 整改时限="尽快"), *CELLS["wps"]], headers=WITH_PHOTOS, media=MEDIA | {"image1.jpeg": jpeg(200, 200)},
        floating=[(1, 11, 0, "image1.jpeg")], **WPS,
    )  # fmt: skip
    batch = received(county.county_staff, at=noon, content=content, name="清单.xlsx")

    answer = signed_in(county.county_staff).get(reverse("import_returned", args=[batch.pk]))

    assert [(one.column, one.row) for one in Album(b"".join(answer.streaming_content)).pictures()] == [
        ("L", 2), ("M", 2), ("L", 2),
    ]  # fmt: skip


def test_a_picture_without_its_image_is_a_picture_without_a_member():
    content = album([*line("A1"), "PLACED:9", ""], headers=WITH_PHOTOS, media=MEDIA, **EXCEL)

    assert Album(content).pictures() == [Picture("清单", 2, "L", "")]
