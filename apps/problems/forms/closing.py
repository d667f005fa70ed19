"""批量销号: the ticked rows, the five criteria once, the approval's document where one is needed."""

import re
from uuid import uuid4

from django import forms

from apps.problems.models import Problem
from apps.problems.permissions import needs_notice
from apps.problems.words import Criterion

LONGEST_TITLE = Problem._meta.get_field("closing_document").max_length
_TICK = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


class ClosingForm(forms.Form):
    """`ids` are "primary key:version" of the ticked rows; document_<pk> stands in the row itself."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    criteria = forms.MultipleChoiceField(
        label="逐条确认", choices=Criterion.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "五个条件都要确认，才能销号。"},
    )  # fmt: skip

    def __init__(self, data=None, *, problems):
        super().__init__(data, initial={"form_key": uuid4()})
        self.problems = problems
        for problem in problems:
            problem.tick = f"{problem.pk}:{problem.version}"
            problem.needs_document = needs_notice(problem)
            problem.document = data.get(f"document_{problem.pk}", "") if data else ""
            problem.is_ticked = bool(data) and problem.tick in data.getlist("ids")

    def clean_criteria(self):
        missing = [label for value, label in Criterion.choices if value not in self.cleaned_data["criteria"]]
        if missing:
            raise forms.ValidationError(f"还没有确认：{'、'.join(missing)}。五个条件都要确认，才能销号。")
        return self.cleaned_data["criteria"]

    def clean(self):
        if self.data and not self.data.getlist("ids"):
            raise forms.ValidationError("请先勾选要销号的问题。")
        too_long = [problem.number for problem in self.problems if not _is_a_title(problem.document)]
        if too_long:
            raise forms.ValidationError(
                f"上级文件或文号请写在一行里，最多 {LONGEST_TITLE} 个字：{'、'.join(too_long)}。"
            )
        missing = [problem.number for problem in self.problems if self._lacks_document(problem)]
        if missing:
            raise forms.ValidationError(f"请填写上级同意销号的文件或文号：{'、'.join(missing)}。")
        return super().clean()

    def _lacks_document(self, problem):
        return problem.is_ticked and problem.needs_document and not problem.document.strip()

    def seen_versions(self) -> dict[int, int]:
        ticks = (_TICK.fullmatch(tick) for tick in self.data.getlist("ids"))
        return {int(tick[1]): int(tick[2]) for tick in ticks if tick}

    def documents(self) -> dict[int, str]:
        return {problem.pk: problem.document.strip() for problem in self.problems if problem.needs_document}


def _is_a_title(text) -> bool:
    return len(text) <= LONGEST_TITLE and text.isprintable()
