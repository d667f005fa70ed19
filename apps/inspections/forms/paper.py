"""Printing paper sheets, and keying in what came back on one."""

import datetime as dt
import hashlib
import json
from uuid import uuid5

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone

from apps.evidence.forms import PhotosField, PhotosInput
from apps.inspections.forms.base import day_field
from apps.inspections.models import Checklist, Site
from apps.inspections.permissions import KEEPERS
from apps.inspections.queries.grids import grid_choices, people_near
from apps.inspections.words import Answer, PhotoRole, answers_of

_ITEM, _PHOTO = "item_", "photo_"


def _photos(label, **options) -> PhotosField:
    """Where somebody sits who keys in a sheet says nothing about where the photo was taken."""
    return PhotosField(label=label, widget=PhotosInput(position=False), **options)


def _checklist(pk) -> Checklist:
    return Checklist.objects.get(pk=pk)


class PrintForm(forms.Form):
    number = forms.IntegerField(label="印几张", min_value=1, initial=10, help_text="一次最多 60 张，一张记一次巡查。")

    def __init__(self, *args, user, today, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division_code"] = forms.ChoiceField(
            label="给哪个网格", choices=[("", "请选择"), *grid_choices(user, on=today)]
        )
        newest = Checklist.objects.filter(kind__retired=False).order_by("kind__position", "kind_id", "-version")
        rows = {row.kind_id: (row.pk, f"{row.kind}的检查清单") for row in newest.select_related("kind").reverse()}
        self.fields["checklist"] = forms.TypedChoiceField(
            label="印上哪份清单", required=False, coerce=_checklist, empty_value=None,
            choices=[("", "不印清单（走网格、去几个点位）"), *reversed(rows.values())],
        )  # fmt: skip
        self.fields["number"].validators.append(MaxValueValidator(most))
        self.order_fields(["division_code", "checklist", "number"])


class SlipForm(forms.Form):
    """What stands on the sheet, in its order. It becomes the record that bears the sheet's own id."""

    def __init__(self, *args, slip, user, today, **kwargs):
        self.slip, self.user, self.checklist = slip, user, slip.sheet.checklist
        super().__init__(*args, **kwargs)
        code = slip.sheet.division_code
        self.fields["day"] = day_field("巡查日期", latest=today, initial=today)
        if user.holds(*KEEPERS, over=code):
            self.fields["author"] = forms.TypedChoiceField(
                label="巡查人", required=False, choices=[("", "我自己"), *people_near(code, on=today)], coerce=int,
                empty_value=user.pk,
            )  # fmt: skip
        sites = Site.objects.within(code).working(today).order_by("division_code", "pk")
        if self.checklist:
            self._ask_for_one(sites.filter(kind=self.checklist.kind_id))
        else:
            self.fields["sites"] = forms.ModelMultipleChoiceField(
                sites, label="去了哪些点位", required=False, widget=forms.SelectMultiple({"size": 6}),
                help_text="一个都不选，就是走了一遍网格。",
            )  # fmt: skip
        self.fields["description"] = forms.CharField(
            label="发现的问题", required=False, max_length=5000, widget=forms.Textarea({"rows": 3})
        )
        self.fields["before"] = _photos("问题照片", required=False)
        self.fields["companions"] = forms.CharField(
            label="同行的人", required=False, max_length=200, help_text="几个人用顿号隔开。"
        )
        self.fields["note"] = forms.CharField(label="备注", required=False, max_length=2000)
        self.fields["sheet"] = _photos("填好的单子", required=False, help_text="拍一张，作为凭证；没有可以不拍。")

    def _ask_for_one(self, sites):
        there = list(sites[:2])
        self.fields["site"] = forms.ModelChoiceField(
            sites, label="点位", empty_label="请选择", initial=there[0] if len(there) == 1 else None
        )
        choices = answers_of(self.checklist.standard)
        for item in self.checklist.items:
            self.fields[_ITEM + item["key"]] = forms.ChoiceField(
                label=item["label"], required=False, choices=choices, widget=forms.RadioSelect
            )
            if self.checklist.standard:
                self.fields[_PHOTO + item["key"]] = _photos(f"“{item['label']}”答“无”的照片", required=False)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("巡查日期不能晚于今天。")
        return day

    @property
    def author_id(self) -> int:
        return self.cleaned_data.get("author") or self.user.pk

    # --- The record ---

    def envelope(self, *, at) -> dict:
        """The record as a phone would have frozen it, under the id printed on the sheet."""
        facts, slip = self.cleaned_data, self.slip
        noon = timezone.make_aware(dt.datetime.combine(facts["day"], dt.time(12)))
        body = {
            "v": 1, "type": "patrol", "uuid": str(slip.uuid), "author": self.author_id, "via": "paper",
            "found_at": min(noon, at).isoformat(), "place": slip.sheet.division_code, "visits": self._visits(),
            "companions": [{"name": name} for name in names_in(facts["companions"])], "note": facts["note"],
            "findings": self._findings(),
            "photos": [{"sha256": sha256, "role": role, "finding": finding} for sha256, role, finding, _ in self._photos()],
        }  # fmt: skip
        text = json.dumps(body, ensure_ascii=False)
        return {"uuid": str(slip.uuid), "sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}

    def _visits(self) -> list[dict]:
        if not self.checklist:
            return [{"site": site.pk} for site in self.cleaned_data["sites"]]
        answers = {item["key"]: self.cleaned_data[_ITEM + item["key"]] for item in self.checklist.items}
        told = {key: answer for key, answer in answers.items() if answer}
        return [{"site": self.cleaned_data["site"].pk, "checklist": self.checklist.version, "answers": told}]

    def _findings(self) -> list[dict]:
        """One for each item that is not as it should be; what was written goes to the first, or is one by itself."""
        words, site = self.cleaned_data["description"].strip(), self._only_site()
        rows = [
            {
                "uuid": self._uuid(item["key"]),
                "site": site,
                "item": item["key"],
                "description": f"“{item['label']}”不符合",
            }
            for item in self._wrong_items()
        ]
        if words and rows:
            rows[0]["description"] = words
        elif words or (self.cleaned_data["before"] and not rows):
            rows = [{"uuid": self._uuid(""), "site": site, "item": None, "description": words}]
        return rows

    def _only_site(self) -> int | None:
        if self.checklist:
            return self.cleaned_data["site"].pk
        sites = self.cleaned_data["sites"]
        return sites[0].pk if len(sites) == 1 else None

    def _wrong_items(self) -> list[dict]:
        items = self.checklist.items if self.checklist else []
        return [item for item in items if self.cleaned_data[_ITEM + item["key"]] == Answer.PROBLEM]

    def _uuid(self, key) -> str:
        """Made of the sheet's own id, so that keying in again finds the same problem."""
        return str(uuid5(self.slip.uuid, key or "finding"))

    def hashed(self) -> list[tuple[str, str, object]]:
        """(hash, role, shot) of every photo, each once."""
        return [(sha256, role, shot) for sha256, role, _, shot in self._photos()]

    def _photos(self) -> list[tuple[str, str, str | None, object]]:
        """(hash, role, finding, shot): of the single items, of the problem, and of the sheet itself."""
        findings = self._findings()
        shown = [
            (PhotoRole.BEFORE, self._uuid(item["key"]), self.cleaned_data.get(_PHOTO + item["key"]) or ())
            for item in self._wrong_items()
        ]
        shown.append((PhotoRole.BEFORE, findings[0]["uuid"] if findings else None, self.cleaned_data["before"]))
        shown.append((PhotoRole.OTHER, None, self.cleaned_data["sheet"]))
        found: dict[str, tuple] = {}
        for role, finding, shots in shown:
            for shot in shots:
                sha256 = digest_of(shot)
                found.setdefault(sha256, (sha256, role.value, finding, shot))
        return list(found.values())


def digest_of(shot) -> str:
    shot.file.seek(0)
    found = hashlib.sha256(shot.file.read()).hexdigest()
    shot.file.seek(0)
    return found


def names_in(text) -> list[str]:
    for sign in "，,；; /":
        text = text.replace(sign, "、")
    return list(dict.fromkeys(name.strip()[:60] for name in text.split("、") if name.strip()))[:30]
