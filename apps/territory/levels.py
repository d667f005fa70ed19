"""Levels of divisions and what a code says by itself (GB/T 2260, GB/T 10114-2003; the code is a path)."""

from django.db.models import TextChoices


class Level(TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"
    VILLAGE = "village", "村级"
    GROUP = "group", "组级"


CODE_LENGTH = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
    Level.GROUP: 15,
}
_LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}


def level_of(code: str) -> Level:
    """The level a code stands for. Raises KeyError for a length that no level has."""
    return _LEVEL_OF_LENGTH[len(code)]


def parent_code(code: str) -> str | None:
    """The code one level up, None for a province."""
    shorter = [length for length in _LEVEL_OF_LENGTH if length < len(code)]
    return code[: max(shorter)] if shorter else None


def cut(code: str, level: Level) -> str:
    """The part of a code that names its ancestor at that level, "" when the code is above it."""
    length = CODE_LENGTH[level]
    return code[:length] if len(code) >= length else ""


def trimmed(code: str) -> str:
    """A code as offices write it (padded to 12 digits) in its shortest form: 500230000000 becomes 500230."""
    if len(code) == 12:
        for length in (2, 4, 6, 9):
            if set(code[length:]) == {"0"}:
                return code[:length]
    return code
