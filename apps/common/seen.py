"""Two people have the same record open: the second one is told what the first did, and what was typed stays."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.utils import timezone

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused


class Told(NamedTuple):
    """Who did what: 丰都县生态环境局 县局乙, 办理了“交办”."""

    who: str
    at: datetime
    what: str


class Surprised(Refused):
    """Somebody else was there first. `version` is the record's now."""

    def __init__(self, sentence: str, version: int):
        super().__init__(sentence)
        self.version = version


def stop_surprise(seen: int | None, record, *, last: Callable[[], Told | None], now: str = "") -> None:
    """Refuse to act on what a page showed before somebody else changed the record; `seen` is the version it showed,
    None when nobody looked at a page. `now` says how things stand, where that is one word."""
    if seen is None or seen == record.version:
        return
    told = last()
    what = (
        f"{told.who or '系统'}在 {timezone.localtime(told.at):%m月%d日 %H:%M} {told.what}" if told else "有人更新了它"
    )
    standing = f"，{now}" if now else ""
    sentence = f"您打开这个页面以后，{what}{standing}。您的操作没有生效，请看过最新情况再办。"
    raise Surprised(sentence, record.version)


def last_audited(record, *actions: str) -> Told | None:
    """The last of these acts upon a record, as the audit trail has it, with the fields that it changed."""
    about = {"object_type": record._meta.label_lower, "object_id": str(record.pk)}
    entry = AuditEntry.objects.filter(**about, action__in=actions).order_by("pk").last()
    if entry is None:
        return None
    what = entry.action if not (changed := _changed(entry.changes)) else what_changed(record, changed)
    return Told(f"{entry.actor_post} {entry.actor_name}".strip(), entry.at, what)


def _changed(said: dict) -> dict:
    """{field: new value} of an entry that holds {field: [old, new]}, or what was before and after."""
    if isinstance(said.get("before"), dict) and isinstance(said.get("after"), dict):
        return {name: value for name, value in said["after"].items() if said["before"].get(name) != value}
    return {name: both[1] for name, both in said.items() if isinstance(both, list) and len(both) == 2}


def what_changed(record, changed: dict) -> str:
    """改了名称（现在是“示例养殖场”）、属性"""
    names = {field.name: _label(field) for field in record._meta.get_fields()}
    shown = [f"{label}{_now(record, name, changed[name])}" for name, label in names.items() if name in changed]
    return f"改了{'、'.join(shown) or '内容'}"


def _label(field) -> str:
    """What hangs on a record goes by its own name."""
    return str(
        field.related_model._meta.verbose_name if field.auto_created and field.is_relation else field.verbose_name
    )


def _now(record, name, value) -> str:
    """Words and numbers are short enough to be said."""
    field = record._meta.get_field(name)
    if field.is_relation or not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    said = dict(field.flatchoices).get(value, value)
    return f"（现在是“{str(said)[:60]}”）" if str(said) else "（现在空着）"


class SeenForm(forms.Form):
    """A form for changing a `record` remembers which version of it the person saw. The action is handed
    `seen_version`; after its refusal the view asks again, and what was typed stays. Without a record it asks nothing."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, record=None, initial=None, **kwargs):
        super().__init__(
            *args, initial=(initial or {}) | ({"seen_version": record.version} if record else {}), **kwargs
        )
        if record is None:
            del self.fields["seen_version"]

    def ask_again(self, refusal: Refused) -> None:
        """Sending once more is a new attempt on what is known now."""
        if isinstance(refusal, Surprised) and "seen_version" in self.fields:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen_version")] = str(refusal.version)
