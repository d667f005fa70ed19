"""Turning what people type on the account pages into values."""

import datetime as dt
from hashlib import sha256

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import RegexValidator

from apps.accounts.queries import unit_choices
from apps.accounts.roles import Role
from apps.common.notices import read_notice
from apps.common.seen import SeenForm
from apps.common.verdicts import Refused
from apps.common.widgets import day_field
from apps.common.workdays import Calendar, published_until
from apps.territory.models import Organisation

LONGEST_ALIAS = 100
EXAMPLE_NOTICE = "一、元旦：1月1日至3日放假，共3天。\n二、春节：……放假调休，共…天。……上班。"
ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*\Z", "请写在一行里。")


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对，或者账号没有在任的岗位。连续错 5 次会锁定 15 分钟；忘记密码请找系统管理员重置。",
        "inactive": "账号或密码不对，或者账号没有在任的岗位。",
    }


class PasswordForm(forms.Form):
    old = forms.CharField(label="现在的密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(
        label="新密码",
        help_text="至少 8 位，小写字母、大写字母、数字、符号里至少用 3 种。",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="再输一遍新密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对，请重新输入。")
        return self.cleaned_data["old"]

    def clean_repeated(self):
        if self.cleaned_data["repeated"] != self.cleaned_data.get("new"):
            raise forms.ValidationError("两次输入的新密码不一样，请重新输入。")
        return self.cleaned_data["repeated"]


class PersonForm(forms.Form):
    full_name = forms.CharField(label="姓名", max_length=50, validators=[ONE_LINE])
    phone = forms.RegexField(
        r"^1[3-9][0-9]{9}$", label="手机", required=False, help_text="可以不填；填了只有管理员能看到全号。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"invalid": "手机号应是 11 位数字，如 13800000000。"},
    )  # fmt: skip


class ChangePersonForm(SeenForm, PersonForm):
    """The number that is kept does not stand in the page: left empty it stays, and looking at it is a recorded act."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, record=person, initial={"full_name": person.full_name}, **kwargs)
        self.person = person
        if person.phone:
            field = self.fields["phone"]
            field.help_text = f"现在是 {person.masked_phone}，不改就空着；要换号的填新号。"
            self.fields["forget_phone"] = forms.BooleanField(label="删除手机号", required=False)

    def clean(self):
        facts = super().clean()
        if facts.pop("forget_phone", False):
            if facts.get("phone"):
                self.add_error("phone", "填了新号就不要勾“删除手机号”。")
        elif not facts.get("phone"):
            facts["phone"] = self.person.phone
        return facts


class AccountForm(PersonForm):
    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label="账号",
        max_length=50,
        help_text="用姓名拼音，不分大小写。不建议用手机号：账号在名单里看得见。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"invalid": "账号只能用文字、数字和 . - _ @ +，中间不要有空格。"},
    )


class FirstAdministratorForm(AccountForm):
    """For the command that makes the first account; what the page asks, the command asks too."""

    phone = None


class PostForm(forms.Form):
    """A post is a unit and a role; the place follows from the unit."""

    organisation = forms.TypedChoiceField(label="单位", coerce=int)
    role = forms.ChoiceField(label="角色", choices=Role)
    valid_from = day_field("任职日期")

    def __init__(self, *args, county_code, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "请选择单位"), *unit_choices(county_code)]

    def clean_organisation(self):
        return Organisation.objects.select_related("division").get(pk=self.cleaned_data["organisation"])


class NewPersonForm(AccountForm, PostForm):
    field_order = ("full_name", "username", "phone", "organisation", "role", "valid_from")


class EndPostForm(SeenForm):
    on = day_field("从哪天起离任", help_text="这一天起不能再用这个岗位。写今天的，权限马上失效。")


class UnitForm(SeenForm):
    name = forms.CharField(label="单位名称", max_length=100, validators=[ONE_LINE])
    kind = forms.ChoiceField(label="类型", choices=Organisation.Kind)
    parent = forms.TypedChoiceField(label="上级单位", coerce=int, required=False, empty_value=None,
                                    help_text="镇属机构选所属的乡镇人民政府；县级单位不用选。")  # fmt: skip
    aliases = forms.CharField(
        label="别名", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个。表格里写的简称，导入时按这里认出来，如“镇规环岗”。",
    )  # fmt: skip

    def __init__(self, *args, county_code, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "没有上级单位"), *unit_choices(county_code)]

    def clean_aliases(self):
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if too_long := next((name for name in names if len(name) > LONGEST_ALIAS), None):
            raise forms.ValidationError(f"“{too_long[:20]}…”太长了，一个别名最多 {LONGEST_ALIAS} 个字。请一行写一个。")
        return list(dict.fromkeys(names))


class YearForm(forms.Form):
    """A year's days off as the State Council's notice says them; looked at once before they are kept."""

    year = forms.TypedChoiceField(label="年份", coerce=int)
    text = forms.CharField(
        label="通知里的放假安排", max_length=5000, widget=forms.Textarea(attrs={"rows": 9, "placeholder": EXAMPLE_NOTICE}),
        help_text="把国务院办公厅通知里“一、元旦……七、国庆节……”几段原文粘贴到这里，系统会认出放假和调休上班的日子。",
    )  # fmt: skip
    note = forms.CharField(
        label="依据", max_length=100, validators=[ONE_LINE],
        help_text="如“国务院办公厅关于2027年部分节假日安排的通知”。",
    )  # fmt: skip
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        years = [year for year in (today.year, today.year + 1, today.year + 2) if year > published_until().year]
        self.fields["year"].choices = [(year, f"{year}年") for year in years]

    def clean(self):
        facts = super().clean()
        if "year" in facts and "text" in facts:
            try:
                facts["notice"] = read_notice(facts["text"], facts["year"])
            except Refused as refusal:
                self.add_error("text", str(refusal))
        return facts

    @property
    def shown(self) -> str:
        """What a person has looked at: another text is another look."""
        return sha256(f"{self.cleaned_data['year']}{self.cleaned_data['text']}".encode()).hexdigest()

    @property
    def is_looked_at(self) -> bool:
        return self.cleaned_data["looked_at"] == self.shown

    def look(self) -> list[tuple[str, str]]:
        """The days off and the weekends worked, in words; and the form asks for a second click."""
        self.data = self.data.copy()
        self.data["looked_at"] = self.shown
        notice, year = self.cleaned_data["notice"], self.cleaned_data["year"]
        calendar = Calendar(notice.days, settled_years=[year])
        worked = calendar.workdays_between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31))
        return [
            (f"放假（{len(notice.rest)}天）", _listed(notice.rest)),
            (f"调休上班（{len(notice.work)}天）", _listed(notice.work) or "没有"),
            ("全年工作日", f"{worked}天"),
        ]


def _listed(days) -> str:
    """1月1日至3日、2月5日至11日: days that follow one another as one stretch."""
    stretches: list[list[dt.date]] = []
    for day in sorted(days):
        if stretches and day - stretches[-1][-1] == dt.timedelta(days=1):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return "、".join(_stretch(stretch[0], stretch[-1]) for stretch in stretches)


def _stretch(first, last) -> str:
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


class OverrideForm(forms.Form):
    day = day_field("日期")
    is_workday = forms.TypedChoiceField(
        label="这一天", coerce=lambda value: value == "1", choices=[("0", "休息"), ("1", "上班")]
    )
    note = forms.CharField(
        label="依据",
        max_length=100,
        validators=[ONE_LINE],
        help_text="如“国务院办公厅关于2027年部分节假日安排的通知”。",
    )
