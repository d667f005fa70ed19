"""Forms about leave and powers."""

from django import forms

from apps.inspections.forms.base import day_field, person_field
from apps.inspections.queries.grids import people_near
from apps.problems.words import Category


class LeaveForm(forms.Form):
    """`person` is given when a leave is changed; otherwise it is chosen, oneself first."""

    def __init__(self, *args, user, today, leave=None, **kwargs):
        super().__init__(*args, **kwargs)
        place = leave.division_code if leave else (user.main_post.division_id if user.main_post else "")
        people = people_near(place, on=today)
        if leave is None:
            self.fields["person"] = person_field("谁请假", people, required=True)
            self.fields["person"].initial = user.pk
        self.fields["since"] = day_field("从哪天起", initial=leave.since if leave else today)
        self.fields["until"] = day_field("哪天回来", initial=leave and leave.until)
        self.fields["deputy"] = person_field("代班人", people, help_text="这几天的任务由他看得到、办得了。")
        self.fields["deputy"].initial = leave and leave.deputy_id


class PowerForm(forms.Form):
    name = forms.CharField(label="权力事项", max_length=100)
    basis = forms.CharField(label="法律依据", max_length=200)
    category = forms.ChoiceField(label="对应问题类型", choices=Category.choices)


class GrantForm(forms.Form):
    def __init__(self, *args, townships, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division_code"] = forms.ChoiceField(label="赋予哪个乡镇", choices=[("", "请选择"), *townships])
        self.fields["since"] = day_field("赋权日期", initial=today)
