"""Asking for a month's reports, and the sentences a person adds."""

import datetime as dt

from django import forms

from apps.assessments.periods import months_later
from apps.common.arguments import month_in
from apps.reports.kinds import Section

MONTHS_BACK = 24


class MonthForm(forms.Form):
    """The month to report on: last month first, then the one that still runs, then earlier ones."""

    month = forms.TypedChoiceField(label="月份", coerce=month_in)

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        this = today.replace(day=1)
        months = [months_later(this, -1), this, *(months_later(this, -back) for back in range(2, MONTHS_BACK + 1))]
        self.fields["month"].choices = [(f"{day:%Y-%m}", _label(day, this)) for day in months]


def _label(day, this) -> str:
    return f"{day.year}年{day.month}月{'（本月，还没有结束）' if day == this else ''}"


class TextForm(forms.Form):
    section = forms.ChoiceField(choices=Section, widget=forms.HiddenInput)
    text = forms.CharField(
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "最多写3000个字，请精简后再保存。"},
    )
