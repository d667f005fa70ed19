"""Form widgets that every app uses."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar. It understands ISO dates only, whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")
