"""The official list of a county's townships and villages, indexed by every way of writing them that counts."""

import re
from dataclasses import dataclass, field

from .cells import key

_ETHNIC = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "各族",
]
_ETHNIC_TAIL = re.compile(f"(?:{'|'.join(sorted(_ETHNIC, key=len, reverse=True))})+$")
_COMMUNITY_ENDINGS = ("社区居民委员会", "社区居委会", "居民委员会", "居委会")
_VILLAGE_ENDINGS = ("村村民委员会", "村村委会", "村民委员会", "村委会")
_COMMUNITY_FORMS = (*_COMMUNITY_ENDINGS, "社区")
_VILLAGE_FORMS = (*_VILLAGE_ENDINGS, "村")
_TOWNSHIP_ENDINGS = ("街道", "镇", "乡")
# Between a province of its own (重庆市) and its counties stands a level that has no name of its own.
_NO_NAMES = frozenset({"县", "市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def short_names(township):
    """博树回族乡 → 博树回族, 博树, 博树乡; 暨龙镇 → 暨龙."""
    ending = next((ending for ending in _TOWNSHIP_ENDINGS if township.endswith(ending)), "")
    stem = township.removesuffix(ending)
    bare = _ETHNIC_TAIL.sub("", stem) if ending else stem
    names = {stem} | ({bare, bare + ending} if bare and bare != stem else set())
    return names - {"", township}


def village_forms(name):
    """(forms that show what they are, bare name or None)"""
    for endings, forms in ((_COMMUNITY_ENDINGS, _COMMUNITY_FORMS), (_VILLAGE_ENDINGS, _VILLAGE_FORMS)):
        ending = next((ending for ending in endings if name.endswith(ending)), None)
        bare = name.removesuffix(ending) if ending else ""
        if bare:
            return [name, *(bare + form for form in forms)], bare if len(bare) > 1 else None
    return [name], None


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    township: str


class VillageForms:
    """The villages of one township, or of the whole county, by the ways of writing them."""

    def __init__(self, villages):
        self.full, self.bare = {}, {}
        for village in villages:
            forms, bare = village_forms(key(village.name))
            for form in forms:
                self.full.setdefault(form, set()).add(village)
            if bare:
                self.bare.setdefault(bare, set()).add(village)
        for name in {key(village.name) for village in villages}:
            # 朱家村民委员会 may also be a way of writing 朱家村村民委员会, but not where there is one of that name.
            self.full[name] = {village for village in self.full[name] if key(village.name) == name}
        self._lengths = sorted({len(form) for form in self.full}, reverse=True)

    def beginning(self, text):
        """(villages, form) of the longest form, with 村, 社区 or 委会, that the text begins with."""
        for length in self._lengths:
            found = self.full.get(text[:length])
            if found:
                return found, text[:length]
        return set(), ""


@dataclass(slots=True)
class Gazetteer:
    """`townships` is [(code, official name)], `villages` [(code, official name, township code)]."""

    province: str
    city: str
    county: str
    code: str
    townships: list
    villages: list
    codes: dict = field(init=False)
    short: dict = field(init=False)
    longest_first: list = field(init=False)
    _forms: dict = field(init=False)
    _everywhere: VillageForms = field(init=False)

    @classmethod
    def from_rows(cls, rows):
        """Of (code, name, level) with level province, city, county, township or village, as the national list has them."""
        names, townships, villages = {"province": "", "city": "", "county": ""}, [], []
        code = ""
        for row_code, name, level in rows:
            if level == "township":
                townships.append((row_code, name))
            elif level == "village":
                villages.append((row_code, name, row_code[:9]))
            else:
                names[level] = name
                code = row_code if level == "county" else code
        return cls(names["province"], names["city"], names["county"], code, townships, villages)

    def __post_init__(self):
        self.codes = {name: code for code, name in self.townships}
        self.short = {}
        for _, name in self.townships:
            for short in short_names(name):
                self.short.setdefault(short, set()).add(name)
        self.longest_first = sorted(self.codes, key=len, reverse=True)
        names = dict(self.townships)
        villages = [Village(code, name, names[township]) for code, name, township in self.villages if township in names]
        by_township = {}
        for village in villages:
            by_township.setdefault(village.township, []).append(village)
        self._forms = {name: VillageForms(by_township.get(name, ())) for name in self.codes}
        self._everywhere = VillageForms(villages)

    def villages_of(self, township=None):
        """The ways of writing the villages of a township by its official name; of the whole county without one."""
        return self._forms[township] if township else self._everywhere

    def without_region(self, text):
        """A key without the province's, the city's and the county's name before it, written in full or without 省/市/县/区."""
        names = [_region_names(name) for name in (self.province, self.city, self.county)]
        for place, written in enumerate(names):
            # 衡阳县 lies in 衡阳市 and is no 衡阳 followed by 县.
            others = tuple(further[0] for further in names[place + 1 :] if further)
            begun = written[:1] if text.startswith(others) else written
            text = text.removeprefix(next((name for name in begun if text.startswith(name)), ""))
        return text

    def leading_township(self, text):
        """The official name a key begins with, or None."""
        return next((name for name in self.longest_first if text.startswith(name)), None)

    def contained(self, text):
        """The official names in a key, longest first, not overlapping."""
        found = []
        for name in self.longest_first:
            if name in text:
                found.append(name)
                text = text.replace(name, "\n")
        return found


def _region_names(name):
    if not name or name in _NO_NAMES:
        return ()
    short = name[:-1] if name[-1] in "省市县区" else name
    # A name of one character (忠县) is too often the beginning of another word.
    return (name, short) if len(short) > 1 else (name,)
