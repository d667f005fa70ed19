"""Form widgets and fields that every app uses."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator


class DayInput(forms.DateInput):
    """The browser's own calendar. It understands ISO dates only, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label, *, earliest=None, latest=None, **options) -> forms.DateField:
    """A day of this product's century: 0026 and 20226 are slips of the finger.

    `earliest` and `latest` guide the calendar; what lies beyond them the form refuses in its own words.
    """
    limits = {name: day.isoformat() for name, day in (("min", earliest), ("max", latest)) if day}
    said = "日期应在 2000 年到 2100 年之间，请检查年份。"
    slips = [MinValueValidator(dt.date(2000, 1, 1), said), MaxValueValidator(dt.date(2100, 12, 31), said)]
    return forms.DateField(label=label, widget=DayInput(limits), validators=slips, **options)
