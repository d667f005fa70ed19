from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evidence import exif, images
from apps.evidence.shots import Datum, Position, PositionSource, read_position
from tests.evidence import photos


def test_time_without_zone_is_china_time():
    content = photos.jpeg(taken_at=datetime(2026, 11, 4, 12, 0, 5))  # noqa: DTZ001

    assert images.inspect(content).taken_at == datetime(2026, 11, 4, 4, 0, 5, tzinfo=UTC)


def test_time_with_its_own_zone_is_taken_as_written():
    content = photos.jpeg(taken_at=datetime(2026, 11, 4, 12, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30))))

    assert images.inspect(content).taken_at == datetime(2026, 11, 4, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2026:13:40 12:00:00", "", 7]
)
def test_a_time_that_is_none_is_dropped(written):
    assert exif.taken_at({}, {0x9003: written}) is None


def test_the_place_is_read_to_six_decimals():
    content = photos.jpeg(latitude=29.8635, longitude=107.7308, accuracy_m=8.4)

    assert images.inspect(content).position == Position(
        latitude=Decimal("29.863500"),
        longitude=Decimal("107.730800"),
        source=PositionSource.EXIF,
        accuracy_m=8,
        datum=Datum.WGS84,
    )


def test_south_and_west_are_negative():
    place = images.inspect(photos.jpeg(latitude=-33.5, longitude=-70.25)).position

    assert (place.latitude, place.longitude) == (Decimal("-33.500000"), Decimal("-70.250000"))


@pytest.mark.parametrize(
    ("written", "datum"),
    [("WGS-84", Datum.WGS84), ("GCJ-02", Datum.GCJ02), ("BD-09", Datum.BD09), ("CGCS2000", Datum.CGCS2000)],
)
def test_a_datum_that_the_camera_names_is_kept(written, datum):
    assert images.inspect(photos.jpeg(latitude=29.8, longitude=107.7, datum=written)).position.datum == datum


def test_a_photo_without_exif_has_no_time_and_no_place():
    facts = images.inspect(photos.png())

    assert (facts.orientation, facts.taken_at, facts.position) == (1, None, None)


@pytest.mark.parametrize("gps", [{1: "N"}, {2: (1.0,), 4: (2.0,)}, {2: None, 4: None}, {2: "abc", 4: "def"}])
def test_half_a_place_is_none(gps):
    assert exif.position(gps) is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (None, None),
        ("", ""),
        ("29.8", ""),
        ("north", "east"),
        (91, 107),
        (29, 181),
        (0, 0),
        ("nan", "107"),
        ("inf", "1"),
    ],
)
def test_what_cannot_be_a_place_is_none(latitude, longitude):
    assert read_position(latitude, longitude, source=PositionSource.BROWSER) is None


def test_a_nonsense_accuracy_does_not_cost_the_place():
    place = read_position("29.66", "107.95", "-1", source=PositionSource.BROWSER)

    assert (place.latitude, place.accuracy_m) == (Decimal("29.660000"), None)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 100_000))
def test_every_place_on_earth_but_null_island_is_kept_to_the_decimetre(latitude, longitude, accuracy):
    place = read_position(latitude, longitude, accuracy, source=PositionSource.BROWSER)

    if latitude == 0 and longitude == 0:
        assert place is None
    else:
        assert abs(float(place.latitude) - latitude) <= 1e-6
        assert abs(float(place.longitude) - longitude) <= 1e-6
        assert place.accuracy_m == round(accuracy)
