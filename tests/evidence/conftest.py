"""Every test of evidence writes into a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def member(county):
    return county.grid_member


@pytest.fixture
def stored(media):
    """stored() lists what lies in the media folder, as names below it."""
    return lambda: sorted(path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file())
