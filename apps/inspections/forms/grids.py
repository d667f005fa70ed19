"""Forms about grids and their people."""

from django import forms

from apps.common.seen import SeenForm
from apps.inspections.forms.base import day_field, person_field
from apps.inspections.queries.grids import grid_choices, parents_for, people_near
from apps.inspections.words import Depth, Duty, Side


class GridForm(forms.Form):
    parent = forms.ChoiceField(label="属于哪里", help_text="选村，就是村下面的网格；选网格，就是再往下一级。")
    name = forms.CharField(
        label="网格名称", max_length=60, widget=forms.TextInput({"placeholder": "如：第一网格、二组"})
    )
    area = forms.CharField(
        label="范围", required=False, max_length=300, widget=forms.TextInput({"placeholder": "如：公路以北到河边"})
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "请选择"), *parents_for(user, on=today)]
        self.fields["since"] = day_field("启用日期", initial=today)


class ChangeGridForm(SeenForm):
    name = forms.CharField(label="网格名称", max_length=60)
    area = forms.CharField(label="范围", required=False, max_length=300)


class CloseGridForm(forms.Form):
    def __init__(self, *args, grid, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("从哪天起停用", initial=today, latest=today)
        others = [choice for choice in grid_choices(user, on=today) if choice[0] != grid.code]
        self.fields["successor"] = forms.ChoiceField(
            label="并入哪个网格", required=False, choices=[("", "没有点位，不用并入"), *others],
            help_text="点位从那天起归这个网格；以前的记录留在原网格。",
        )  # fmt: skip


class MoveGridForm(forms.Form):
    def __init__(self, *args, grid, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        places = [choice for choice in parents_for(user, on=today) if not choice[0].startswith(grid.code)]
        self.fields["parent"] = forms.ChoiceField(label="移到哪里下面", choices=[("", "请选择"), *places])
        self.fields["on"] = day_field("从哪天起", initial=today, latest=today)


class _SomebodyForm(forms.Form):
    """A person with an account, or the name of a household or enterprise without one."""

    def __init__(self, *args, code, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = person_field("人员", people_near(code, on=today), help_text="有账号的人在这里选。")
        self.fields["name"] = forms.CharField(
            label="姓名、户名或企业名", required=False, max_length=60, help_text="没有账号的农户、企业写在这里。"
        )

    def clean(self):
        facts = super().clean()
        if not facts.get("person") and not facts.get("name", "").strip():
            self.add_error("person", "请选择人员，或者在下面写姓名、户名、企业名。")
        return facts


class MemberForm(_SomebodyForm):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        self.fields["duty"] = forms.ChoiceField(
            label="职责", choices=Duty.choices, initial=Duty.MEMBER, widget=forms.RadioSelect
        )
        self.fields["side"] = forms.ChoiceField(
            label="来自", choices=Side.choices, initial=Side.GOVERNMENT, widget=forms.RadioSelect
        )
        self.fields["since"] = day_field("从哪天起", initial=today)


class HandOverForm(_SomebodyForm):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        self.fields["side"] = forms.ChoiceField(
            label="来自", choices=Side.choices, initial=Side.GOVERNMENT, widget=forms.RadioSelect
        )
        self.fields["on"] = day_field("交接日期", initial=today)


class RelieveForm(forms.Form):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("从哪天起离开", initial=today)


class LevelForm(forms.Form):
    depth = forms.TypedChoiceField(
        label="层级", coerce=int, choices=[(Depth.GROUP, "村下面第一级"), (Depth.COURTYARD, "村下面第二级"), (Depth.POINT, "村下面第三级")]
    )  # fmt: skip
    label = forms.CharField(
        label="本地叫法", max_length=20, widget=forms.TextInput({"placeholder": "如：院落网格、楼栋网格"})
    )

    def __init__(self, *args, townships, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division_code"] = forms.ChoiceField(label="在哪里启用", choices=[(county, "全县"), *townships])
