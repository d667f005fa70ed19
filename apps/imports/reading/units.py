"""Units and people as written in one cell, taken apart."""

import re
from typing import NamedTuple

_LEAD, _SUPPORT, _SUPERVISE = "lead", "support", "supervise"
_ROLES = {
    "牵头": _LEAD,
    "主责": _LEAD,
    "主办": _LEAD,
    "责任": _LEAD,
    "配合": _SUPPORT,
    "协办": _SUPPORT,
    "参与": _SUPPORT,
    "协助": _SUPPORT,
    "督导": _SUPERVISE,
}
_ROLE = "|".join(_ROLES)
# 牵头责任单位 and 责任配合单位 are one label each.
_LABEL = re.compile(rf"((?:{_ROLE})+)(?:单位|部门)?\s*[:：]")
_ROLE_WORD = re.compile(_ROLE)
_BRACKET_MARK = re.compile(rf"[（(]({_ROLE})(?:单位|部门)?[）)]")
# A bare 责任 at the end belongs to the words before it (主体责任), so only the unmistakable ones count there.
_SUFFIX = re.compile(rf"^(.+?)({_ROLE.replace('责任|', '')})$")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_SEPARATOR = re.compile(r"[、，,;；/\n]")
_SPACE = re.compile(r"\s+")


class Units(NamedTuple):
    """Unit names in order, each once; `supervisors` come from a 督导 label."""

    lead: tuple
    support: tuple
    supervisors: tuple

    @property
    def all(self):
        return self.lead + self.support + self.supervisors


def of_cell(text, *, supporting=False):
    """`supporting` says that names without a role belong to the supporting units."""
    found = {_LEAD: [], _SUPPORT: [], _SUPERVISE: []}
    usual = _SUPPORT if supporting else _LEAD
    for role, part in _labelled(text):
        for unit_role, name in _marked(split(part)):
            if name:
                found[unit_role or role or usual].append(name)
    return Units(*(tuple(dict.fromkeys(names)) for names in found.values()))


def _labelled(text):
    """[(role or None, text)]: what stands before the first label, then each label with what follows it."""
    pieces = _LABEL.split(text)
    yield None, pieces[0]
    for word, part in zip(pieces[1::2], pieces[2::2], strict=True):
        yield _role_of_label(word), part


def _role_of_label(words):
    """责任 beside another word only says that there is a duty."""
    return next((_ROLES[word] for word in _ROLE_WORD.findall(words) if word != "责任"), _LEAD)


def split(text):
    """Unit names as written, separated outside brackets, without white space and a final full stop."""
    protected, found = text, True
    while found:
        protected, found = _BRACKETS.subn(lambda match: match[0].translate(_HIDE), protected)
    names = (_SPACE.sub("", part.translate(_SHOW)) for part in _SEPARATOR.split(protected))
    return [name for name in (name.rstrip("。.") for name in names) if name]


# Brackets are hidden as well, so that those around them are found next.
_IN_BRACKETS = "、，,;；/\n（()）"
_HIDE = {ord(mark): chr(0xF0000 + place) for place, mark in enumerate(_IN_BRACKETS)}
_SHOW = {0xF0000 + place: mark for place, mark in enumerate(_IN_BRACKETS)}


def _marked(names):
    """(role or None, name): X（牵头）, and X牵头，Y、Z配合 where a role closes the names since the one before it."""
    waiting = []
    for name in names:
        bracket = _BRACKET_MARK.search(name)
        if bracket:
            yield from ((None, held) for held in waiting)
            waiting = []
            yield _ROLES[bracket[1]], _BRACKET_MARK.sub("", name)
            continue
        suffix = _SUFFIX.match(name)
        waiting.append(suffix[1] if suffix else name)
        if suffix:
            yield from ((_ROLES[suffix[2]], held) for held in waiting)
            waiting = []
    yield from ((None, held) for held in waiting)


def combine(lead_cell, supporting_cell):
    """(lead unit or None, supporting units) of the Units of both cells, either of which may be None."""
    lead = [*(lead_cell.lead if lead_cell else ()), *(supporting_cell.lead if supporting_cell else ())]
    support = [
        *lead[1:],
        *(lead_cell.support if lead_cell else ()),
        *(supporting_cell.support if supporting_cell else ()),
    ]
    first = lead[0] if lead else None
    return first, [name for name in dict.fromkeys(support) if name != first]


_PHONES = re.compile(
    r"(?<!\d)1[3-9]\d[\s-]*\d{4}[\s-]*\d{4}(?!\d)|(?<!\d)0\d{2,3}[-—]\d{7,8}(?!\d)|(?<=电话)[:：]?\s*\d{7,8}(?!\d)"
)
_PHONE_WORDS = re.compile(
    r"(?:联系电话|联系方式|电话号码|手机号码|手机号|电话|手机|(?<![A-Za-z])tel\.?)[:：]?", re.IGNORECASE
)
_EMPTY_BRACKETS = re.compile(r"[（(][\s、，,;；:：/]*[）)]")
_BEFORE_BRACKET = re.compile(r"[\s、，,;；/]+(?=[）)])")
_SPACED_NAME = re.compile(r"(?<!\w)([一-鿿]) ([一-鿿])(?!\w)")


def people(text):
    """Names joined by 、, without telephone numbers; 张　三 is 张三. None when nothing is left."""
    text = _PHONE_WORDS.sub("", _PHONES.sub("", text))
    text = _BEFORE_BRACKET.sub("", _EMPTY_BRACKETS.sub("", text))
    names = (_SPACED_NAME.sub(r"\1\2", " ".join(part.split())) for part in _SEPARATOR.split(text))
    return "、".join(name for name in names if name) or None
