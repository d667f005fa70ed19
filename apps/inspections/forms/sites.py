"""Forms about sites and their kinds. A site's own attributes become fields, as the county set them up."""

import re
from uuid import uuid4

from django import forms

from apps.common.seen import SeenForm
from apps.common.widgets import DayInput
from apps.evidence.forms import DocumentsField, PhotosField
from apps.evidence.shots import Datum
from apps.inspections.coordinates import read_coordinates
from apps.inspections.forms.base import PlaceFilter, day_field, person_field
from apps.inspections.models import SiteKind
from apps.inspections.queries.grids import grid_choices, people_near
from apps.inspections.words import AttributeType, Risk, StopKind

_OWN = "own_"
_COORDINATES = "如 107.7308, 29.8635，也可以粘贴 东经107°43′51″ 北纬29°51′49″。"


def _attribute_field(attribute):
    label = f"{attribute.label}（{attribute.unit}）" if attribute.unit else attribute.label
    options = {"label": label, "required": False}
    if attribute.type == AttributeType.NUMBER:
        return forms.FloatField(min_value=0, **options)
    if attribute.type == AttributeType.DAY:
        return forms.DateField(widget=DayInput(), **options)
    if attribute.type == AttributeType.CHOICE:
        return forms.ChoiceField(
            choices=[("", "不清楚"), *((choice, choice) for choice in attribute.choices)], **options
        )
    if attribute.type == AttributeType.YES_NO:
        return forms.ChoiceField(choices=[("", "不清楚"), ("是", "是"), ("否", "否")], **options)
    return forms.CharField(max_length=200, **options)


class SiteForm(SeenForm):
    """A new site, or the correction of one (`site`). Only the name, the place and the kind are asked for."""

    name = forms.CharField(label="名称", max_length=100)
    risk = forms.ChoiceField(label="风险等级", choices=Risk.choices, initial=Risk.MEDIUM, widget=forms.RadioSelect)
    owner = forms.CharField(label="责任主体", required=False, max_length=100, help_text="业主、企业或管理单位的名称。")
    address = forms.CharField(label="地址", required=False, max_length=200)
    coordinates = forms.CharField(label="坐标", required=False, max_length=80, help_text=_COORDINATES)
    datum = forms.ChoiceField(
        label="坐标系", required=False, choices=[*Datum.choices], initial=Datum.WGS84,
        help_text="手机定位是 WGS-84；从高德、腾讯地图抄来的选 GCJ-02，从百度地图抄来的选 BD-09。",
    )  # fmt: skip
    number = forms.CharField(label="点位编号", required=False, max_length=64)
    census_number = forms.CharField(label="污染源普查编号", required=False, max_length=64)
    remarks = forms.CharField(label="备注", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, kind, user, today, site=None, **kwargs):
        self.kind, self.site, self.today = kind, site, today
        super().__init__(*args, record=site, initial=_known(site), **kwargs)
        if site is None:
            self.fields["division_code"] = forms.ChoiceField(
                label="所在网格", choices=[("", "请选择"), *grid_choices(user, on=today)]
            )
            self.fields["form_key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
            self.order_fields(["form_key", "name", "division_code"])
        self.fields["opened_on"] = day_field("投用日期", required=False, initial=site and site.opened_on)
        for attribute in kind.attributes.all():
            if not attribute.retired:
                self.fields[_OWN + attribute.key] = _attribute_field(attribute)

    def clean_coordinates(self):
        text = self.cleaned_data["coordinates"].strip()
        if not text:
            return None
        found = read_coordinates(text)
        if found is None:
            raise forms.ValidationError(f"认不出这个坐标。{_COORDINATES}")
        return found

    def facts(self) -> dict:
        """What the actions take."""
        facts = dict(self.cleaned_data)
        coordinates, datum = facts.pop("coordinates"), facts.pop("datum") or Datum.WGS84
        own = {key.removeprefix(_OWN): facts.pop(key) for key in list(facts) if key.startswith(_OWN)}
        before = self.site.attributes if self.site else {}
        facts["attributes"] = before | {
            key: _kept(value) for key, value in own.items() if _kept(value) != "" or key in before
        }
        if coordinates and (self.site is None or "coordinates" in self.changed_data or "datum" in self.changed_data):
            facts["position"] = {"latitude": coordinates[0], "longitude": coordinates[1], "datum": datum}
        return facts


def _kept(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, str) else value.isoformat()


def _known(site) -> dict:
    if site is None:
        return {}
    names = ("name", "risk", "owner", "address", "number", "census_number", "remarks")
    known = {name: getattr(site, name) for name in names}
    if site.given_position:
        known["coordinates"] = f"{site.given_position['longitude']}, {site.given_position['latitude']}"
        known["datum"] = site.datum
    return known | {_OWN + key: value for key, value in site.attributes.items()}


class SiteFilter(PlaceFilter):
    """The folded filters of the list."""

    kind = forms.ChoiceField(label="类型", required=False)
    risk = forms.ChoiceField(label="风险等级", required=False, choices=[("", "全部"), *Risk.choices])

    def __init__(self, data, *, kinds, user, on):
        super().__init__(data, user=user, on=on)
        self.fields["kind"].choices = [("", "全部"), *((kind.key, kind.name) for kind in kinds)]

    @property
    def facts(self) -> dict:
        return dict(self.cleaned_data) if self.is_valid() else {}

    @property
    def number_on(self) -> int:
        return sum(bool(value) for value in self.facts.values())


class MoveSiteForm(forms.Form):
    def __init__(self, *args, site, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        others = [choice for choice in grid_choices(user, on=today) if choice[0] != site.division_code]
        self.fields["division_code"] = forms.ChoiceField(label="调到哪个网格", choices=[("", "请选择"), *others])
        self.fields["on"] = day_field("从哪天起", initial=today, latest=today)


class KeeperForm(forms.Form):
    def __init__(self, *args, site, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = person_field("责任人", people_near(site.division_code, on=today))
        self.fields["name"] = forms.CharField(
            label="没有账号的，写姓名", required=False, max_length=60, help_text="如河长、业主负责人。"
        )
        self.fields["on"] = day_field("从哪天起", initial=today)

    def clean(self):
        facts = super().clean()
        if not facts.get("person") and not facts.get("name", "").strip():
            self.add_error("person", "请选择责任人，或者在下面写姓名。")
        return facts


class StopForm(forms.Form):
    kind = forms.ChoiceField(label="情形", choices=StopKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", required=False, max_length=200)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("从哪天起", initial=today, help_text="从这天起不再派巡查任务，以前的不变。")


class ResumeForm(forms.Form):
    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("哪天恢复", initial=today)


class AttachForm(forms.Form):
    shots = PhotosField(label="照片", required=False)
    files = DocumentsField(label="材料", required=False)
    note = forms.CharField(label="说明", required=False, max_length=500)


class AttributeForm(forms.Form):
    label = forms.CharField(label="名称", max_length=40)
    key = forms.SlugField(label="代码", max_length=30, help_text="用小写字母和下划线，如 pond_volume；以后不能改。")
    type = forms.ChoiceField(label="填法", choices=AttributeType.choices)
    unit = forms.CharField(label="单位", required=False, max_length=10)
    choices = forms.CharField(
        label="选项", required=False, widget=forms.Textarea({"rows": 3}), help_text="“选一项”才要写，一行一个。"
    )
    counts = forms.BooleanField(label="计入档案完整度", required=False, initial=True)

    def clean_choices(self):
        return [line.strip()[:60] for line in re.split(r"[\r\n]+", self.cleaned_data["choices"]) if line.strip()]

    def clean(self):
        facts = super().clean()
        if facts.get("type") == AttributeType.CHOICE and not facts.get("choices"):
            self.add_error("choices", "请写选项，一行一个。")
        return facts


class ChecklistForm(forms.Form):
    standard = forms.CharField(
        label="标准名称", required=False, max_length=20,
        help_text="要全部做到才算达标的，写标准的名称，如“五有标准”：每项答有或无，答“无”要拍照。一般的清单不写。",
    )  # fmt: skip
    labels = forms.CharField(
        label="检查项", widget=forms.Textarea({"rows": 8}), help_text="一行一项，写正常的样子，如“粪污没有外溢”。"
    )

    field_order = ["labels", "standard"]

    def clean_labels(self):
        return self.cleaned_data["labels"].splitlines()


def kind_named(key, kinds) -> SiteKind:
    """The kind that the address asks for, or the first."""
    kinds = list(kinds)
    return next((kind for kind in kinds if kind.key == key), kinds[0])
