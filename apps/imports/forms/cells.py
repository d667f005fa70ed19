"""The cells of one row that cannot be read, each with the control that fits it."""

from django import forms

from apps.common.widgets import DayInput
from apps.imports.queries import township_column
from apps.territory.queries import short_village

TOWNSHIP_CODES = {"unknown_township", "ambiguous_township", "missing_township"}
DATE_CODES = {"bad_date", "impossible_date_order"}
# Words that the contract's rules for states read without doubt (IMPORT.md, 7.4).
STATES = ["未启动", "整改中", "已完成整改", "已销号"]
NO_DATE_NEEDED = ["立行立改", "长期坚持", "无时限"]
_CHOOSE = ("", "请选择")


class CellsForm(forms.Form):
    """One field for each faulty cell of a problem; `cells()` gives the texts to put in their place."""

    def __init__(self, row, batch, places, *args, **kwargs):
        super().__init__(*args, prefix=f"row{row.position}", **kwargs)
        self._headers = next(sheet["headers"] for sheet in batch.sheets if sheet["name"] == row.sheet)
        self._places, self._row, self._cell_of = places, row, {}
        for error in row.errors:
            self._ask(error)

    def _ask(self, error):
        letter = self._letter_of(error)
        cell = (error["row"], letter)
        if letter is None or cell in self._cell_of.values():
            return
        name = f"cell_{error['row']}_{letter}"
        self._cell_of[name] = cell
        self.fields[name] = self._control(error)
        if error["code"] in DATE_CODES and self._headers[letter][1] == "deadline":
            self.fields[name].required = False
            self.fields[f"word_{name}"] = _choice("或者不定日期", NO_DATE_NEEDED, required=False)

    def _letter_of(self, error):
        """The township goes into its own column; "" stands for a column the list does not have."""
        if error["code"] in TOWNSHIP_CODES:
            return township_column(self._headers)
        return error["column"]

    def _control(self, error):
        label = error["header"] or "所属乡镇"
        if error["code"] in TOWNSHIP_CODES:
            return _choice("所属乡镇（街道）", self._places.townships())
        if error["code"] == "unknown_village":
            return _choice(label, self._places.villages(self._row))
        if error["code"] in DATE_CODES:
            return forms.DateField(label=label, widget=DayInput())
        if error["code"] == "unknown_status":
            return _choice(label, STATES)
        widget = forms.Textarea(attrs={"rows": 2}) if error["code"] == "missing_description" else forms.TextInput()
        return forms.CharField(label=label, widget=widget, max_length=5000)

    def clean(self):
        for name in self._cell_of:
            if f"word_{name}" in self.fields and not self._text(name):
                self.add_error(name, "请选日期，或者选“立行立改”“长期坚持”。")

    def _text(self, name) -> str:
        return str(self.cleaned_data.get(name) or self.cleaned_data.get(f"word_{name}") or "")

    def cells(self) -> dict[tuple[int, str], str]:
        """{(row, column letter): text}"""
        return {cell: self._text(name) for name, cell in self._cell_of.items()}


class Places:
    """Townships and villages for the menus of a page, read once."""

    def __init__(self, divisions, *, of: str):
        # A township's own people put no row into the neighbour's ledger.
        inside = [(code, name) for code, name, _ in divisions if code.startswith(of) or of.startswith(code)]
        self._townships = {name: code for code, name in inside if len(code) == 9}
        self._villages = [(code, name) for code, name in inside if len(code) == 12]

    def townships(self):
        return list(self._townships)

    def villages(self, row):
        """Of the township that the row names, if it names one; grouped by township otherwise."""
        written = set(row.raw.values())
        named = [name for name in self._townships if name in written]
        groups = {}
        for name in named or self._townships:
            code = self._townships[name]
            groups[name] = [village for place, village in self._villages if place.startswith(code)]
        return groups


def _choice(label, options, *, required=True):
    if isinstance(options, dict):
        choices = [
            (group, [(name, short_village(name)) for name in names]) for group, names in options.items() if names
        ]
    else:
        choices = [(option, option) for option in options]
    return forms.ChoiceField(label=label, choices=[_CHOOSE, *choices], required=required)
