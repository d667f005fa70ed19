"""Which township and village a row means, from what it says itself and from what stands around it."""

import re
from functools import lru_cache
from typing import NamedTuple

from .cells import key

_OFFICES = (
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("党委政府", ""),
    ("人民政府", ""),
    ("政府", ""),
    ("党委", ""),
    ("办事处", ""),
)
_COUNTY_WIDE = frozenset(
    [
        "全县",
        "全区",
        "全市",
        "各乡镇",
        "各镇街",
        "各乡镇街道",
        "各镇乡",
        "各街道",
        "相关乡镇",
        "有关乡镇",
        "相关镇街",
        "所有乡镇",
        "各镇",
        "各乡",
    ]
)
_WIDE_ENDING = re.compile("(?:人民政府|政府|办事处)$")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_VILLAGE_SPLIT = re.compile("[、，,;；/\n]")
_WHOLE_TOWNSHIP = frozenset(["全镇", "全乡", "场镇", "镇区", "集镇", "街道"])
_GROUP = re.compile("[0-9一二三四五六七八九十]+(?:组|社|队)")
_LIKE_VILLAGE = re.compile(r"[一-鿿]+?(?:村|社区|居委会)")


class Named(NamedTuple):
    """The townships a text may mean: one is an answer, several are ambiguous, none is unknown.

    `rest` is what follows the official name in the text.
    """

    townships: frozenset
    rest: str = ""

    @property
    def one(self):
        return next(iter(self.townships)) if len(self.townships) == 1 else None


class VillageReading(NamedTuple):
    """What a village cell says within a township: `several` villages or the whole township name none.

    `exact` is False when the cell says more than the village's name, so that it is worth keeping as a location.
    """

    villages: frozenset
    several: bool = False
    exact: bool = False


NO_VILLAGE = VillageReading(frozenset())


class Places:
    """Matches names against the gazetteer; every distinct text is looked up once."""

    def __init__(self, gazetteer):
        self.gazetteer = gazetteer
        self.named = lru_cache(maxsize=65_536)(self._named)
        self.village = lru_cache(maxsize=65_536)(self._village)
        self.village_of_location = lru_cache(maxsize=65_536)(self._village_of_location)
        self.beginning = lru_cache(maxsize=65_536)(self._beginning)
        self.location_township = lru_cache(maxsize=65_536)(self._location_township)

    def _named(self, written_text):
        """The township a clean text names: officially, by its short name, or within other words."""
        text = key(written_text)
        bare = self.gazetteer.without_region(text)
        for written in dict.fromkeys((text, bare, _without_office(text), _without_office(bare))):
            if written in self.gazetteer.codes:
                return Named(frozenset({written}))
            if written in self.gazetteer.short:
                return Named(frozenset(self.gazetteer.short[written]))
        found = self.gazetteer.contained(text)
        rest = _after_name(found[0], written_text) if len(found) == 1 else ""
        return Named(frozenset(found), rest)

    def is_own_region(self, text):
        """The county's, city's or province's own name, which says nothing about the township."""
        return not self.gazetteer.without_region(key(text))

    def _beginning(self, text):
        """The official township name a text begins with, after province, city and county."""
        text = key(text)
        return self.gazetteer.leading_township(text) or self.gazetteer.leading_township(
            self.gazetteer.without_region(text)
        )

    def _location_township(self, text):
        """The same for a location; one that speaks of two townships says nothing."""
        found = self.beginning(text)
        return found if found and len(self.gazetteer.contained(key(text))) == 1 else None

    def _without_township(self, text, township=None):
        """A key without province, city, county and the leading (or only this) township name."""
        for written in (text, self.gazetteer.without_region(text)):
            leading = self.gazetteer.leading_township(written)
            if leading and township in (None, leading):
                return written[len(leading) :]
        return text if township is None else self.gazetteer.without_region(text)

    def _village(self, text, township):
        """A village cell read within a township, or over the whole county when the township is None."""
        forms = self.gazetteer.villages_of(township)
        parts = [self._without_township(key(part)) for part in _VILLAGE_SPLIT.split(text)]
        whole = self._without_township(key(text))
        if whole in _WHOLE_TOWNSHIP:
            return VillageReading(frozenset(), several=True)
        if len(parts) > 1 and (several := _several(parts, forms)):
            # Over the whole county the question is which townships they lie in.
            return VillageReading(frozenset() if township else several, several=True)
        # A community may be called like its township (胜芳镇社区), so that nothing is left of it without the name.
        return next(filter(None, (_reading(written, forms) for written in (whole, key(text)))), NO_VILLAGE)

    def _village_of_location(self, text, township):
        """The one village of the township a location begins with; a village may be called like its county (南山县南山村)."""
        text, forms = key(text), self.gazetteer.villages_of(township)
        found = forms.beginning(self._without_township(text, township))[0] or forms.beginning(text)[0]
        return next(iter(found)) if len(found) == 1 else None


def _reading(text, forms):
    """What a key says that begins with the name of a village, or None."""
    found, form = forms.beginning(text)
    bare = _bare_name(text, forms)
    if len(bare) > len(form):
        # 高村寺 is the village of that name and no temple of 高村.
        found, form = forms.bare[bare], bare
    return VillageReading(frozenset(found), exact=form == text) if found else None


def _after_name(name, text):
    """What follows a name in a clean text, in which white space may stand between its characters; marks alone are nothing."""
    match = re.search(r"\s*".join(map(re.escape, name)), text)
    rest = text[match.end() :].strip() if match else key(text).partition(name)[2]
    return rest if re.search(r"\w", rest) else ""


def _villages_in(part, forms):
    """The villages that a part of a village cell begins with."""
    reading = _reading(part, forms)
    return reading.villages if reading else ()


def _several(parts, forms):
    """The villages of several parts when they are two, one of them at least on the list; 乌羊村2组、乌羊村3组 is one."""
    known, others = set(), set()
    for part in parts:
        if found := _villages_in(part, forms):
            known.add(found)
        elif match := _LIKE_VILLAGE.match(part):
            others.add(match[0])
    return frozenset().union(*known) if known and len(known) + len(others) > 1 else frozenset()


def _without_office(text):
    for office, instead in _OFFICES:
        if text.endswith(office):
            return text.removesuffix(office) + instead
    return text


def _bare_name(text, forms):
    """The bare name of a village that a key is, alone or before a group (乌羊2组; 五一三组 is group 3 of 五一), or nothing."""
    if text in forms.bare:
        return text
    match = _GROUP.search(text)
    ends = range(match.end() - 2, max(match.start(), 1) - 1, -1) if match else ()
    return next((text[:end] for end in ends if text[:end] in forms.bare), "")


@lru_cache(maxsize=4096)
def is_county_wide(text):
    """全县, 各乡镇人民政府（街道办事处） and the like: no single township, and no mistake."""
    return _WIDE_ENDING.sub("", _BRACKETED.sub("", key(text))) in _COUNTY_WIDE
