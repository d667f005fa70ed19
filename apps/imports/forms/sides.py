"""Which side counts where a list and the ledger were changed at once."""

from django import forms

from apps.imports.conflicts import MINE, THEIRS
from apps.problems.editions import EDITABLE

SIDES = [(THEIRS, "以台账现在的为准"), (MINE, "以我表里的为准")]


class SidesForm(forms.Form):
    """Either `all` for every row, or one field for each heading of the row at `position`."""

    position = forms.IntegerField(required=False, min_value=0)
    all = forms.ChoiceField(choices=SIDES, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for heading in EDITABLE:
            self.fields[heading] = forms.ChoiceField(choices=SIDES, required=False)

    def clean(self):
        chosen = self.chosen()
        if not chosen["sides"]:
            raise forms.ValidationError("请先选定以哪一边为准。")

    def chosen(self) -> dict:
        data = self.cleaned_data
        if data.get("all"):
            return {"sides": data["all"]}
        return {"position": data.get("position"), "sides": {name: data[name] for name in EDITABLE if data.get(name)}}
