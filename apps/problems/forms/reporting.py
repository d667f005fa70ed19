"""上报: a photo, a sentence, done; everything else is known, guessed, or folded away."""

from uuid import uuid4

from django import forms

from apps.accounts.roles import COUNTY, TOWNSHIP, Role
from apps.common.widgets import day_field
from apps.evidence.forms import PhotosField
from apps.problems import queries
from apps.problems.forms.base import text_field
from apps.problems.guessing import guess_category
from apps.problems.words import Category, Source

# Who also registers what others have found: petitions, calls, inspections.
REGISTRARS = TOWNSHIP | COUNTY | {Role.OFFICE_STAFF, Role.DEPARTMENT_STAFF}
_FOLDED = ("location", "discovered_on", "title", "external_no", "responsible_person", "goal", "measures")


def usual_source(user) -> Source:
    """What somebody of this post mostly reports."""
    if user.roles & COUNTY:
        return Source.COUNTY_INSPECTION
    return Source.SELF_CHECK if user.roles & REGISTRARS else Source.PATROL


class ReportForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    photos = PhotosField(label="现场照片", required=False)
    description = forms.CharField(
        label="发现了什么问题", max_length=5000,
        widget=forms.Textarea({"rows": 3, "placeholder": "如：河边堆放生活垃圾约两立方米"}),
        error_messages={"required": "请写一句话说明发现了什么问题。"},
    )  # fmt: skip
    division_code = forms.ChoiceField(label="地点", error_messages={"required": "请选择地点。"})
    category = forms.ChoiceField(label="问题类型", required=False, choices=[("", "按描述自动判断"), *Category.choices])
    source = forms.ChoiceField(label="问题来源", choices=Source.choices)
    location = forms.CharField(
        label="具体位置", required=False, max_length=200,
        widget=forms.TextInput({"placeholder": "如：二组桥头往上50米"}),
    )  # fmt: skip
    title = forms.CharField(label="名称", required=False, max_length=100, help_text="不填就用描述的第一句。")
    external_no = forms.CharField(label="来件编号", required=False, max_length=64)
    responsible_person = forms.CharField(label="责任人", required=False, max_length=100)

    def __init__(self, data=None, files=None, *, user, today):
        self.user, self.today = user, today
        super().__init__(data, files, initial={"form_key": uuid4(), "source": usual_source(user)})
        self._offer_places()
        self.fields["discovered_on"] = day_field("发现日期", latest=today)
        self.fields["discovered_on"].initial = today
        if user.roles & REGISTRARS:
            self.fields["goal"], self.fields["measures"] = (
                text_field("整改目标", rows=2),
                text_field("整改措施", rows=2),
            )
        else:
            for name in ("source", "title", "external_no", "responsible_person"):
                del self.fields[name]

    def _offer_places(self):
        codes = [post.division_id for post in self.user.current_posts]
        places = queries.place_choices(codes, on=self.today)
        field = self.fields["division_code"]
        if any(len(code) == 12 for code in codes):
            field.initial = min(code for code in codes if len(code) == 12)
        elif len(places) > 1:
            places = [("", "请选择地点"), *places]
        field.choices = places

    @property
    def only_place(self) -> str:
        """The name of the place where there is nothing to choose."""
        choices = self.fields["division_code"].choices
        return choices[0][1] if len(choices) == 1 else ""

    def main_fields(self):
        names = [
            name for name in ("photos", "description", "division_code", "category", "source") if name in self.fields
        ]
        return [self[name] for name in names]

    def folded_fields(self):
        return [self[name] for name in _FOLDED if name in self.fields]

    @property
    def fold_is_open(self) -> bool:
        return any(field.errors for field in self.folded_fields())

    def clean_discovered_on(self):
        day = self.cleaned_data["discovered_on"]
        if day > self.today:
            raise forms.ValidationError("发现日期不能晚于今天。")
        return day

    def clean(self):
        facts = super().clean()
        facts.setdefault("source", usual_source(self.user))
        if not facts.get("category"):
            facts["category"] = guess_category(facts.get("description", "")) or Category.OTHER
        return facts

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "photos"}

    def ask_again(self):
        self.data = self.data.copy()
        self.data["form_key"] = str(uuid4())
