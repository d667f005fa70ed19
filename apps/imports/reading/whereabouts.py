"""Township, village and location of one record, by the order of evidence of the contract."""

from typing import NamedTuple

from . import messages
from .places import VillageReading, is_county_wide


class Place(NamedTuple):
    township: str | None = None
    village: object = None
    location: str | None = None


class _Said(NamedTuple):
    """What the evidence gives: a township, the whole county (`wide`), or a mistake. `village` is what followed the name."""

    township: str | None = None
    wide: bool = False
    wrong: bool = False
    village: str = ""


_WIDE, _WRONG = _Said(wide=True), _Said(wrong=True)


class Whereabouts:
    """The places of one sheet; `around` is the township named by sheet, titles, file or user."""

    def __init__(self, places, around):
        self.places = places
        self.gazetteer = places.gazetteer
        self.around = around

    def of(self, draft, section, lead, support):
        """`lead` and `support` are the unit names of all lines; errors go into the draft."""
        village = draft.first("village")
        location = draft.first("location")
        said = self._by_itself(draft, village, location, lead, support)
        if said is None and not draft.is_faulty("township"):
            said = self._by_surroundings(draft, section, village)
        text = draft.joined("location")
        if said is None or said.wrong:
            return Place(None, None, text)
        return self._within(draft, said, village, location, text)

    def _by_itself(self, draft, village, location, lead, support):
        """The row's own evidence, None when it says nothing."""
        cell = draft.first("township")
        if cell is not None and not self.places.is_own_region(cell.text):
            return self._by_column(draft, cell)
        if draft.is_faulty("township"):
            return _WRONG
        if village is not None and (named := self.places.beginning(village.text)):
            return _Said(named)
        if location is not None and (named := self.places.location_township(location.text)):
            return _Said(named)
        return self._by_units(draft, lead, support)

    def _by_column(self, draft, cell):
        if is_county_wide(cell.text):
            return _WIDE
        named = self.places.named(cell.text)
        if named.one:
            return _Said(named.one, village=named.rest)
        line, _ = draft.usable("township")[0]
        if named.townships:
            code, message = "ambiguous_township", messages.ambiguous_township(named.townships, cell.text)
        else:
            code, message = "unknown_township", messages.unknown_township(self.gazetteer, cell.text)
        draft.error(code, message, line, draft.header.fields["township"], cell.text)
        return _WRONG

    def _by_units(self, draft, lead, support):
        named = self._townships(lead)
        if len(named) > 1:
            line, cell = draft.usable("lead_unit")[0]
            message = messages.ambiguous_township(named, cell.text)
            draft.error("ambiguous_township", message, line, draft.header.fields["lead_unit"], cell.text)
            return _WRONG
        if not named:
            named = self._townships(support)
        if len(named) == 1:
            return _Said(next(iter(named)))
        return _WIDE if any(map(is_county_wide, (*lead, *support))) else None

    def _townships(self, names):
        return frozenset().union(*(self.places.named(name).townships for name in names)) if names else frozenset()

    def _by_surroundings(self, draft, section, village):
        township = section.township or self.around
        if township:
            return _Said(township)
        found = self.places.village(village.text, None).villages if village is not None else ()
        townships = {one.township for one in found}
        if len(townships) == 1:
            return _Said(townships.pop())
        if townships:
            line, cell = draft.usable("village")[0]
            message = messages.ambiguous_township(townships, cell.text)
            draft.error("ambiguous_township", message, line, draft.header.fields["village"], cell.text)
        else:
            self._missing(draft)
        return _WRONG

    def _missing(self, draft):
        cell = draft.first("township")
        column = draft.header.fields.get("township")
        draft.error(
            "missing_township", messages.missing_township(self.gazetteer), None, column, cell.text if cell else None
        )

    def _within(self, draft, said, village, location, text):
        """The village in the township, and the location that a village cell gives when there is none."""
        if village is not None:
            reading = self.places.village(village.text, said.township)
            if said.township and not reading.several:
                self._complain_of_village(draft, said.township, village, reading)
            if text is None and not reading.exact:
                text = draft.cut("location", village.text)
            return Place(said.township, self._only(reading) if said.township else None, text)
        if not said.township or not draft.is_empty("village"):
            return Place(said.township, None, text)
        if said.village:
            return self._followed_by(said, text)
        found = self.places.village_of_location(location.text, said.township) if location is not None else None
        return Place(said.township, found, text)

    def _followed_by(self, said, text):
        """暨龙镇乌羊村2组 in the township column: what follows the name is the village cell, but no mistake when it is none."""
        reading = self.places.village(said.village, said.township)
        worth_keeping = reading.several or (reading.villages and not reading.exact)
        return Place(said.township, self._only(reading), said.village if text is None and worth_keeping else text)

    def _only(self, reading: VillageReading):
        return next(iter(reading.villages)) if len(reading.villages) == 1 else None

    def _complain_of_village(self, draft, township, village, reading):
        if len(reading.villages) == 1:
            return
        line, _ = draft.usable("village")[0]
        message = messages.unknown_village(self.gazetteer, township, village.text)
        draft.error("unknown_village", message, line, draft.header.fields["village"], village.text)
