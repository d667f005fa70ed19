"""Which day of which place."""

import datetime as dt

from django import forms

from apps.inspections.forms.base import day_field
from apps.problems.queries import place_choices


class DayForm(forms.Form):
    def __init__(self, *args, user, today, **kwargs):
        self.user, self.today = user, today
        super().__init__(*args, **kwargs)
        choices = place_choices(user.division_codes, on=today)
        self.fields["place"] = forms.ChoiceField(label="地点", required=False, choices=choices)
        self.fields["day"] = day_field("日期", required=False, latest=today, initial=today)

    @property
    def chosen(self) -> tuple[str, dt.date]:
        """What the address asks for, else the widest of one's places and today."""
        facts = self.cleaned_data if self.is_bound and self.is_valid() else {}
        widest = min(self.user.division_codes, key=len, default="")
        return facts.get("place") or widest, facts.get("day") or self.today
