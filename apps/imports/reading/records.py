"""The lines of one problem to its canonical row, or to the errors that keep it out."""

from . import messages, states, units, words
from .cells import key_of_clean
from .columns import RawCells
from .result import TEXT_LENGTHS, Row
from .timing import Timing
from .whereabouts import Whereabouts

_LONG = lambda name: len(name) > TEXT_LENGTHS["supporting_units"]  # noqa: E731
_PARTS_OF_TEXT = ("goal", "measures", "progress", "remarks")


class Records:
    """The rules of one sheet applied to its lines; everything that repeats is understood once."""

    def __init__(self, *, sheet, header, columns, around, places, dates, today, faulty, damaged):
        self.sheet = sheet
        self.header = header
        self.columns = columns
        self.around = around
        self.whereabouts = Whereabouts(places, around.township)
        self.timing = Timing(dates, today)
        self.places = places
        self.faulty, self.damaged = faulty, damaged
        mapped = {column.index: column for column in (*header.fields.values(), *header.states)}
        self.mapped = sorted(mapped.items())
        self._units, self._states, self._categories, self._people = {}, {}, {}, {}

    def row_of(self, draft, section):
        """The Row of a draft without errors, else None."""
        self._check_formulas(draft)
        description = draft.text("description")
        if description is None and draft.is_empty("description"):
            column = self.header.fields.get("description")
            message, written = messages.missing_description(column and column.label), draft.written("description")
            draft.error("missing_description", message, None, column, written)
        lead, support, supervisors, named = self._of_units(draft)
        place = self.whereabouts.of(draft, section, *named)
        when = self.timing.of(draft)
        texts = draft.texts(_PARTS_OF_TEXT)
        state = self._state(draft, when, texts["progress"])
        supervisor = draft.cut("supervisor", self._first_people(draft, "supervisor") or supervisors)
        responsible = draft.cut("responsible_person", self._all_people(draft, "responsible_person"))
        title, external_no = draft.text("title"), draft.text("external_no")
        if draft.errors:
            return None
        village = place.village
        return Row(
            source_sheet=self.sheet,
            source_row=draft.lines[0].number,
            external_no=external_no,
            title=title,
            description=description,
            source=self._source(draft, section),
            category=self._category(draft, section, title, description),
            township=place.township,
            village=village.name if village else None,
            location=place.location,
            discovered_on=when.discovered_on,
            deadline_kind=when.deadline_kind,
            deadline=when.deadline,
            goal=texts["goal"],
            measures=texts["measures"],
            lead_unit=lead,
            supporting_units=support,
            responsible_person=responsible,
            supervisor=supervisor,
            progress=texts["progress"],
            state=state,
            completed_on=when.completed_on,
            closed_on=when.closed_on,
            remarks=texts["remarks"],
            extra=self.columns.additional(draft.lines),
            township_code=self.places.gazetteer.codes.get(place.township),
            village_code=village.code if village else None,
            number_lost=external_no is not None and draft.found["external_no"] in self.damaged,
            cells=RawCells(self.columns, draft.lines),
        )

    def _check_formulas(self, draft):
        for place, line in enumerate(draft.lines):
            if not self.faulty or self.faulty.isdisjoint(line.cells):
                continue
            for index, column in self.mapped:
                cell = line.cells[index]
                if cell is not None and cell.faulty and not (place and index in line.filled):
                    draft.error("formula_error", messages.formula_error(cell.text), line, column, cell.text)

    def _of_units(self, draft):
        """(lead unit, supporting units, the supervisor by label, (names in lead cells, names in supporting cells))"""
        if draft.several is None:
            cells = draft.found.get("lead_unit"), draft.found.get("supporting_units")
            known = self._units.get(cells)
            if known is None:
                known = self._units[cells] = _over_lines([_taken_apart(*cells)])
        else:
            known = _over_lines([self._units_of_line(line) for line in draft.lines])
        lead, support, supervisors, named = known
        if any(map(_LONG, support)):
            places = dict.fromkeys(named[0], "lead_unit")
            support = [draft.cut("supporting_units", name, at=places.get(name)) for name in support]
        return draft.cut("lead_unit", lead), list(support), supervisors, named

    def _units_of_line(self, line):
        columns = [self.header.fields.get(field) for field in ("lead_unit", "supporting_units")]
        cells = [line.cells[column.index] if column else None for column in columns]
        return _taken_apart(*(cell if cell and cell.usable else None for cell in cells))

    def _people_in(self, cell):
        if cell not in self._people:
            self._people[cell] = units.people(cell.text)
        return self._people[cell]

    def _first_people(self, draft, field):
        if field not in draft.found:
            return None
        return next(filter(None, (self._people_in(cell) for _, cell in draft.usable(field))), None)

    def _all_people(self, draft, field):
        cell = draft.found.get(field)
        if cell is None or draft.several is None:
            return cell and self._people_in(cell)
        found = draft.usable(field)
        names = [name for _, cell in found for name in (self._people_in(cell) or "").split("、") if name]
        return "、".join(dict.fromkeys(names)) or None

    def _source(self, draft, section):
        cell = draft.found.get("source")
        if cell is not None:
            return words.source_named(cell.text) or "other"
        return section.source or self.around.source or "other"

    def _category(self, draft, section, title, description):
        cell = draft.found.get("category")
        if cell is not None:
            if cell not in self._categories:
                self._categories[cell] = words.category_of_cell(cell.text)
            return self._categories[cell]
        told = section.category or self.around.category
        return (
            told or words.category_in_text(key_of_clean(f"{title or ''}") + "\n" + key_of_clean(description)) or "other"
        )

    def _state(self, draft, when, progress):
        """Of the first line that has a value; every cell is checked."""
        said = None
        for place, line in enumerate(draft.lines):
            cells = line.cells
            found = []
            for column in self.header.states:
                cell = cells[column.index]
                if cell is not None and cell.usable and not (place and column.index in line.filled):
                    found.append(self._state_in(draft, line, column))
            if found and said is None:
                said = found
        state = said and (said[0] if len(said) == 1 else states.furthest(said))
        if state:
            return state
        progress = key_of_clean(progress) if progress else ""
        return states.from_dates_and_progress(progress, completed=when.completed_on, closed=when.closed_on)

    def _state_in(self, draft, line, column):
        cell = line.cells[column.index]
        place = (cell, column.name)
        if place not in self._states:
            self._states[place] = states.of_cell(cell.key, column.name)
        state = self._states[place]
        if state == states.UNKNOWN:
            draft.error("unknown_status", messages.unknown_status(cell.text), line, column, cell.text)
            return None
        return state


def _taken_apart(lead_cell, support_cell):
    return (
        units.of_cell(lead_cell.text) if lead_cell else None,
        units.of_cell(support_cell.text, supporting=True) if support_cell else None,
    )


def _over_lines(pairs):
    """The first line's lead and every line's units in order, of the Units of lead and supporting cells."""
    first, support = None, []
    for place, pair in enumerate(pairs):
        lead, others = units.combine(*pair)
        if place == 0:
            first = lead
        support.extend([lead, *others] if lead else others)
    supervisors = [name for pair in pairs for cell in pair if cell for name in cell.supervisors]
    supervisors = units.people("、".join(supervisors)) if supervisors else None
    in_lead = tuple(name for cell, _ in pairs if cell for name in cell.all)
    in_support = tuple(name for _, cell in pairs if cell for name in cell.all)
    return first, [name for name in dict.fromkeys(support) if name != first], supervisors, (in_lead, in_support)
