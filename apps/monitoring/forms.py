"""Forms about points and values."""

from django import forms

from apps.common.seen import SeenForm
from apps.common.widgets import day_field
from apps.evidence.shots import Datum
from apps.inspections.coordinates import read_coordinates
from apps.inspections.datums import to_wgs84
from apps.monitoring.rules.readings import NotAValue, doubt, read_value, refusal
from apps.monitoring.words import WATERS, Period, PointKind, WaterClass
from apps.problems.queries import place_choices

_COORDINATES = "如 107.7308, 29.8635，也可以粘贴 东经107°43′51″ 北纬29°51′49″。"
_DATUMS = [row for row in Datum.choices if row[0] != Datum.UNKNOWN]


class PointForm(SeenForm):
    """A new point, or the change of one (`point`)."""

    kind = forms.ChoiceField(label="类型", choices=PointKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="名称", max_length=60, help_text="如“龙河暨龙断面”。")
    code = forms.CharField(label="点位编码", max_length=40, help_text="监测网的编码；没有的自编，一县之内不重复。")
    target_class = forms.TypedChoiceField(
        label="水质目标", required=False, coerce=int, empty_value=None,
        choices=[("", "没有"), *WaterClass.choices[:5]], help_text="断面和水源地填。",
    )  # fmt: skip
    is_lake = forms.BooleanField(label="湖库型（总磷按湖库标准）", required=False)
    opened_on = day_field("启用日期", required=False)
    coordinates = forms.CharField(label="坐标", required=False, max_length=80, help_text=_COORDINATES)
    datum = forms.ChoiceField(
        label="坐标系", required=False, choices=_DATUMS, initial=Datum.WGS84,
        help_text="手机定位是 WGS-84；从高德、腾讯地图抄来的选 GCJ-02，从百度地图抄来的选 BD-09。",
    )  # fmt: skip

    def __init__(self, *args, user, today, point=None, **kwargs):
        self.point = point
        super().__init__(*args, record=point, initial=_known(point), **kwargs)
        places = [("", "请选择"), *place_choices(user.division_codes, on=today)]
        self.fields["division_code"] = forms.ChoiceField(label="所在地", choices=places)
        self.order_fields(["kind", "name", "code", "division_code"])
        if point is not None:
            del self.fields["kind"]
            if not point.is_water:
                del self.fields["target_class"], self.fields["is_lake"]

    def clean_coordinates(self):
        text = self.cleaned_data["coordinates"].strip()
        found = read_coordinates(text) if text else None
        if text and found is None:
            raise forms.ValidationError(f"认不出这个坐标。{_COORDINATES}")
        return found

    def clean(self):
        facts = super().clean()
        kind = self.point.kind if self.point else facts.get("kind")
        if kind and kind not in WATERS and facts.get("target_class"):
            self.add_error("target_class", "只有河流断面和饮用水水源地有水质目标，请选“没有”。")
        if kind and kind not in WATERS and facts.get("is_lake"):
            self.add_error("is_lake", "只有水质点位分湖库型，请取消勾选。")
        return facts

    def facts(self) -> dict:
        """What the actions take."""
        facts = dict(self.cleaned_data)
        coordinates, datum = facts.pop("coordinates"), facts.pop("datum") or Datum.WGS84
        if self.point is None or {"coordinates", "datum"} & set(self.changed_data):
            facts["latitude"], facts["longitude"] = to_wgs84(*coordinates, datum) if coordinates else (None, None)
        return facts


def _known(point) -> dict:
    if point is None:
        return {}
    names = ("name", "code", "division_code", "target_class", "is_lake", "opened_on")
    known = {name: getattr(point, name) for name in names}
    if point.latitude is not None:
        known["coordinates"] = f"{point.longitude}, {point.latitude}"
    return known


class ClosePointForm(forms.Form):
    reason = forms.CharField(label="原因", required=False, max_length=200)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        said = "从这天起不再录入数据，以前的数据不变。"
        self.fields["on"] = day_field("从哪天起停用", initial=today, help_text=said)
        self.order_fields(["on", "reason"])


class ValueForm(forms.Form):
    """One value by hand. A doubtful one is asked about once."""

    period = forms.ChoiceField(
        label="哪种数据", choices=[(Period.DAY, "一天的"), (Period.MONTH, "一个月的")], widget=forms.RadioSelect
    )
    value = forms.CharField(label="数值", max_length=20, help_text="低于检出限的写检出限加 L，如 0.01L。")
    invalid = forms.BooleanField(label="数据无效，不参加评价", required=False)
    remark = forms.CharField(label="说明", required=False, max_length=200, help_text="更正的原因，或者数据为什么无效。")

    def __init__(self, *args, point, today, asked, **kwargs):
        super().__init__(*args, initial=asked | {"period": asked.get("period") or point.usual_period}, **kwargs)
        shown = [("", "请选择"), *((one.value, one.heading) for one in point.indicators)]
        self.fields["indicator"] = forms.ChoiceField(label="指标", choices=shown)
        said = "一个月的数据写这个月里的任何一天。"
        self.fields["day"] = day_field("日期", latest=today, help_text=said)
        if "sure" in self.data or self._doubted():
            self.fields["sure"] = forms.BooleanField(label="数值核对过，没有写错", required=False)
        self.order_fields(["indicator", "value", "sure", "day", "period"])

    def _doubted(self) -> bool:
        """Whether what was sent is a number that somebody should look at twice."""
        try:
            indicator, measured = self.data.get("indicator", ""), read_value(self.data.get("value", ""))
            return bool(measured and not refusal(indicator, measured.value) and doubt(indicator, measured))
        except ValueError:
            return False

    def clean_value(self):
        try:
            measured = read_value(self.cleaned_data["value"])
        except NotAValue as error:
            raise forms.ValidationError(str(error)) from None
        if measured is None:
            raise forms.ValidationError("没有测到的不用录入，留空就是无数据。")
        return measured

    def clean(self):
        facts = super().clean()
        if facts.get("value") and facts.get("indicator"):
            self._look_at(facts["indicator"], facts["value"], sure=facts.get("sure"))
        if facts.get("invalid") and not facts.get("remark", "").strip():
            self.add_error("remark", "请写数据为什么无效。")
        return facts

    def _look_at(self, indicator, measured, *, sure):
        if said := refusal(indicator, measured.value):
            self.add_error("value", said)
        elif not sure and (said := doubt(indicator, measured)):
            self.add_error("value", f"{said}没有写错的话，勾选“核对过”再保存。")

    def reading_facts(self) -> dict:
        """What a Reading takes, beside its point."""
        facts = self.cleaned_data
        return {
            "indicator": facts["indicator"], "period": facts["period"], "day": facts["day"], "value": facts["value"].value,
            "below_limit": facts["value"].below_limit, "valid": not facts["invalid"], "remark": facts["remark"].strip(),
        }  # fmt: skip
