"""Turning what people type on the account pages into values."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


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
