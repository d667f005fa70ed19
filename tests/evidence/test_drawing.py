from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from apps.evidence import images
from apps.evidence.drawing import Scene, draw_scene


@pytest.mark.parametrize("kind", Scene)
@pytest.mark.parametrize("before", [True, False])
def test_a_scene_is_a_light_photo_with_the_cameras_time(kind, before, noon):
    content = draw_scene(kind, seed=7, before=before, taken_at=noon)

    facts = images.inspect(content)
    assert (facts.format, facts.width, facts.height, facts.taken_at) == ("JPEG", 1280, 960, noon)
    assert len(content) < 120 * 1024


def test_the_same_seed_and_moment_draw_the_same_bytes(noon):
    one, other = (draw_scene(Scene.WASTE_HEAP, seed=3, before=True, taken_at=noon) for _ in range(2))

    assert one == other


@pytest.mark.parametrize("kind", Scene)
def test_before_and_after_are_the_same_place_but_not_the_same_picture(kind, noon):
    before, after = (draw_scene(kind, seed=4, before=state, taken_at=noon) for state in (True, False))

    assert images.distance(images.develop(before).phash, images.develop(after).phash) > 4
    assert closeness(before, after) < closeness(before, draw_scene(kind, seed=5, before=False, taken_at=noon))


def test_another_size_can_be_asked_for(noon):
    content = draw_scene(Scene.RIVER_RUBBISH, seed=1, before=True, taken_at=noon, width=320, height=240)

    assert (images.inspect(content).width, images.inspect(content).height) == (320, 240)


def test_time_is_written_with_its_offset():
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    assert images.inspect(draw_scene("straw_burning", seed=1, before=True, taken_at=moment)).taken_at == moment


def test_an_unknown_scene_is_a_mistake_of_the_caller(noon):
    with pytest.raises(ValueError, match="volcano"):
        draw_scene("volcano", seed=1, before=True, taken_at=noon)


def closeness(one, other):
    """Mean difference of brightness between two photos, seen from far away; 0 is the same."""
    tones = [Image.open(BytesIO(content)).convert("L").resize((32, 24)).tobytes() for content in (one, other)]
    return sum(abs(a - b) for a, b in zip(*tones, strict=True)) / (32 * 24)
