"""Which row is the header of a sheet, and what each of its columns is taken as."""

from django import forms

from apps.imports.reading.aliases import FIELD_OF, ROW_NUMBER
from apps.imports.reading.header import normalised
from apps.imports.reading.sheet import column_letter
from apps.imports.words import FIELD_LABELS

KEPT, NUMBERS = ("", "其他栏目（原样保留）"), ("", "序号（不读）")


class ColumnsForm(forms.Form):
    """A menu for each column of a sheet as it was read (ImportBatch.sheets)."""

    def __init__(self, sheet: dict, *args, **kwargs):
        super().__init__(*args, prefix="columns", **kwargs)
        self.sheet = sheet
        numbers = [line["row"] for line in sheet["sample"]]
        self.fields["header_row"] = forms.TypedChoiceField(
            label="表头到第几行为止",
            choices=[("", "没有找到，请选择"), *((number, f"第 {number} 行") for number in numbers)],
            coerce=int,
            empty_value=None,
            required=False,
            initial=sheet["header_row"],
        )
        for letter, (label, field) in sheet["headers"].items():
            self.fields[letter] = forms.ChoiceField(
                label=f"{letter}列“{label}”是",
                choices=[NUMBERS if FIELD_OF.get(normalised(label)[0]) == ROW_NUMBER else KEPT, *FIELD_LABELS.items()],
                required=False,
                initial=field or "",
            )

    @property
    def menus(self):
        """A menu for each column of the sample, None above a column without header."""
        width = max((len(line["cells"]) for line in self.sheet["sample"]), default=0)
        letters = [column_letter(place) for place in range(width)]
        return [self[letter] if letter in self.sheet["headers"] else None for letter in letters]

    def columns(self) -> dict:
        return {letter: self.cleaned_data[letter] or None for letter in self.sheet["headers"]}
