from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from apps.common.verdicts import Refused
from apps.evidence import images
from tests.evidence import photos


def opened(content):
    return Image.open(BytesIO(content))


def refusal(content):
    with pytest.raises(Refused) as caught:
        images.inspect(content)
    return str(caught.value)


def near(colour, other):
    return all(abs(a - b) < 30 for a, b in zip(colour, other, strict=True))


@pytest.mark.parametrize(
    ("content", "format_", "suffix"),
    [(photos.jpeg(), "JPEG", ".jpg"), (photos.png(), "PNG", ".png"), (photos.webp(), "WEBP", ".webp")],
)
def test_three_formats_are_told_by_their_content(content, format_, suffix):
    facts = images.inspect(content)

    assert (facts.format, facts.suffix, facts.width, facts.height) == (format_, suffix, 400, 300)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_however_the_phone_was_held(orientation):
    content = photos.jpeg(640, 480, orientation=orientation)

    facts, developed = images.inspect(content), images.develop(content)

    assert (facts.orientation, facts.width, facts.height) == (orientation, 640, 480)
    shown = opened(developed.display)
    assert shown.size == (640, 480)
    assert near(shown.getpixel((40, 30)), photos.RED)
    assert near(shown.getpixel((600, 30)), photos.BLUE)


def test_the_shown_copies_have_their_two_sizes():
    developed = images.develop(photos.jpeg(4000, 3000))

    assert (developed.width, developed.height) == (1600, 1200)
    assert opened(developed.display).size == (1600, 1200)
    assert opened(developed.thumbnail).size == (320, 240)


def test_a_small_photo_is_not_enlarged():
    developed = images.develop(photos.jpeg(200, 150))

    assert opened(developed.display).size == (200, 150)
    assert opened(developed.thumbnail).size == (200, 150)


def test_a_very_long_panorama_keeps_at_least_one_row():
    developed = images.develop(photos.jpeg(9000, 20))

    assert opened(developed.display).size == (1600, 4)
    assert opened(developed.thumbnail).size == (320, 1)


def test_the_shown_copies_carry_no_metadata(noon):
    content = photos.jpeg(taken_at=noon, latitude=29.66, longitude=107.95, comment=b"secret", xmp=b"<x>secret</x>")

    developed = images.develop(content)

    for copy in (developed.display, developed.thumbnail):
        assert b"secret" not in copy
        assert b"Exif" not in copy
        assert dict(opened(copy).getexif()) == {}


def test_the_colour_profile_stays_so_that_colours_stay():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    developed = images.develop(photos.jpeg(icc_profile=profile))

    assert opened(developed.display).info["icc_profile"] == profile


def test_what_is_transparent_becomes_white():
    target = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(target, "PNG")

    shown = opened(images.develop(target.getvalue()).display)

    assert shown.getpixel((30, 30)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixel_can_be_shown(mode):
    target = BytesIO()
    image = photos.picture().convert("L").convert("I;16") if mode == "I;16" else photos.picture().convert(mode)
    image.save(target, "JPEG" if mode == "CMYK" else "PNG")

    developed = images.develop(target.getvalue())

    assert opened(developed.display).mode == "RGB"


def test_sixteen_bits_of_grey_are_not_burnt_out():
    target = BytesIO()
    Image.new("I;16", (64, 64), 32896).save(target, "PNG")

    shown = opened(images.develop(target.getvalue()).display)

    assert shown.getpixel((30, 30)) == (128, 128, 128)


def test_a_phone_jpeg_with_a_second_picture_inside_is_a_jpeg():
    target = BytesIO()
    photos.picture().save(target, "MPO", save_all=True, append_images=[photos.picture(100, 75)])

    assert images.inspect(target.getvalue()).format == "JPEG"
    assert opened(images.develop(target.getvalue()).display).size == (400, 300)


def test_heic_is_refused_with_advice():
    assert refusal(photos.heic()) == images.HEIC
    assert "兼容性最佳" in images.HEIC


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", images.EMPTY),
        (b"\0\0\0\x18ftypisom" + bytes(100), images.VIDEO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", images.NOT_A_PHOTO),
        (b"GIF89a" + bytes(100), images.NOT_A_PHOTO),
        (photos.pdf(), images.NOT_A_PHOTO),
        (b"\xff\xd8\xff\xe0" + bytes(40), images.DAMAGED),
        (photos.cut_off(photos.jpeg()), images.DAMAGED),
        (photos.cut_off(photos.png()), images.DAMAGED),
        (photos.cut_off(photos.webp()), images.DAMAGED),
        (photos.jpeg(12, 12), images.TOO_SMALL),
        (photos.jpeg() + bytes(images.MAX_BYTES), images.TOO_HEAVY),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(content, sentence):
    assert refusal(content) == sentence


def test_more_than_sixty_million_pixels_are_refused_before_they_are_decoded():
    target = BytesIO()
    Image.new("1", (10_000, 6_001)).save(target, "PNG")

    assert refusal(target.getvalue()).startswith("这张照片的像素太高（10000×6001），最多 6000 万像素。")


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about broken EXIF and goes on
@given(st.binary(max_size=400), st.integers(0, 300))
def test_damage_anywhere_is_refused_or_shown_but_never_breaks(rubbish, at):
    whole = photos.jpeg(64, 48)
    content = whole[:at] + rubbish + whole[at + len(rubbish) :]

    try:
        images.inspect(content)
        images.develop(content)
    except Refused:
        pass


def test_the_hash_knows_a_photo_again_after_a_chat_program_recompressed_it():
    original = photos.jpeg(1200, 900)
    target = BytesIO()
    opened(original).resize((640, 480)).save(target, "JPEG", quality=40)

    one, other = images.develop(original).phash, images.develop(target.getvalue()).phash

    assert images.distance(one, other) <= 3


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_distance_is_symmetric_and_nought_only_for_the_same(one, other):
    assert images.distance(one, other) == images.distance(other, one)
    assert (images.distance(one, other) == 0) == (one == other)
    assert 0 <= images.distance(one, other) <= 64


def test_distance_counts_the_sign_bit_too():
    assert images.distance(-1, 0) == 64
    assert images.distance(-(2**63), 0) == 1
