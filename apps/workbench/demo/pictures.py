"""Pictures for the example problems: a few dozen scenes, drawn by the command itself."""

from django.core.files.base import ContentFile

from apps.evidence.actions import keep_photo
from apps.evidence.drawing import draw_scene


def shoot(scene, *, seed: int, before: bool, by, at):
    """One kept photo. The same seed shows the same place before and after."""
    content = draw_scene(scene, seed=seed, before=before, taken_at=at, width=960, height=720)
    return keep_photo(file=ContentFile(content, name="现场照片.jpg"), by=by, at=at)
