from io import BytesIO

from PIL import Image, ImageOps

from apps.evidence import actions, images, queries
from tests.evidence import photos


def keep(member, noon, content):
    return actions.keep_photo(file=photos.upload(content), by=member, at=noon)


def as_jpeg(image, quality=50):
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


def test_the_very_same_file_is_found_again(member, noon):
    photo, twin = (keep(member, noon, photos.jpeg()) for _ in range(2))
    keep(member, noon, photos.jpeg(401, 300))

    assert list(queries.same_file(photo)) == [twin]


def test_the_same_picture_is_found_though_recompressed_and_smaller(member, noon):
    photo = keep(member, noon, photos.jpeg(1200, 900))
    resent = keep(member, noon, as_jpeg(photos.picture(640, 480)))
    other = keep(member, noon, as_jpeg(ImageOps.mirror(ImageOps.flip(photos.picture(1200, 900)))))

    assert list(queries.same_picture(photo)) == [resent]
    assert queries.looks_alike(photo, resent) is True
    assert queries.looks_alike(photo, other) is False


def test_the_database_counts_bits_as_we_do(member, noon):
    photo = keep(member, noon, photos.jpeg())
    other = keep(member, noon, as_jpeg(ImageOps.mirror(ImageOps.flip(photos.picture()))))

    [found] = queries.same_picture(photo, at_most=64)

    assert found == other
    assert found.bits_apart == images.distance(photo.phash, other.phash)
    assert found.bits_apart > queries.SAME_PICTURE_BITS


def test_photos_without_any_picture_are_not_all_the_same(member, noon):
    black, white = (keep(member, noon, as_jpeg(Image.new("RGB", (200, 150), tone))) for tone in ("black", "white"))

    assert black.phash == white.phash == 0
    assert list(queries.same_picture(black)) == []
