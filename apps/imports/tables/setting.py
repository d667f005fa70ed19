"""Who imports a table, when and where; and the county's places as lists write them."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from apps.imports.reading import Gazetteer
from apps.imports.reading.places import Places
from apps.territory import queries as territory
from apps.territory.levels import Level, cut, level_of


@dataclass
class Setting:
    by: object
    at: dt.datetime
    today: dt.date
    county_code: str
    place: str
    """The code of the place for which the person imports: the county, or a township."""
    origin: dict
    """What new records keep about where they come from: {"table": id, "file": name}."""
    since: dt.datetime | None = None
    """When an import that is being taken back was made."""

    @cached_property
    def places(self) -> "CountyPlaces":
        return CountyPlaces(territory.gazetteer_rows(self.county_code, on=self.today), self.county_code)

    @property
    def own_township(self) -> str:
        """The code of the township whose people import; "" for the county."""
        return "" if level_of(self.place) == Level.COUNTY else cut(self.place, Level.TOWNSHIP)


class CountyPlaces:
    """Names of townships and villages, in every usual way of writing, and their codes."""

    def __init__(self, rows, county_code: str):
        self.county_code = county_code
        self.gazetteer = Gazetteer.from_rows(rows)
        self._places = Places(self.gazetteer)
        self.names = {code: name for code, name, _ in rows}
        self.townships = [code for code, _ in self.gazetteer.townships]
        self.villages = [code for code, _, _ in self.gazetteer.villages]

    @property
    def county_name(self) -> str:
        return self.names.get(self.county_code, "")

    def township(self, text: str) -> str:
        """The code of the one township that a text names. Raises ValueError with what to write instead."""
        named = self._places.named(text)
        if named.one:
            return self.gazetteer.codes[named.one]
        known = "、".join(self.names[code] for code in self.townships[:3])
        raise ValueError(f"“{text[:40]}”不是{self.county_name}的一个乡镇（街道），请写全称，如{known}。")

    def village(self, text: str, township: str) -> str:
        """The code of the one village of a township that a text names; `township` "" is the whole county."""
        name = self.names[township] if township else None
        reading = self._places.village(text, name)
        codes = {village.code for village in reading.villages}
        if len(codes) == 1:
            return codes.pop()
        if codes:
            raise ValueError(f"“{text[:40]}”有好几个，请把乡镇也写上。")
        where = name or self.county_name
        raise ValueError(f"“{text[:40]}”不在{where}的村（社区）里，请写全称。")

    def place(self, text: str) -> str:
        """The code that a text like 暨龙镇, 暨龙镇兴龙村, 全县 or a code itself stands for. Raises ValueError."""
        text = text.strip()
        if text in (self.county_name, "全县", "县级", "本县", "全区", self.county_code):
            return self.county_code
        if text in self.names:
            return text
        named = self._places.named(text)
        if named.one:
            township = self.gazetteer.codes[named.one]
            return self.village(named.rest, township) if named.rest else township
        if self._places.village(text, None).villages:
            return self.village(text, "")
        known = "、".join(self.names[code] for code in self.townships[:2])
        raise ValueError(f"“{text[:40]}”不是{self.county_name}的乡镇（街道）或村（社区），请写全称，如{known}。")

    def spoken(self, code: str) -> str:
        """暨龙镇兴龙村; the county by its own name."""
        if not code:
            return ""
        return territory.place_name(code, self._short) or code

    @cached_property
    def _short(self) -> dict[str, str]:
        return {code: territory.short_village(name) for code, name in self.names.items()}

    def township_in(self, texts) -> str:
        """The code of the one township that texts around a row name; "" without any."""
        for text in texts:
            named = self._places.named(text) if text else None
            if named and named.one:
                return self.gazetteer.codes[named.one]
        return ""
