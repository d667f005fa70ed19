"""Fields that several forms of the app have."""

from django import forms

from apps.accounts.models import User
from apps.common.widgets import DayInput
from apps.problems.queries import place_choices


def day_field(label, *, required=True, earliest=None, latest=None, initial=None, help_text=""):
    limits = {"min": earliest.isoformat()} if earliest else {}
    limits |= {"max": latest.isoformat()} if latest else {}
    return forms.DateField(
        label=label, required=required, initial=initial, help_text=help_text, widget=DayInput(limits)
    )


def person_field(label, people, *, required=False, help_text=""):
    """A person of the township, as `queries.grids.people_near` lists them."""
    return forms.TypedChoiceField(
        label=label, required=required, choices=[("", "请选择"), *people], coerce=_person, empty_value=None,
        help_text=help_text,
    )  # fmt: skip


def _person(pk):
    return User.objects.get(pk=pk)


class PlaceFilter(forms.Form):
    """The township or village that a list is about."""

    place = forms.ChoiceField(label="地点", required=False)

    def __init__(self, data, *, user, on):
        super().__init__(data)
        self.fields["place"].choices = [("", "全部"), *place_choices(user.division_codes, on=on)]

    @property
    def chosen(self) -> str:
        """The code chosen; "" for all, also when the address names a place out of sight."""
        return self.cleaned_data.get("place", "") if self.is_valid() else ""

    @property
    def number_on(self) -> int:
        return int(bool(self.chosen))
