"""署名 and 成文日期, with and without a seal: where each line stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.reports.official.typography import CHARACTER, TEXT_WIDTH, width

SPARE_LINES = {True: 2, False: 1}  # between the text and the name; a seal needs the room


@dataclass(frozen=True)
class Line:
    """A line of text, its indent from the left in twips, and how it is aligned from there."""

    text: str
    left: int
    side: str


def signature_lines(organs: Sequence[str], day: str, *, seal: bool) -> list[Line]:
    """GB/T 9704-2012, 7.3.5: with a seal the date stands four characters from the right and each
    name centred over it; without one the name stands two characters from the right and the date
    begins two characters after it. What is too long for that moves to the left."""
    longest = max(map(width, organs))
    return _sealed(organs, day, longest) if seal else _unsealed(organs, day, longest)


def _sealed(organs: Sequence[str], day: str, longest: int) -> list[Line]:
    half = max(4 * CHARACTER + width(day) // 2, (longest + 1) // 2)
    left = max(TEXT_WIDTH - 2 * half, 0)  # lines centred between here and the right edge share an axis
    return [Line(text, left, "center") for text in (*organs, day)]


def _unsealed(organs: Sequence[str], day: str, longest: int) -> list[Line]:
    two = 2 * CHARACTER
    reach = two + (two + width(day) if width(day) > longest else longest)
    left = max(TEXT_WIDTH - reach, 0)
    return [*(Line(text, left, "left") for text in organs), Line(day, left + two, "left")]
