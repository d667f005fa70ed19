"""Township, village and location of one record, by the order of evidence of the contract."""

from typing import NamedTuple

from . import messages
from .places import is_county_wide


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
        self._known = {}

    def of(self, draft, section, lead, support):
        """`lead` and `support` are the unit names of all lines; errors go into the draft."""
        said = self._said(draft, section, lead, support)
        text = draft.joined("location")
        if said.wrong:
            return Place(None, None, text)
        return self._within(draft, said, text)

    def _said(self, draft, section, lead, support):
        """What the first evidence says that says anything."""
        cell = draft.found.get("township")
        known = self._known.get(cell) if cell is not None else None
        if known:
            return known
        if cell is not None and not self.places.is_own_region(cell.text):
            said = self._by_column(draft, cell)
            if not said.wrong:
                self._known[cell] = said
            return said
        if draft.is_faulty("township"):
            return _WRONG
        return self._by_other_cells(draft, lead, support) or self._by_surroundings(draft, section)

    def _by_other_cells(self, draft, lead, support):
        village, location = draft.found.get("village"), draft.found.get("location")
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
        if named.townships:
            code, message = "ambiguous_township", messages.ambiguous_township(named.townships, cell.text)
        else:
            code, message = "unknown_township", messages.unknown_township(self.gazetteer, cell.text)
        self._complain(draft, "township", code, message)
        return _WRONG

    def _by_units(self, draft, lead, support):
        named = self._townships(lead)
        if len(named) > 1:
            message = messages.ambiguous_township(named, draft.found["lead_unit"].text)
            self._complain(draft, "lead_unit", "ambiguous_township", message)
            return _WRONG
        if not named:
            named = self._townships(support)
        if len(named) == 1:
            return _Said(next(iter(named)))
        return _WIDE if any(map(is_county_wide, (*lead, *support))) else None

    def _townships(self, names):
        return frozenset().union(*(self.places.named(name).townships for name in names)) if names else frozenset()

    def _by_surroundings(self, draft, section):
        township = section.township or self.around
        if township:
            return _Said(township)
        village = draft.found.get("village")
        found = self.places.village(village.text, None).villages if village is not None else ()
        townships = {one.township for one in found}
        if len(townships) == 1:
            return _Said(townships.pop())
        if townships:
            message = messages.ambiguous_township(townships, village.text)
            self._complain(draft, "village", "ambiguous_township", message)
        else:
            self._missing(draft)
        return _WRONG

    def _missing(self, draft):
        cell, column = draft.found.get("township"), draft.header.fields.get("township")
        message = messages.missing_township(self.gazetteer)
        draft.error("missing_township", message, None, column, cell.text if cell else draft.written("township"))

    def _complain(self, draft, field, code, message):
        column = draft.header.fields[field]
        draft.error(code, message, draft.line_of(field), column, draft.found[field].text)

    def _within(self, draft, said, text):
        """The village in the township, and the location that a village cell gives when there is none."""
        village = draft.found.get("village")
        if village is not None:
            return self._by_village(draft, said.township, village, text)
        if not said.township or not draft.is_empty("village"):
            return Place(said.township, None, text)
        if said.village:
            return self._followed_by(draft, said, text)
        location = draft.found.get("location")
        found = self.places.village_of_location(location.text, said.township) if location is not None else None
        return Place(said.township, found, text)

    def _by_village(self, draft, township, village, text):
        reading = self.places.village(village.text, township)
        only = self._only(reading)
        if text is None and not reading.exact:
            text = draft.cut("location", village.text, draft.line_of("village"), at="village")
        if township and not only and not reading.several:
            elsewhere = {one.township for one in self.places.village(village.text, None).villages}
            message = messages.unknown_village(self.gazetteer, township, village.text, elsewhere - {township})
            self._complain(draft, "village", "unknown_village", message)
        return Place(township, only if township else None, text)

    def _followed_by(self, draft, said, text):
        """暨龙镇乌羊村2组 in the township column: what follows the name is the village cell, but no mistake when it is none."""
        reading = self.places.village(said.village, said.township)
        if text is None and not reading.exact:
            text = draft.cut("location", said.village, draft.line_of("township"), at="township")
        return Place(said.township, self._only(reading), text)

    def _only(self, reading):
        return next(iter(reading.villages)) if len(reading.villages) == 1 else None
