"""Logging a patrol on an ordinary page: for the PC, and for browsers in which the offline page cannot work."""

import hashlib
import json
from uuid import uuid4

from django import forms

from apps.evidence.forms import PhotosField
from apps.evidence.shots import PositionSource
from apps.inspections.forms.base import PlaceFilter, day_field
from apps.inspections.models import Site
from apps.inspections.queries.grids import grid_choices
from apps.inspections.queries.reach import in_reach
from apps.inspections.words import PhotoRole
from apps.problems.words import Category


class PatrolFilter(PlaceFilter):
    """The folded filters of the list of patrols."""

    since = day_field("从哪天", required=False)
    until = day_field("到哪天", required=False)
    # No field to type into: an address that comes from a site's number names it.
    site = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)

    def __init__(self, data, *, user, on):
        super().__init__(data, user=user, on=on)
        self.site_named = None
        if self.is_valid() and self.cleaned_data["site"]:
            self.site_named = Site.objects.visible_to(user).filter(pk=self.cleaned_data["site"]).first()

    @property
    def facts(self) -> dict:
        if not self.is_valid():
            return {}
        kept = {name: self.cleaned_data[name] for name in ("place", "since", "until")}
        asked = self.cleaned_data["site"]
        return kept | {"site": asked and (self.site_named.pk if self.site_named else -1)}

    @property
    def number_on(self) -> int:
        return sum(bool(self.facts.get(name)) for name in ("place", "since", "until"))


class PatrolForm(forms.Form):
    """Nothing found is one tap. What is written becomes the same frozen record that a phone sends."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    description = forms.CharField(
        label="发现的问题", required=False, max_length=5000, widget=forms.Textarea({"rows": 3, "placeholder": "没有问题就不用写"}),
    )  # fmt: skip
    category = forms.ChoiceField(label="问题类型", required=False, choices=[("", "按描述自动判断"), *Category.choices])
    measure = forms.CharField(
        label="当场处理好了", required=False, max_length=1000, help_text="写怎么处理的，并拍处理前、处理后的照片。",
        widget=forms.TextInput({"placeholder": "如：当场清走，运到垃圾站"}),
    )  # fmt: skip
    complaint = forms.CharField(label="群众现场反映", required=False, max_length=1000, help_text="不要写姓名和电话。")
    companions = forms.CharField(label="同行的人", required=False, max_length=200, help_text="几个人用顿号隔开。")
    note = forms.CharField(label="说明", required=False, max_length=2000)

    def __init__(self, *args, user, today, site=None, **kwargs):
        self.user, self.site = user, site
        super().__init__(*args, initial={"uuid": uuid4(), "sites": [site.pk] if site else []}, **kwargs)
        sites = in_reach(Site, user, on=today).working(today).order_by("division_code", "pk")
        self.fields["sites"] = forms.ModelMultipleChoiceField(
            sites, label="去了哪些点位", required=False, widget=forms.SelectMultiple({"size": 6})
        )
        self.fields["place"] = forms.ChoiceField(
            label="或者走了哪个网格", required=False, choices=[("", "只去了点位"), *grid_choices(user, on=today)]
        )
        self.fields["before"] = PhotosField(label="问题照片", required=False)
        self.fields["after"] = PhotosField(label="处理后照片", required=False)
        self.order_fields(["uuid", "sites", "place", "description", "before", "measure", "after"])

    def clean(self):
        facts = super().clean()
        if not facts.get("sites") and not facts.get("place"):
            self.add_error("sites", "请选择去了哪个点位，或者走了哪个网格。")
        if not facts.get("description", "").strip() and (
            facts.get("before") or facts.get("measure") or facts.get("complaint")
        ):
            self.add_error("description", "请写一句话说明发现了什么问题。")
        return facts

    def envelope(self, *, at, via="pc") -> dict:
        """The record as a phone would have frozen it; the same form sent twice has the same UUID."""
        facts, finding = self.cleaned_data, str(uuid4())
        body = {
            "v": 1, "type": "patrol", "uuid": str(facts["uuid"]), "author": self.user.pk, "via": via,
            "found_at": at.isoformat(), "place": facts["place"],
            "visits": [{"site": site.pk} for site in facts["sites"]],
            "companions": [{"name": name} for name in _names(facts["companions"])], "note": facts["note"],
            "findings": [], "photos": self._photos(finding),
        }  # fmt: skip
        if facts["description"].strip():
            body["findings"] = [self._finding(finding, facts)]
        text = json.dumps(body, ensure_ascii=False)
        return {"uuid": body["uuid"], "sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}

    def _finding(self, uuid, facts) -> dict:
        sites = facts["sites"]
        return {
            "uuid": uuid, "site": sites[0].pk if len(sites) == 1 else None, "description": facts["description"],
            "category": facts["category"], "complaint": {"words": facts["complaint"]} if facts["complaint"] else None,
            "fixed": {"measure": facts["measure"]} if facts["measure"] else None,
        }  # fmt: skip

    def _photos(self, finding) -> list[dict]:
        if not self.cleaned_data["description"].strip():
            return []
        return [
            {"sha256": sha256, "role": role, "finding": finding, "position": _position(shot)}
            for sha256, role, shot in self.hashed()
        ]

    def hashed(self) -> list[tuple[str, str, object]]:
        """(hash, role, shot) of every photo, each once."""
        found = {}
        for role, name in ((PhotoRole.BEFORE, "before"), (PhotoRole.AFTER, "after")):
            for shot in self.cleaned_data[name]:
                shot.file.seek(0)
                found.setdefault(hashlib.sha256(shot.file.read()).hexdigest(), (role, shot))
                shot.file.seek(0)
        return [(sha256, role.value, shot) for sha256, (role, shot) in found.items()]


def _names(text) -> list[str]:
    for sign in "，,；; /":
        text = text.replace(sign, "、")
    return list(dict.fromkeys(name.strip()[:60] for name in text.split("、") if name.strip()))[:30]


def _position(shot):
    if shot.position is None:
        return None
    place = shot.position
    manual = place.source == PositionSource.MANUAL
    return {
        "lat": float(place.latitude), "lng": float(place.longitude), "accuracy_m": place.accuracy_m,
        "source": "manual" if manual else "browser",
    }  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class BackupForm(forms.Form):
    file = forms.FileField(label="备份文件", help_text="手机巡查页面“导出备份”得到的文件，最大 300 MB。")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 300 * 1024 * 1024:
            raise forms.ValidationError("文件超过 300 MB，请在手机上分几次导出。")
        return file
