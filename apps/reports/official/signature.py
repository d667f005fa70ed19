"""署名 and 成文日期, with and without a seal: where each line ends, counted from the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.reports.official.typography import CHARACTER, width

SPARE_LINES = {True: 2, False: 1}  # between the text and the name; a seal needs the room


@dataclass(frozen=True)
class Line:
    text: str
    right: int  # twips left free at the right


def signature_lines(organs: Sequence[str], day: str, *, seal: bool) -> list[Line]:
    """GB/T 9704-2012, 7.3.5: with a seal the date stands four characters from the right and each
    name centred over it; without one the name stands two characters from the right and the date
    begins two characters after it."""
    longest = max(map(width, organs))
    return _sealed(organs, day, longest) if seal else _unsealed(organs, day, longest)


def _sealed(organs: Sequence[str], day: str, longest: int) -> list[Line]:
    centre = max(4 * CHARACTER + width(day) // 2, longest // 2)
    return [Line(text, max(centre - width(text) // 2, 0)) for text in (*organs, day)]


def _unsealed(organs: Sequence[str], day: str, longest: int) -> list[Line]:
    free, two = 2 * CHARACTER, 2 * CHARACTER
    start = max(longest + free, width(day) + free + two) if width(day) > longest else longest + free
    names = [Line(text, start - width(text)) for text in organs]
    return [*names, Line(day, max(start - two - width(day), 0))]
