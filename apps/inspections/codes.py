"""Codes of grids. A code is a path: that of the village, then three digits for every grid below. Pure."""

import re

from apps.territory.levels import CODE_LENGTH, Level

COUNTY = CODE_LENGTH[Level.COUNTY]
TOWNSHIP = CODE_LENGTH[Level.TOWNSHIP]
VILLAGE = CODE_LENGTH[Level.VILLAGE]
GROUP = CODE_LENGTH[Level.GROUP]
STEP = 3
_CODE = re.compile(r"[0-9]{6}([0-9]{3}){0,5}")
DEEPEST = 4
LONGEST = TOWNSHIP + DEEPEST * STEP


def depth_of(code: str) -> int:
    """1 for a grid that covers a village (12 digits), 2 below it (15), and so on."""
    return (len(code) - TOWNSHIP) // STEP


def parent_of(code: str) -> str:
    """The code of the place one step up; for a village's grid that is the township."""
    return code[:-STEP]


def ancestors(code: str) -> list[str]:
    """Codes of all grids from the village's down to this one."""
    return [code[:length] for length in range(VILLAGE, len(code) + 1, STEP)]


def numbered_below(parent: str, number: int) -> str:
    return f"{parent}{number:0{STEP}d}"


def division_of(code: str) -> str:
    """The place of the national tree (down to the group) that a grid's code lies in; problems are kept there."""
    return code[:GROUP]


def code_asked(text: str) -> str:
    """The code that an address asks for; "" for anything that is none."""
    return text if _CODE.fullmatch(text) else ""
