"""Codes of paper sheets: short enough to type, with a check character, and their QR drawing. Pure.

No letter or digit looks like another (no 0 and O, no 1, I and L). The number of signs, 31, is a prime, so that the weighted sum
finds every single wrong sign and every two that changed places.
"""

import secrets
import unicodedata

import segno
from django.utils.safestring import SafeString, mark_safe

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def new_code() -> str:
    """Seven random signs and the check character."""
    free = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return free + check_character(free)


def check_character(free: str) -> str:
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(free, start=2))
    return SIGNS[-total % len(SIGNS)]


def read_code(text: str) -> str:
    """The code that somebody typed, in small letters or with gaps; "" when it cannot be one."""
    normal = unicodedata.normalize("NFKC", text).upper()
    code = "".join(sign for sign in normal if sign.isalnum())
    if len(code) != LENGTH or not set(code) <= set(SIGNS):
        return ""
    return code if check_character(code[:-1]) == code[-1] else ""


def spaced(code: str) -> str:
    """As it is printed: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def qr_drawing(address: str) -> SafeString:
    """The address as a QR code that still reads when a seventh of it is soiled: an SVG without styles of its own."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 -- made of modules, not of text
