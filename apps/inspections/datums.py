"""The one place where coordinates change their datum, and how far two points are apart. Pure.

Stored is WGS-84 only; GCJ-02 (高德, 腾讯) and BD-09 (百度) are converted when they come in (STANDARDS.md 7). CGCS2000 differs
from WGS-84 by less than a metre and is taken as the same.
"""

import math
from decimal import Decimal

from apps.evidence.shots import Datum

_A, _EE = 6378245.0, 0.00669342162296594323
_X_PI = math.pi * 3000.0 / 180.0
_EARTH_M = 6_371_008.8
_SIX_PLACES = Decimal("0.000001")


def to_wgs84(latitude, longitude, datum: str) -> tuple[Decimal, Decimal]:
    """The point in WGS-84, to six places (0.1 m). An unknown datum is taken as it is."""
    lat, lng = float(latitude), float(longitude)
    if datum == Datum.BD09:
        lat, lng = _bd09_to_gcj02(lat, lng)
    if datum in (Datum.BD09, Datum.GCJ02):
        lat, lng = _gcj02_to_wgs84(lat, lng)
    return Decimal(lat).quantize(_SIX_PLACES), Decimal(lng).quantize(_SIX_PLACES)


def drawn_at(latitude, longitude, tiles: str) -> tuple[float, float]:
    """(latitude, longitude) at which a stored point lies on a map with these tiles ("wgs84", "gcj02" or "none")."""
    lat, lng = float(latitude), float(longitude)
    if tiles == "gcj02":
        lat, lng = wgs84_to_gcj02(lat, lng)
    return round(lat, 6), round(lng, 6)


def wgs84_to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    """For maps whose tiles are shifted; outside China nothing is."""
    if not (0.8293 < lat < 55.8271 and 72.004 < lng < 137.8347):
        return lat, lng
    x, y = lng - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = lat / 180.0 * math.pi
    magic = 1 - _EE * math.sin(angle) ** 2
    north = north * 180.0 / ((_A * (1 - _EE)) / (magic * math.sqrt(magic)) * math.pi)
    east = east * 180.0 / (_A / math.sqrt(magic) * math.cos(angle) * math.pi)
    return lat + north, lng + east


def _gcj02_to_wgs84(lat, lng):
    """By repeated correction: the shift is smooth, five rounds come below a millimetre."""
    found_lat, found_lng = lat, lng
    for _ in range(5):
        shifted_lat, shifted_lng = wgs84_to_gcj02(found_lat, found_lng)
        found_lat, found_lng = found_lat + lat - shifted_lat, found_lng + lng - shifted_lng
    return found_lat, found_lng


def _bd09_to_gcj02(lat, lng):
    x, y = lng - 0.0065, lat - 0.006
    z = math.sqrt(x * x + y * y) - 0.00002 * math.sin(y * _X_PI)
    theta = math.atan2(y, x) - 0.000003 * math.cos(x * _X_PI)
    return z * math.sin(theta), z * math.cos(theta)


def metres_between(lat1, lng1, lat2, lng2) -> int:
    """Great-circle distance in metres."""
    one, other = math.radians(float(lat1)), math.radians(float(lat2))
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(float(lng2) - float(lng1)) / 2) ** 2
    return round(2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half))))
