"""交办: to whom and until when, with both filled in already."""

from django import forms

from apps.common.widgets import day_field
from apps.problems import proposals
from apps.problems.forms.base import StepForm, text_field
from apps.problems.permissions import is_county
from apps.problems.words import DeadlineKind


class DispatchForm(StepForm):
    note_label, note_hint = "交办要求", "如：三日内清运，完成后拍照"
    folded = ("supporting_organisations", "responsible_person", "goal", "measures", "note")

    def add_fields(self):
        units = proposals.units_for(self.problem, by_county=is_county(self.user, self.problem), on=self.today)
        unit = proposals.proposed_unit(self.problem, by=self.user, units=units)
        self.fields["lead_organisation"] = forms.ModelChoiceField(
            units, label="牵头单位", initial=unit, empty_label="请选择单位", widget=UnitSelect
        )
        self.fields["deadline_kind"] = forms.ChoiceField(
            label="期限类型", widget=forms.RadioSelect, initial=self._kind(),
            choices=[choice for choice in DeadlineKind.choices if choice[0] != DeadlineKind.NONE],
        )  # fmt: skip
        proposed = self._deadline()
        self.fields["deadline"] = day_field("整改期限", required=False, earliest=min(self.today, proposed))
        self.fields["deadline"].initial = proposed
        if proposed != self.problem.deadline:
            self.fields["deadline"].help_text = proposals.proposal_note(self.today)
        self.fields["supporting_organisations"] = forms.ModelMultipleChoiceField(
            units, label="配合单位", required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["responsible_person"] = forms.CharField(
            label="责任人", required=False, max_length=100, initial=self.problem.responsible_person
        )
        self.fields["goal"] = text_field("整改目标", rows=2)
        self.fields["measures"] = text_field("整改措施", rows=2)
        self.fields["goal"].initial, self.fields["measures"].initial = self.problem.goal, self.problem.measures

    def _kind(self):
        own = self.problem.deadline_kind
        return DeadlineKind.DATE if own == DeadlineKind.NONE else own

    def _deadline(self):
        """A deadline that a list brought along stays."""
        return self.problem.deadline or proposals.proposed_deadline(self.today)

    def clean(self):
        facts = super().clean()
        if facts.get("deadline_kind") != DeadlineKind.DATE:
            facts["deadline"] = None
        elif not facts.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", "请选择整改期限的日期。")
        elif facts.get("deadline") and facts["deadline"] < self.today and facts["deadline"] != self.problem.deadline:
            self.add_error("deadline", "整改期限不能早于今天。")
        lead, supporting = facts.get("lead_organisation"), facts.get("supporting_organisations")
        if lead and supporting is not None:
            facts["supporting_organisations"] = [unit for unit in supporting if unit != lead]
        return facts


class UnitSelect(forms.Select):
    """Units under the headings that people look for them by."""

    def optgroups(self, name, value, attrs=None):
        groups: dict[str, list] = {}
        for _, options, _ in super().optgroups(name, value, attrs):
            for option in options:
                groups.setdefault(_heading(option["value"]), []).append(option)
        return [(heading or None, options, index) for index, (heading, options) in enumerate(groups.items())]


def _heading(value) -> str:
    return value.instance.get_kind_display() if hasattr(value, "instance") else ""
