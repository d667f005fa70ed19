"""About where the townships of the example county lie (WGS-84), for positions that a map can show. Pure."""

from decimal import Decimal
from zlib import crc32

# Rounded to a kilometre or two: examples, not a survey.
CENTRES = {
    "500230001": (29.862, 107.732), "500230002": (29.892, 107.712), "500230101": (29.925, 107.600),
    "500230102": (30.020, 107.610), "500230103": (30.060, 107.665), "500230104": (30.120, 107.640),
    "500230105": (30.090, 107.570), "500230106": (29.975, 107.775), "500230107": (29.985, 107.835),
    "500230109": (29.995, 107.880), "500230110": (29.885, 107.800), "500230111": (29.820, 107.800),
    "500230112": (29.870, 107.935), "500230113": (29.800, 107.905), "500230114": (29.650, 107.850),
    "500230115": (29.745, 107.750), "500230116": (29.800, 107.690), "500230118": (29.715, 107.830),
    "500230119": (29.970, 107.620), "500230120": (29.960, 107.690), "500230121": (30.140, 107.590),
    "500230122": (29.950, 107.930), "500230123": (29.680, 108.010), "500230124": (30.010, 107.715),
    "500230125": (29.670, 107.745), "500230202": (30.050, 107.590), "500230206": (29.640, 107.965),
    "500230207": (29.660, 108.075), "500230209": (29.760, 107.985), "500230210": (29.735, 107.915),
}  # fmt: skip
_SPREAD = 0.026


def near(township: str, *words) -> tuple[Decimal, Decimal]:
    """A place in the township, always the same for the same words."""
    latitude, longitude = CENTRES[township]
    seed = crc32("|".join(map(str, (township, *words))).encode())
    north, east = (seed & 0xFFFF) / 0xFFFF - 0.5, (seed >> 16) / 0xFFFF - 0.5
    return _rounded(latitude + north * _SPREAD), _rounded(longitude + east * _SPREAD)


def beside(latitude: Decimal, longitude: Decimal, *words) -> tuple[Decimal, Decimal]:
    """A few dozen metres from there, as a phone measures it."""
    seed = crc32("|".join(map(str, words)).encode())
    north, east = (seed & 0xFF) / 0xFF - 0.5, (seed >> 8 & 0xFF) / 0xFF - 0.5
    return _rounded(float(latitude) + north * 0.0008), _rounded(float(longitude) + east * 0.0008)


def _rounded(degrees: float) -> Decimal:
    return Decimal(f"{degrees:.6f}")
