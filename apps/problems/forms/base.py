"""What every step's form has: hidden keys, the note, photos and documents, and what stands behind "更多"."""

from uuid import uuid4

from django import forms

from apps.evidence.forms import DocumentsField, PhotosField
from apps.problems.states import TRANSITIONS, Action

COMMON = ("step_key", "seen_version", "note", "photos", "documents")


def text_field(label, *, required=False, most=5000, placeholder="", rows=3):
    widget = forms.Textarea({"rows": rows, "placeholder": placeholder})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget)


class StepForm(forms.Form):
    """What every step has. Subclasses add fields; those named in `folded` stand behind "更多"."""

    note_label, note_hint = "说明", ""
    with_photos = with_documents = False
    photos_label = "照片"
    folded: tuple[str, ...] = ()

    step_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, problem, action: Action, user, today, **kwargs):
        self.problem, self.action, self.user, self.today = problem, action, user, today
        initial = {"step_key": uuid4(), "seen_version": problem.version} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.add_fields()
        self._add_common()

    def add_fields(self):
        """A subclass puts its own fields here."""

    def _add_common(self):
        if self.with_photos:
            self.fields["photos"] = PhotosField(label=self.photos_label, required=False)
        if self.note_label:
            required = "note" in TRANSITIONS[self.action].required
            self.fields["note"] = text_field(self.note_label, required=required, most=1000, placeholder=self.note_hint)
            self.fields["note"].error_messages["required"] = f"请写明{self.note_label}。"
        if self.with_documents:
            self.fields["documents"] = DocumentsField(label="附件", required=False)

    def main_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.folded]

    def folded_fields(self):
        return [field for field in self.visible_fields() if field.name in self.folded]

    @property
    def fold_is_open(self) -> bool:
        return any(field.errors for field in self.folded_fields())

    def facts(self) -> dict:
        """What the action takes beside the common things."""
        return {name: value for name, value in self.cleaned_data.items() if name not in COMMON}

    def ask_again(self, problem):
        """After a refusal: what was typed stays, and sending again is a new attempt on what is known now."""
        self.data = self.data.copy()
        self.data["step_key"], self.data["seen_version"] = str(uuid4()), str(problem.version)
