"""Drawing sites and inspectors, and saying what a check found."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django import forms

from apps.common import clock
from apps.evidence.forms import PhotosField, PhotosInput
from apps.inspections.actions.spot_checks import MOST_SITES, Found, Said
from apps.inspections.forms.base import day_field
from apps.inspections.models import SiteKind
from apps.inspections.queries.spot_draws import inspectors_of, supervised_by
from apps.inspections.words import Answer, Risk
from apps.territory.queries import names, townships

USUAL_SITES, USUAL_DAYS = 6, 14
_CHOICES = forms.CheckboxSelectMultiple


class DrawForm(forms.Form):
    """Everything has a usual value: drawing is one tap."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label="名称", max_length=60)
    how_many = forms.IntegerField(label="抽几处点位", min_value=1, max_value=MOST_SITES, initial=USUAL_SITES)
    each = forms.TypedChoiceField(
        label="每处几名检查人员", choices=[(1, "1 名"), (2, "2 名")], coerce=int, initial=2, widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(label="点位类型", required=False, widget=_CHOICES, help_text="不选就是所有类型。")
    risks = forms.MultipleChoiceField(
        label="风险等级", required=False, choices=Risk.choices, widget=_CHOICES, help_text="不选就是所有等级。"
    )
    townships = forms.MultipleChoiceField(label="乡镇", required=False, widget=_CHOICES, help_text="不选就是全县。")
    people = forms.TypedMultipleChoiceField(
        label="检查人员名单", coerce=int, widget=_CHOICES, help_text="从勾选的人里抽。在乡镇任职的人不会抽到本乡镇。",
        error_messages={"required": "请至少选一名检查人员。"},
    )  # fmt: skip

    def __init__(self, *args, user, today, **kwargs):
        initial = {"form_key": uuid4(), "title": f"{today.year}年{today.month}月双随机抽查"}
        super().__init__(*args, initial=initial, **kwargs)
        code = supervised_by(user)
        people = inspectors_of(code, on=today)
        last_day = today + dt.timedelta(USUAL_DAYS)
        self.fields["due_on"] = day_field("完成期限", earliest=today, initial=last_day)
        self.fields["kinds"].choices = SiteKind.objects.filter(retired=False).values_list("key", "name")
        self.fields["townships"].choices = townships(code, on=today).values_list("code", "name")
        self.fields["people"].choices = _said_with_bars(people)
        self.initial["people"] = list(people)
        self.order_fields(["form_key", "title", "how_many", "each", "due_on", "people"])


def _said_with_bars(people) -> list[tuple[int, str]]:
    known = names({code for person in people.values() for code in person.barred})
    return [(pk, f"{person.name}（{person.unit}{_bars(person, known)}）") for pk, person in people.items()]


def _bars(person, known) -> str:
    places = "、".join(known.get(code, code) for code in person.barred)
    return f"，不查{places}" if places else ""


class RecordForm(forms.Form):
    """The checklist of the site's kind, item by item; a sentence and photos only where something is wrong."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, check, checklist, now, **kwargs):
        super().__init__(*args, initial={"form_key": uuid4()}, **kwargs)
        self.spot_check, self.checklist, self.now = check, checklist, now
        self.items = checklist.items if checklist else []
        for item in self.items:
            self._ask(item["key"], item["label"])
        self._ask_words("", "别的问题", "清单以外发现了问题才写")
        self.fields["note"] = forms.CharField(
            label="说明", required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
        )
        self.fields["found_at"] = forms.DateTimeField(
            label="检查时间", required=False, help_text="不填就是现在。",
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )  # fmt: skip

    def _ask(self, key, label):
        self.fields[f"answer_{key}"] = forms.ChoiceField(
            label=label, required=False, choices=Answer.choices, widget=forms.RadioSelect
        )
        self._ask_words(key, "发现了什么问题", "写一句话，乡镇照这句话整改")

    def _ask_words(self, key, label, hint):
        self.fields[f"words_{key}"] = forms.CharField(
            label=label, required=False, max_length=2000, widget=forms.Textarea({"rows": 2, "placeholder": hint})
        )
        # One place for all photos of the form: the hidden inputs of the position stand once.
        first = not any(name.startswith("photos_") for name in self.fields)
        self.fields[f"photos_{key}"] = PhotosField(label="问题照片", required=False, widget=PhotosInput(position=first))

    def rows(self):
        """(answer, words, photos) of every item, as the page draws them."""
        return [tuple(self[f"{part}_{item['key']}"] for part in ("answer", "words", "photos")) for item in self.items]

    def other(self):
        return self["words_"], self["photos_"]

    def clean(self):
        facts = super().clean()
        all_fine = "all_fine" in self.data
        for item in self.items:
            self._check_item(item["key"], facts, all_fine)
        if facts.get("photos_") and not facts.get("words_", "").strip():
            self.add_error("words_", "请写一句话说明照片里是什么问题。")
        if all_fine and facts.get("words_", "").strip():
            self.add_error("words_", "这里写了问题，不能按“全部正常”登记。请点“登记”，或者清空这一栏。")
        if facts.get("found_at") and facts["found_at"] > self.now:
            self.add_error("found_at", "检查时间不能晚于现在。")
        return facts

    def _check_item(self, key, facts, all_fine):
        answer, words = facts.get(f"answer_{key}"), facts.get(f"words_{key}", "").strip()
        if answer == Answer.PROBLEM and all_fine:
            self.add_error(f"answer_{key}", "这一项选了“有问题”，不能按“全部正常”登记。请改选，或者点“登记”。")
        elif answer == Answer.PROBLEM and not words:
            self.add_error(f"words_{key}", "请写一句话说明发现了什么问题。")
        elif not answer and all_fine:
            facts[f"answer_{key}"] = Answer.FINE.value
        elif not answer:
            self.add_error(f"answer_{key}", "请选一项；都没有问题，可以点“全部正常”。")

    def said(self) -> Said:
        facts = self.cleaned_data
        answers = {item["key"]: facts[f"answer_{item['key']}"] for item in self.items}
        wrong = [key for key, answer in answers.items() if answer == Answer.PROBLEM]
        wrong += [""] if facts["words_"].strip() else []
        findings = (Found(key, facts[f"words_{key}"].strip(), tuple(facts[f"photos_{key}"])) for key in wrong)
        return Said(
            form_key=facts["form_key"], found_at=facts["found_at"] or self.now, answers=answers,
            findings=tuple(findings), note=facts["note"],
        )  # fmt: skip


@dataclass(frozen=True)
class Period:
    """The half-open period that a list or a table is about, as the address names it."""

    name: str
    first: dt.date
    end: dt.date

    CHOICES = (("今年", ""), ("本月", "month"), ("本季度", "quarter"), ("去年", "last_year"))


def period_asked(data, *, today: dt.date) -> Period:
    """This year for whatever the address does not name."""
    name = data.get("period", "")
    if name == "month":
        return Period(name, *clock.month_of(today))
    if name == "quarter":
        first = clock.quarter_of(today)
        return Period(name, first, clock.quarter_of(first + dt.timedelta(98)))
    year = today.year - (name == "last_year")
    return Period(name, dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
