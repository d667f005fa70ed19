"""What section headings, sheet names, titles and the file name say about the rows around them."""

import re
from dataclasses import dataclass

from .cells import key
from .words import category_agreed, source_named

_SHEET_NUMBERING = re.compile(r"^[0-9一二三四五六七八九十]+[、.．_-]*")
_HEADING_NUMBERING = re.compile(
    r"^(?:第?[0-9一二三四五六七八九十百]+[、.．_-]*|\([0-9一二三四五六七八九十百]+\)[、.]*)"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_TOP_LEVEL = re.compile(r"^[一二三四五六七八九十百]+、")


def township_of_name(gazetteer, text, numbering=_SHEET_NUMBERING):
    """The one township a sheet name or heading names: in full, or as nothing but its short name."""
    text = key(text)
    full = set(gazetteer.contained(text))
    if full:
        return full.pop() if len(full) == 1 else None
    bare = _BRACKETED.sub("", text)
    for written in (bare, numbering.sub("", bare), _BRACKETED.sub("", numbering.sub("", text))):
        short = gazetteer.short.get(written, ())
        if len(short) == 1:
            return next(iter(short))
    return None


def township_in_full(gazetteer, texts):
    """The one township that texts together name in full."""
    found = {name for text in texts for name in gazetteer.contained(key(text))}
    return found.pop() if len(found) == 1 else None


@dataclass(slots=True)
class Section:
    """What the headings so far say about the rows below them."""

    gazetteer: object
    township: str | None = None
    category: str | None = None
    source: str | None = None

    def enter(self, text):
        if _TOP_LEVEL.match(key(text)):
            self.township = self.category = self.source = None
        self.township = township_of_name(self.gazetteer, text, _HEADING_NUMBERING) or self.township
        self.category = category_agreed(text) or self.category
        self.source = source_named(text) or self.source


@dataclass(frozen=True, slots=True)
class Around:
    """What sheet name, title lines, file name and the user's own township say, for rows that say nothing themselves."""

    township: str | None
    category: str | None
    source: str | None
    year: int | None

    @classmethod
    def of(cls, gazetteer, *, sheet, titles, file, user_township):
        return cls(
            township=(
                township_of_name(gazetteer, sheet)
                or township_in_full(gazetteer, titles)
                or township_in_full(gazetteer, [file])
                or (user_township if user_township in gazetteer.codes else None)
            ),
            category=category_agreed(sheet) or category_agreed("\n".join(titles)) or category_agreed(file),
            source=next(filter(None, map(source_named, (sheet, *titles, file))), None),
            year=next(filter(None, map(_year, (sheet, *titles, file))), None),
        )


def _year(text):
    match = re.search(r"(?<!\d)20\d\d(?=年)", key(text))
    return int(match[0]) if match else None
