"""The form of a patrol plan."""

from django import forms

from apps.inspections.forms.base import day_field
from apps.inspections.models import Site, SiteKind
from apps.inspections.words import Period, Risk, Target
from apps.problems.queries import place_choices

_DAY = r"^\s*(\d{1,2})[-./月](\d{1,2})日?\s*$"


class SeasonField(forms.RegexField):
    """A day without its year, as 5-10 or 5月10日, kept as 05-10."""

    def __init__(self, label):
        super().__init__(
            _DAY, label=label, required=False, max_length=8, widget=forms.TextInput({"placeholder": "如 5-10"}),
            error_messages={"invalid": "请写月和日，如 5-10。"},
        )  # fmt: skip

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        month, day = (int(part) for part in self.regex.match(text).groups())
        if not (1 <= month <= 12 and 1 <= day <= 31):
            raise forms.ValidationError("没有这一天，请核对月和日。")
        return f"{month:02d}-{day:02d}"


class PlanForm(forms.Form):
    name = forms.CharField(
        label="计划名称", max_length=60, widget=forms.TextInput({"placeholder": "如：养殖场每月两次"})
    )
    division_code = forms.ChoiceField(label="范围")
    target = forms.ChoiceField(
        label="次数怎么算", choices=Target.choices, widget=forms.RadioSelect, initial=Target.EACH_SITE,
        help_text="6个养殖场每月每个2次，是12个任务；合计12次，是全部点位加起来12次。",
    )  # fmt: skip
    period = forms.ChoiceField(label="每多久", choices=Period.choices, initial=Period.MONTH)
    times = forms.IntegerField(label="几次", min_value=1, max_value=400, initial=1)
    kinds = forms.ModelMultipleChoiceField(
        SiteKind.objects.filter(retired=False), label="点位类型", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是所有类型。",
    )  # fmt: skip
    risks = forms.MultipleChoiceField(
        label="风险等级", required=False, choices=Risk.choices, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是所有等级。",
    )  # fmt: skip
    season_from = SeasonField("季节从")
    season_until = SeasonField("季节到")
    workdays_only = forms.BooleanField(
        label="只在工作日", required=False, initial=True, help_text="禁烧巡查等节假日也要做的，请去掉。"
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division_code"].choices = [("", "请选择"), *place_choices(user.division_codes, on=today)]
        self.fields["since"] = day_field("从哪天起", initial=today)
        self.fields["chosen_sites"] = forms.ModelMultipleChoiceField(
            Site.objects.visible_to(user).working(today).order_by("division_code", "pk"), label="只查这些点位", required=False,
            widget=forms.SelectMultiple({"size": 6}), help_text="不选就按上面的类型和等级。",
        )  # fmt: skip

    def clean(self):
        facts = super().clean()
        if bool(facts.get("season_from")) != bool(facts.get("season_until")):
            self.add_error("season_until", "季节的开始和结束要一起填，或者都不填。")
        return facts


class EndPlanForm(forms.Form):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("从哪天起停用", initial=today)
