import hashlib
import resource
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from PIL import Image

from apps.common.verdicts import Refused
from apps.evidence import actions, images
from apps.evidence.models import Document, Photo
from apps.evidence.shots import Datum, Position, PositionSource, Shot
from tests.evidence import photos


@contextmanager
def disk_full():
    """A real refusal of the operating system to write more than a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def here(source=PositionSource.BROWSER, **more):
    return Position(latitude=Decimal("29.663400"), longitude=Decimal("107.951200"), source=source, **more)


def test_a_photo_is_kept_with_everything_that_makes_it_evidence(member, noon):
    content = photos.jpeg(
        2000, 1500, taken_at=noon - timedelta(hours=1), latitude=29.8635, longitude=107.7308, accuracy_m=8
    )

    photo = actions.keep_photo(file=photos.upload(content, "河边 1.jpg"), by=member, at=noon)

    photo.refresh_from_db()
    assert photo.original.read() == content
    assert (photo.original_name, photo.byte_size, photo.width, photo.height) == ("河边 1.jpg", len(content), 2000, 1500)
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert (photo.taken_at, photo.taken_at_source) == (noon - timedelta(hours=1), "exif")
    assert (photo.latitude, photo.longitude, photo.accuracy_m) == (Decimal("29.863500"), Decimal("107.730800"), 8)
    assert (photo.datum, photo.position_source, photo.has_position) == ("WGS84", "exif", True)
    assert (photo.uploaded_by, photo.uploaded_at) == (member, noon)
    assert Image.open(photo.display).size == (1600, 1200)
    assert Image.open(photo.thumbnail).size == (320, 240)


def test_stored_names_are_random_and_sorted_by_the_day_in_china(member, stored):
    just_after_midnight = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)

    photo = actions.keep_photo(file=photos.upload(photos.jpeg(), "秘密.jpg"), by=member, at=just_after_midnight)

    names = [photo.display.name, photo.original.name, photo.thumbnail.name]
    assert stored() == names
    assert [name.rsplit("/", 1)[0] for name in names] == [
        "displays/2026/11/04",
        "originals/2026/11/04",
        "thumbnails/2026/11/04",
    ]
    stems = {name.rsplit("/", 1)[1].removesuffix(".jpg") for name in names}
    assert [len(stem) for stem in stems] == [32, 32, 32]


def test_kept_files_have_no_public_address(member, noon):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)

    with pytest.raises(ValueError, match="no public address"):
        _ = photo.display.url


def test_the_same_photo_may_be_evidence_twice(member, noon):
    first, second = (actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon) for _ in range(2))

    assert first.sha256 == second.sha256
    assert first.pk != second.pk


def test_a_photo_without_time_or_place_is_normal(member, noon):
    photo = actions.keep_photo(file=photos.upload(photos.png(), "截图.png"), by=member, at=noon)

    assert (photo.taken_at, photo.taken_at_source) == (None, "")
    assert (photo.latitude, photo.longitude, photo.accuracy_m, photo.position_source) == (None, None, None, "")
    assert photo.original.name.endswith(".png")
    assert photo.display.name.endswith(".jpg")


def test_the_time_the_phone_noted_counts_when_the_photo_has_none(member, noon):
    earlier = noon - timedelta(minutes=5)

    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon, taken_at=earlier)

    assert (photo.taken_at, photo.taken_at_source) == (earlier, "device")


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 11, 6, tzinfo=UTC)])
def test_a_camera_clock_that_cannot_be_right_is_not_believed(member, noon, wrong):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg(taken_at=wrong)), by=member, at=noon)

    assert (photo.taken_at, photo.taken_at_source) == (None, "")


@pytest.mark.parametrize(
    ("in_photo", "given", "source"),
    [
        (True, here(), PositionSource.EXIF),  # chosen from the album at home: the photo knows better
        (True, here(PositionSource.MANUAL), PositionSource.MANUAL),
        (False, here(), PositionSource.BROWSER),
    ],
)
def test_which_place_counts(member, noon, in_photo, given, source):
    content = photos.jpeg(latitude=29.8635, longitude=107.7308) if in_photo else photos.jpeg()

    photo = actions.keep_photo(file=photos.upload(content), by=member, at=noon, position=given)

    assert photo.position_source == source


def test_the_datum_and_accuracy_of_a_given_place_are_kept(member, noon):
    place = here(accuracy_m=12, datum=Datum.GCJ02)

    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon, position=place)

    assert (photo.latitude, photo.longitude) == (Decimal("29.663400"), Decimal("107.951200"))
    assert (photo.accuracy_m, photo.datum) == (12, "GCJ02")


def test_of_several_photos_all_are_kept_or_none(member, noon):
    good, bad = Shot(photos.upload(photos.jpeg())), Shot(photos.upload(photos.heic(), "IMG_2.heic"))

    with pytest.raises(Refused, match="HEIC"):
        actions.keep_photos(shots=[good, bad], by=member, at=noon)
    assert Photo.objects.count() == 0

    kept = actions.keep_photos(shots=[good, Shot(photos.upload(photos.png()), here())], by=member, at=noon)
    assert [photo.position_source for photo in kept] == ["", "browser"]


def test_a_refused_photo_leaves_no_file(member, noon, stored):
    with pytest.raises(Refused):
        actions.keep_photo(file=photos.upload(photos.cut_off(photos.jpeg())), by=member, at=noon)

    assert stored() == []


def test_a_full_disk_is_a_plain_sentence_and_leaves_nothing_behind(member, noon, stored):
    with disk_full(), pytest.raises(Refused) as refusal:
        actions.keep_photo(file=photos.upload(photos.jpeg(1200, 900)), by=member, at=noon)

    assert str(refusal.value) == actions.DISK_FULL
    assert Photo.objects.count() == 0
    assert stored() == []


def test_a_row_the_database_refuses_leaves_no_file(member, noon, stored):
    member.pk = 10**9  # nobody

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)
        transaction.get_connection().check_constraints()

    # Foreign keys are checked late, when our files are already written: the sweep's case (test_upkeep.py).
    assert Photo.objects.count() == 0


def test_a_document_is_kept_as_it_came(member, noon, stored):
    content = photos.xlsx()

    document = actions.keep_document(file=photos.upload(content, "三季度清单.xls"), by=member, at=noon)

    document.refresh_from_db()
    assert document.file.read() == content
    assert (document.original_name, document.kind, document.byte_size) == ("三季度清单.xlsx", "xlsx", len(content))
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert (document.uploaded_by, document.uploaded_at) == (member, noon)
    assert stored() == [document.file.name]


def test_a_document_that_is_not_allowed_is_not_kept(member, noon, stored):
    with pytest.raises(Refused, match="不能上传这种文件"):
        actions.keep_document(file=photos.upload(b"MZ\x90\0", "工具.exe"), by=member, at=noon)

    assert (Document.objects.count(), stored()) == (0, [])


def test_what_is_too_heavy_is_refused_unread(member, noon):
    with pytest.raises(Refused) as refusal:
        actions.keep_photo(file=photos.upload(bytes(images.MAX_BYTES + 1)), by=member, at=noon)

    assert str(refusal.value) == images.TOO_HEAVY


def test_developing_again_replaces_only_the_shown_copies(member, noon, stored, django_capture_on_commit_callbacks):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)
    before = (photo.original.name, photo.sha256, photo.phash)
    photo.thumbnail.storage.delete(photo.thumbnail.name)

    with django_capture_on_commit_callbacks(execute=True):
        again = actions.develop_again(photo=photo)

    assert (again.original.name, again.sha256, again.phash) == before
    assert stored() == [again.display.name, again.original.name, again.thumbnail.name]
    assert again.display.name != photo.display.name


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"taken_at": None, "taken_at_source": ""},
        {"latitude": Decimal("1"), "longitude": Decimal("1"), "position_source": "manual"},
        {"original": "elsewhere.jpg"},
        {"uploaded_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_lets_nobody_change_a_photo(member, noon, change):
    actions.keep_photo(file=photos.upload(photos.jpeg(taken_at=noon)), by=member, at=noon)

    with pytest.raises(DatabaseError, match="never changed"):
        Photo.objects.update(**change)


def test_the_database_lets_nobody_delete_evidence(member, noon):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)
    document = actions.keep_document(file=photos.upload(photos.pdf(), "a.pdf"), by=member, at=noon)

    for row in (photo, document):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            row.delete()


@pytest.mark.parametrize(
    "facts",
    [
        {"latitude": Decimal("29.6")},
        {"latitude": Decimal("29.6"), "longitude": Decimal("107.9")},
        {"latitude": Decimal("91"), "longitude": Decimal("107.9"), "position_source": "browser"},
        {"position_source": "browser"},
        {"taken_at_source": "exif"},
        {"taken_at": datetime(2026, 11, 4, tzinfo=UTC)},
    ],
)
def test_the_database_keeps_half_a_place_and_half_a_time_out(member, noon, facts):
    photo = Photo(
        original="o", display="d", thumbnail="t", original_name="n", byte_size=1, width=1, height=1, sha256="0", phash=0,
        uploaded_by=member, uploaded_at=noon, **facts,
    )  # fmt: skip

    with pytest.raises(IntegrityError):
        photo.save()
