"""Pictures for the example problems: a few dozen scenes, drawn by the command itself."""

from django.core.files.base import ContentFile

from apps.evidence.actions import keep_photo
from apps.evidence.drawing import draw_scene


class Camera:
    """Takes pictures for as long as there is film: drawing a year of them would take minutes."""

    def __init__(self, film: int):
        self.film = film

    def shoot(self, scene, *, seed: int, before: bool, by, at) -> tuple:
        """One photo, or none when the film is used up. The same seed shows the same place before and after."""
        if self.film <= 0:
            return ()
        self.film -= 1
        content = draw_scene(scene, seed=seed, before=before, taken_at=at, width=960, height=720)
        return (keep_photo(file=ContentFile(content, name="现场照片.jpg"), by=by, at=at),)
