"""Two people have the same record open: the second one is told what the first did, and what was typed stays."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.utils import timezone

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused


class Told(NamedTuple):
    """Who did what: 丰都县生态环境局 县局乙, 办理了“交办”. `changed` is {field: (old, new)}."""

    who: str
    at: datetime
    what: str
    changed: dict = {}


class Surprised(Refused):
    """Somebody else was there first. `version` is the record's now, `changed` what is another thing than before."""

    def __init__(self, sentence: str, version: int, changed: dict):
        super().__init__(sentence)
        self.version, self.changed = version, changed


def stop_surprise(seen: int | None, record, *, acts: Callable[[int], list[Told]], now: str = "") -> None:
    """Refuse to act on what a page showed before somebody else changed the record; `seen` is the version it showed,
    None when nobody looked at a page. `acts(number)` gives the last so many, the newest first; `now` says how things
    stand, where that is one word."""
    if seen is None or seen == record.version:
        return
    told = acts(max(record.version - seen, 1))
    what = "有人更新了它"
    if told:
        what = f"{told[0].who or '系统'}在 {timezone.localtime(told[0].at):%m月%d日 %H:%M} {told[0].what}"
    standing = f"，{now}" if now else ""
    sentence = f"您打开这个页面以后，{what}{standing}。您的操作没有生效，请看过最新情况再办。"
    raise Surprised(sentence, record.version, _together(told))


def _together(told) -> dict:
    """{field: (what it was before all of them, what it is now)}"""
    changed = {}
    for one in reversed(told):
        for name, (old, new) in one.changed.items():
            changed[name] = (changed[name][0] if name in changed else old, new)
    return changed


def audited(record, *actions: str) -> Callable[[int], list[Told]]:
    """The last of these acts upon a record, as the audit trail has them."""
    about = {"object_type": record._meta.label_lower, "object_id": str(record.pk)}
    entries = AuditEntry.objects.filter(**about, action__in=actions).order_by("-pk")
    return lambda number: [_told(record, entry) for entry in entries[:number]]


def _told(record, entry) -> Told:
    changed = _changed(entry.changes)
    what = what_changed(record, changed) if changed else entry.action
    return Told(f"{entry.actor_post} {entry.actor_name}".strip(), entry.at, what, changed)


def _changed(said: dict) -> dict:
    """From an entry that holds {field: [old, new]}, or all that was before and after; of what it withholds, that it changed."""
    before, after = said.get("before"), said.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        changed = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
        return changed | dict.fromkeys(said.get("withheld", []), (None, None))
    return {name: tuple(both) for name, both in said.items() if isinstance(both, list) and len(both) == 2}


def what_changed(record, changed: dict) -> str:
    """改了名称（现在是“示例养殖场”）、属性. `changed` is {field: (old, new)}."""
    names = {field.name: _label(field) for field in record._meta.get_fields()}
    shown = [f"{label}{_now(record, name, changed[name][1])}" for name, label in names.items() if name in changed]
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
        """Sending once more is a new attempt on what is known now: what was typed stays, and what was left as it was
        seen is what the other person made of it."""
        if not isinstance(refusal, Surprised) or "seen_version" not in self.fields:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(refusal.version)
        for name, (old, new) in refusal.changed.items():
            if name in self.fields and _written(self.cleaned_data.get(name)) == _written(old):
                self.data[self.add_prefix(name)] = _written(new)


def _written(value) -> str:
    """As a field of a form has it; a box that is not ticked has nothing."""
    if value is None or value is False:
        return ""
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
