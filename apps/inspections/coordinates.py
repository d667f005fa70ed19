"""Coordinates as people paste them: decimals or degrees, either order, full-width signs. Pure."""

import re
import unicodedata

_PART = re.compile(
    r"(?P<before>[东西南北EWNS经纬度]*)\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*(?:°|º|度)?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*[′'分]\s*(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:″|\"|''|秒)?)?)?\s*(?P<after>[EWNS])?",
    re.IGNORECASE,
)


def read_coordinates(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) of a place in China; None when the text does not hold exactly two usable numbers."""
    normal = unicodedata.normalize("NFKC", text).replace("’", "'").replace("”", '"').replace("‘", "'")
    values = [_degrees(part) for part in _PART.finditer(normal)]
    latitudes = [value for value in values if 3 <= value <= 54]
    longitudes = [value for value in values if 73 <= value <= 136]
    if len(values) != 2 or len(latitudes) != 1 or len(longitudes) != 1:
        return None
    return latitudes[0], longitudes[0]


def _degrees(part) -> float:
    return float(part["degrees"]) + float(part["minutes"] or 0) / 60 + float(part["seconds"] or 0) / 3600
