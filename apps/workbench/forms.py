from uuid import uuid4

from django import forms


class SuggestionForm(forms.Form):
    text = forms.CharField(
        label="您的意见或建议", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="哪里不好用、哪里填得多余、哪个数不对，都可以写。系统管理员会答复，答复显示在本页。",
    )  # fmt: skip
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(forms.Form):
    answer = forms.CharField(label="答复", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
