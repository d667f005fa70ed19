"""Pictures in cells and pictures floating over a row become evidence of the row's problem."""

import pytest
from django.urls import reverse

from apps.evidence.models import Photo
from apps.imports import actions
from apps.imports.models import ImportPicture
from apps.imports.reading.pictures import Album, Picture
from apps.imports.reading.sheet import Unreadable
from apps.problems.models import Attachment
from tests.evidence.photos import jpeg
from tests.imports.albums import album
from tests.imports.scene import HEADERS, four, imported, line, problems, received, the_problem

WITH_PHOTOS = [*HEADERS, "整改前照片", "整改后照片"]
RED, BLUE = jpeg(400, 300), jpeg(320, 240)


def row(number, before="", after="", **cells):
    return [*line(number, **cells), before and f"DISPIMG:{before}", after and f"DISPIMG:{after}"]


def in_cells(*rows, **more):
    return album(
        *rows,
        headers=WITH_PHOTOS,
        media={"a.jpeg": RED, "b.jpeg": BLUE},
        in_cells={"ID_A": "a.jpeg", "ID_B": "b.jpeg"},
        **more,
    )


def evidence(number="A1"):
    return [
        (attachment.phase, attachment.photo.original.open().read())
        for attachment in the_problem(number).attachments.select_related("photo")
    ]


def from_file(person, content, at):
    return imported(person, at=at, content=content, name="清单.xlsx")


def test_pictures_are_found_with_their_places():
    content = in_cells(row("A1", "ID_A", "ID_B"), row("A2", "ID_A"))

    assert Album(content).pictures() == [
        Picture("清单", 2, "L", "xl/media/a.jpeg"),
        Picture("清单", 2, "M", "xl/media/b.jpeg"),
        Picture("清单", 3, "L", "xl/media/a.jpeg"),
    ]


def test_a_floating_picture_belongs_to_the_row_where_it_begins():
    low_in_its_row, well_in_its_row = 12 * 12_700, 50 * 12_700
    content = album(
        line("A1"), line("A2"), line("A3"), media={"a.jpeg": RED}, heights={3: 100},
        floating=[(1, 11, low_in_its_row, "a.jpeg"), (2, 11, well_in_its_row, "a.jpeg")],
    )  # fmt: skip

    assert [(picture.row, picture.column) for picture in Album(content).pictures()] == [(3, "L"), (3, "L")]


def test_pictures_in_cells_come_in_before_and_after_as_the_headings_say(county, noon):
    batch = from_file(county.county_staff, in_cells(row("A1", "ID_A", "ID_B"), row("A2")), noon)

    assert evidence("A1") == [("before", RED), ("after", BLUE)]
    assert evidence("A2") == []
    assert (four(batch.counts), batch.counts["photos"]) == ((2, 0, 0, 0), 2)
    assert the_problem("A1").extra == {}


def test_a_floating_picture_comes_in_and_one_over_the_header_does_not(county, noon):
    content = album(
        line("A1"), media={"a.jpeg": RED, "b.jpeg": BLUE}, floating=[(1, 11, 0, "a.jpeg"), (0, 0, 0, "b.jpeg")]
    )

    batch = from_file(county.county_staff, content, noon)

    assert evidence() == [("before", RED)]
    assert [complaint["message"] for complaint in batch.complaints if complaint["code"] == "stray_picture"] == [
        "有 1 张图片不在问题的那一行上（如表头的图标），没有收。"
    ]


def test_the_same_file_again_adds_no_second_copy(county, noon):
    content = in_cells(row("A1", "ID_A", "ID_B"))
    from_file(county.county_staff, content, noon)

    again = from_file(county.county_staff, content, noon)

    assert (four(again.counts), again.counts["photos"]) == ((0, 0, 1, 0), 0)
    assert (Attachment.objects.count(), Photo.objects.count()) == (2, 2)


def test_a_later_list_may_bring_nothing_but_a_photo(county, noon):
    from_file(county.county_staff, in_cells(row("A1", "ID_A")), noon)

    batch = received(county.county_staff, at=noon, content=in_cells(row("A1", "ID_A", "ID_B")), name="清单.xlsx")
    assert (four(batch.promise), batch.promise["photos"]) == ((0, 1, 0, 0), 1)
    actions.confirm(batch, by=county.county_staff, at=noon)
    actions.commit(batch_id=batch.pk, at=noon)

    assert evidence() == [("before", RED), ("after", BLUE)]
    assert the_problem().version == 2


def test_undoing_takes_the_photos_away_and_keeps_the_others(county, noon):
    from_file(county.county_staff, in_cells(row("A1", "ID_A")), noon)
    later = from_file(county.county_staff, in_cells(row("A1", "ID_A", "ID_B"), row("A2", "ID_B")), noon)

    undone = actions.undo(later, by=county.county_staff, at=noon)

    assert (undone.removed, undone.restored) == (1, 1)
    assert evidence("A1") == [("before", RED)]
    assert problems().count() == 1


def test_a_row_merged_over_several_lines_has_the_pictures_of_all(county, noon):
    batch = received(
        county.county_staff, at=noon, name="清单.xlsx",
        content=album(
            line("A1"), ["", "", "", "", "", "", "", "镇村建设服务中心"], line("A2"), media={"a.jpeg": RED},
            floating=[(2, 11, 0, "a.jpeg")], merge="D2:D3",
        ),
    )  # fmt: skip

    assert [picture.position for picture in batch.pictures.all()] == [0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff nothing more", "已损坏"),
        (b"GIF89a-not-a-photo", "不是照片"),
        (jpeg(8, 8), "太小"),
        (RED[: len(RED) // 2], "已损坏"),
    ],
)
def test_a_broken_picture_is_a_warning_and_stops_nothing(county, noon, signed_in, content, words):
    file = album(line("A1"), media={"a.jpeg": content}, floating=[(1, 11, 0, "a.jpeg")])

    batch = from_file(county.county_staff, file, noon)

    assert (four(batch.counts), evidence()) == ((1, 0, 0, 0), [])
    page = signed_in(county.county_staff).get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert words in page


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/drawings/drawing1.xml": "<broken"},
        {"xl/drawings/_rels/drawing1.xml.rels": "<!DOCTYPE x [<!ENTITY y 'z'>]><Relationships/>"},
        {"xl/cellimages.xml": "no xml"},
        {"xl/worksheets/_rels/sheet1.xml.rels": "\x00"},
    ],
)
def test_damaged_parts_of_drawings_cost_the_pictures_only(county, noon, parts):
    file = album(line("A1"), media={"a.jpeg": RED}, floating=[(1, 11, 0, "a.jpeg")], extra=parts)

    assert four(from_file(county.county_staff, file, noon).counts) == (1, 0, 0, 0)
    assert evidence() in ([], [("before", RED)])


def test_a_picture_that_lies_elsewhere_is_not_fetched(county, noon):
    file = album(line("A1"), media={}, floating=[(1, 11, 0, "missing.jpeg")])

    from_file(county.county_staff, file, noon)

    assert "已损坏" in ImportPicture.objects.get().trouble


def test_what_is_no_xlsx_has_no_album():
    with pytest.raises(Unreadable):
        Album(b"a,b,c")


def test_the_preview_shows_small_pictures_to_those_who_see_the_list(county, noon, signed_in):
    batch = received(county.township_staff, at=noon, content=in_cells(row("A1", "ID_A")), name="清单.xlsx")
    picture = reverse("import_picture", args=[batch.pk, batch.pictures.get().sha256])

    client = signed_in(county.township_staff)
    assert picture in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    answer = client.get(picture)

    assert (answer.status_code, answer["Content-Type"], answer.content[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert Photo.objects.count() == 0
    assert signed_in(county.neighbour_staff).get(picture).status_code == 404


def test_an_interrupted_keeping_goes_on_where_it_stopped(county, noon):
    batch = received(county.county_staff, at=noon, content=in_cells(row("A1", "ID_A", "ID_B")), name="清单.xlsx")
    actions.confirm(batch, by=county.county_staff, at=noon)
    kept = batch.pictures.get(column="L")
    actions.picturing.keep_pictures(batch_id=batch.pk, at=noon)
    batch.pictures.exclude(pk=kept.pk).update(photo=None)

    actions.commit(batch_id=batch.pk, at=noon)

    kept.refresh_from_db()
    assert the_problem().attachments.filter(photo=kept.photo_id).count() == 1
    assert evidence() == [("before", RED), ("after", BLUE)]
