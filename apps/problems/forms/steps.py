"""One form for every step of the table."""

from django import forms

from apps.common.deadlines import PROVISIONAL_SHORT
from apps.common.widgets import day_field
from apps.problems import proposals, queries
from apps.problems.forms.base import COMMON, StepForm, text_field
from apps.problems.forms.dispatching import DispatchForm
from apps.problems.models import Problem
from apps.problems.permissions import needs_notice
from apps.problems.states import Action
from apps.problems.words import Category, Criterion, Rejection, Source


def _noted(label, hint="", *, photos=False, documents=False):
    """A step that takes nothing but words, photos and documents."""
    name = "NotedForm"
    return type(name, (StepForm,), {
        "note_label": label, "note_hint": hint, "with_photos": photos, "with_documents": documents,
    })  # fmt: skip


class RejectForm(StepForm):
    note_label, note_hint = "理由", "如：现场核实，没有发现所说的情况"
    with_photos = True

    def add_fields(self):
        self.fields["rejection"] = forms.ChoiceField(
            label="为什么不立案", choices=Rejection.choices, widget=forms.RadioSelect
        )
        self.fields["duplicate_of"] = forms.CharField(
            label="与哪个问题重复", required=False, max_length=20, help_text="只有重复问题要填，写问题编号。",
            widget=forms.TextInput({"placeholder": "如 2026-000123", "inputmode": "numeric"}),
        )  # fmt: skip

    def clean_duplicate_of(self):
        text = self.cleaned_data["duplicate_of"].strip()
        if not text or self.cleaned_data.get("rejection") != Rejection.DUPLICATE:
            return None
        twin = queries.numbered(Problem.objects.visible_to(self.user), text)
        if twin is None:
            raise forms.ValidationError("没有找到这个编号的问题，请核对，如 2026-000123。")
        return twin

    def clean(self):
        facts = super().clean()
        missing = facts.get("rejection") == Rejection.DUPLICATE and not facts.get("duplicate_of")
        if missing and "duplicate_of" not in self.errors:
            self.add_error("duplicate_of", "请填写与哪个问题重复，如 2026-000123。")
        return facts


class SubmitForm(StepForm):
    note_label, note_hint = "整改情况", "如：已清运垃圾约2立方米，立了警示牌"
    photos_label = "整改后照片"
    with_photos = with_documents = True
    folded = ("no_photo_reason", "documents")

    def add_fields(self):
        self.fields["no_photo_reason"] = forms.CharField(
            label="拍不了照片的原因", required=False, max_length=200, help_text="有照片就不用填。"
        )

    def clean(self):
        facts = super().clean()
        nothing = not facts.get("photos") and not facts.get("no_photo_reason", "").strip()
        if nothing and "photos" not in self.errors:
            self.add_error("photos", "请拍一张整改后的照片；确实拍不了的，在下面“更多”里写明原因。")
        return facts


class FixOnSpotForm(StepForm):
    note_label, note_hint = "怎么处理的", "如：当场清走，运到垃圾站"
    photos_label = "处理后照片"
    with_photos = True

    def clean(self):
        facts = super().clean()
        if not facts.get("photos") and "photos" not in self.errors:
            self.add_error("photos", "请拍一张处理后的照片。")
        return facts


class ExtensionForm(StepForm):
    note_label, note_hint = "延期理由", "如：连续降雨，河道清淤无法施工"
    with_documents = True

    def add_fields(self):
        tentative = f"（{PROVISIONAL_SHORT}）" if self.problem.deadline_is_provisional else ""
        after = f"原期限 {self.problem.deadline}{tentative}。" if self.problem.deadline else ""
        self.fields["until"] = day_field("延期到", earliest=self.today, help_text=after)


class CloseForm(StepForm):
    note_label, with_documents = "说明", True
    folded = ("note", "documents")

    def add_fields(self):
        self.fields["criteria"] = forms.MultipleChoiceField(
            label="逐条确认", choices=Criterion.choices, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "五个条件都要确认，才能销号。"},
        )  # fmt: skip
        if needs_notice(self.problem):
            self.fields["closing_document"] = forms.CharField(
                label="上级同意销号的文件或文号", max_length=100,
                error_messages={"required": "市级以上督察的问题，请填写上级同意销号的文件名称或文号。"},
            )  # fmt: skip

    def facts(self):
        facts = super().facts()
        return facts | {"criteria": dict.fromkeys(facts["criteria"], True)}


class RelapseForm(StepForm):
    note_label, note_hint = "反弹情况", "如：原地又堆了垃圾"
    with_photos = True

    def add_fields(self):
        self.fields["deadline"] = day_field("新的整改期限", earliest=self.today)
        self.fields["deadline"].initial = proposals.proposed_deadline(self.today)
        self.fields["deadline"].help_text = proposals.proposal_note(self.today)

    def clean_deadline(self):
        if self.cleaned_data["deadline"] < self.today:
            raise forms.ValidationError("整改期限不能早于今天。")
        return self.cleaned_data["deadline"]


class EscalateForm(StepForm):
    note_label, note_hint = "呼叫事由", "如：沟渠归口不清，请派人到现场认定"

    def add_fields(self):
        departments = proposals.departments_for(self.problem, on=self.today)
        self.fields["department"] = forms.ModelChoiceField(departments, label="呼叫哪个部门", empty_label="请选择部门")


class CorrectForm(StepForm):
    note_label, note_hint = "更正原因", ""
    folded = (
        "title", "external_no", "goal", "measures", "responsible_person", "supervisor", "remarks",
    )  # fmt: skip

    def add_fields(self):
        codes = self.user.division_codes
        places = queries.place_choices(codes, on=self.today)
        self.fields["description"] = text_field("问题描述", required=True)
        self.fields["division_code"] = forms.ChoiceField(label="地点", choices=places)
        self.fields["location"] = forms.CharField(label="具体位置", required=False, max_length=200)
        self.fields["category"] = forms.ChoiceField(label="问题类型", choices=Category.choices)
        self.fields["source"] = forms.ChoiceField(label="问题来源", choices=Source.choices)
        self.fields["discovered_on"] = day_field("发现日期", required=False, latest=self.today)
        self.fields["title"] = forms.CharField(label="名称", required=False, max_length=100)
        self.fields["external_no"] = forms.CharField(label="来件编号", required=False, max_length=64)
        self.fields["goal"], self.fields["measures"] = text_field("整改目标", rows=2), text_field("整改措施", rows=2)
        self.fields["responsible_person"] = forms.CharField(label="责任人", required=False, max_length=100)
        self.fields["supervisor"] = forms.CharField(label="督导领导", required=False, max_length=100)
        self.fields["remarks"] = text_field("备注", rows=2)
        for name, field in self.fields.items():
            if name not in COMMON:
                field.initial = getattr(self.problem, name)

    def clean_discovered_on(self):
        day = self.cleaned_data["discovered_on"]
        if day and day > self.today:
            raise forms.ValidationError("发现日期不能晚于今天。")
        return day


FORMS: dict[Action, type[StepForm]] = {
    Action.DISPATCH: DispatchForm,
    Action.REJECT: RejectForm,
    Action.START: _noted(""),
    Action.RETURN: _noted("退回理由", "如：这个地点不归本村管"),
    Action.FIX_ON_SPOT: FixOnSpotForm,
    Action.SUBMIT: SubmitForm,
    Action.STAGE: _noted("做到了哪一步", "如：一期管网已完成，二期待汛后施工", photos=True, documents=True),
    Action.ASK_EXTENSION: ExtensionForm,
    Action.GRANT_EXTENSION: _noted(""),
    Action.REFUSE_EXTENSION: _noted("不同意的理由"),
    Action.SUSPEND: _noted("为什么暂不能整改", "如：涉及权属纠纷，法院正在审理", documents=True),
    Action.RESUME: _noted(""),
    Action.VERIFY: _noted("验收意见", "可以不写", photos=True, documents=True),
    Action.REFUSE: _noted("哪里没有做到", "如：沟边还有垃圾，请继续清理", photos=True),
    Action.OBJECT: _noted("异议内容", "", documents=True),
    Action.CLOSE: CloseForm,
    Action.LOOK_BACK: _noted("回头看情况", "如：现场干净，没有再堆放", photos=True),
    Action.RELAPSE: RelapseForm,
    Action.ESCALATE: EscalateForm,
    Action.ESCALATION_SIGN: _noted(""),
    Action.ESCALATION_CONTACT: _noted(""),
    Action.ESCALATION_ARRIVE: _noted(""),
    Action.ESCALATION_ANSWER: _noted("答复内容", documents=True, photos=True),
    Action.REMARK: _noted("说明", photos=True, documents=True),
    Action.CORRECT: CorrectForm,
}

# Nothing to fill in: one tap on the record page.
ONE_TAP = tuple(action for action, form in FORMS.items() if not form.note_label)


def step_form(action: Action, problem, *, user, today, data=None, files=None) -> StepForm:
    return FORMS[action](data, files, problem=problem, action=action, user=user, today=today)
