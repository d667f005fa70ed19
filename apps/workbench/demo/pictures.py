"""Pictures for the example problems: a few dozen scenes, drawn by the command itself."""

from django.core.files.base import ContentFile

from apps.evidence.actions import keep_photo
from apps.evidence.drawing import draw_scene
from apps.evidence.shots import Position, PositionSource
from apps.workbench.demo import ground


def shoot(scene, *, seed: int, before: bool, by, at, village: str):
    """One kept photo, taken somewhere in the village. The same seed shows the same place before and after."""
    content = draw_scene(scene, seed=seed, before=before, taken_at=at, width=960, height=720)
    latitude, longitude = ground.near(village[:9], village, seed)
    position = Position(latitude, longitude, PositionSource.BROWSER, accuracy_m=15)
    return keep_photo(file=ContentFile(content, name="现场照片.jpg"), by=by, at=at, position=position)
