"""The ledger's filters: they live in the address, so that a view can be sent to a colleague."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.db.models.functions import Collate
from django.db.models.lookups import IContains
from django.http import QueryDict

from apps.accounts.roles import VILLAGE
from apps.common import clock
from apps.common.scoping import under
from apps.common.widgets import day_field
from apps.problems import queries
from apps.problems.models import is_due_soon, is_overdue
from apps.problems.states import OPEN, State
from apps.problems.waiting import waits_for
from apps.problems.words import FOUND_BY_THEMSELVES, HIGHER_INSPECTIONS, Category, Source
from apps.territory.levels import Level
from apps.territory.models import Division, Organisation
from apps.territory.queries import short_village

OPEN_GROUP = "open"
STATES = [(OPEN_GROUP, "未办结"), *State.choices]
DUE = [("mine", "等我办理"), ("overdue", "已超期"), ("soon", "剩3天内")]
FOUND = [("self", "自己发现"), ("others", "外部反馈")]
# 三本台账: one table, three views of it.
BOOKS = {
    "inspections": ("督察检查台账", (*HIGHER_INSPECTIONS, Source.COUNTY_INSPECTION)),
    "complaints": ("信访投诉台账", (Source.PETITION, Source.HOTLINE, Source.MEDIA)),
    "own": ("自查巡查台账", FOUND_BY_THEMSELVES),
}
ORDERS = [("", "最新登记"), ("deadline", "按整改期限")]
# What has its own place on the page, or comes from a link; everything else is in the folded form.
OUTSIDE_THE_FOLD = ("state", "due", "mine", "book", "order", "unit", "month")


def _choice(label, choices):
    return forms.ChoiceField(label=label, required=False, choices=[("", "不限"), *choices])


class LedgerFilter(forms.Form):
    q = forms.CharField(
        label="关键词", required=False, max_length=100,
        widget=forms.TextInput({"placeholder": "编号、地点、责任单位、描述", "type": "search"}),
    )  # fmt: skip
    township = forms.ModelChoiceField(Division.objects.none(), label="乡镇", required=False, empty_label="不限")
    village = forms.ModelChoiceField(Division.objects.none(), label="村（社区）", required=False, empty_label="不限")
    state = _choice("状态", STATES)
    due = _choice("期限", DUE)
    category = _choice("问题类型", Category.choices)
    source = _choice("问题来源", Source.choices)
    found = _choice("谁发现的", FOUND)
    book = _choice("台账", [(key, label) for key, (label, _) in BOOKS.items()])
    mine = forms.BooleanField(label="我单位负责的", required=False)
    unit = forms.ModelChoiceField(Organisation.objects.all(), label="牵头单位", required=False)
    discovered_from, discovered_until = day_field("发现日期从", required=False), day_field("发现日期到", required=False)
    registered_from, registered_until = day_field("登记日期从", required=False), day_field("登记日期到", required=False)
    closed_from, closed_until = day_field("销号日期从", required=False), day_field("销号日期到", required=False)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", label="发现月份", required=False)
    relapsed = forms.BooleanField(label="反弹过", required=False)
    staged = forms.BooleanField(label="阶段性办结", required=False)
    order = forms.ChoiceField(label="排列", required=False, choices=ORDERS)

    def __init__(self, data, *, user, today):
        super().__init__(data)
        self.user, self.today = user, today
        codes = {post.division_id for post in user.current_posts}
        in_sight = Division.objects.in_force(today).filter(under("code", codes))
        self.fields["township"].queryset = in_sight.filter(level=Level.TOWNSHIP)
        self.fields["village"].queryset = in_sight.filter(level=Level.VILLAGE)
        self.fields["village"].label_from_instance = lambda place: short_village(place.name)

    def folded(self):
        """The same form without what the page shows elsewhere, and with places only where there is a choice."""
        form = LedgerFilter(self.data, user=self.user, today=self.today)
        dropped = {*OUTSIDE_THE_FOLD}
        township = self.chosen.get("township")
        if not any(len(post.division_id) < 9 for post in self.user.current_posts):
            dropped.add("township")
            if self.user.roles <= VILLAGE:
                dropped.add("village")
        elif township:
            form.fields["village"].queryset = form.fields["village"].queryset.filter(code__startswith=township.code)
        else:
            dropped.add("village")
        for name in dropped:
            del form.fields[name]
        return form

    @property
    def chosen(self) -> dict:
        """Name -> value of the filters that are on and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def conditions(self, *, without=()) -> list[Q]:
        """A filter that cannot be read finds nothing: showing more than was asked for would be a wrong answer."""
        if not self.is_valid():
            return [Q(pk__in=[])]
        return [
            _CONDITIONS[name](value, self)
            for name, value in self.chosen.items()
            if name in _CONDITIONS and name not in without
        ]

    def condition(self, name: str, value: str) -> Q:
        return _CONDITIONS[name](value, self)

    def tags(self) -> list["Tag"]:
        """The filters that no chip shows, in words."""
        shown = {"state", "due", "mine", "book", "order"}
        return [Tag(name, self._words(name, value)) for name, value in self.chosen.items() if name not in shown]

    def in_words(self) -> str:
        """All filters in one line, for the head of an export."""
        words = [self._words(name, value) for name, value in self.chosen.items() if name != "order"]
        return "；".join(words) or "全部问题"

    def _words(self, name, value):
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.ModelChoiceField):
            value = short_village(value.name)
        elif isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(value, value)
        return f"{field.label}：{value}"


def tidy(query: str) -> str:
    """The ledger's filters in an address and nothing else of it: what is saved, sent on and exported."""
    given = QueryDict(query)
    return urlencode({name: given[name] for name in given if name in LedgerFilter.base_fields and given[name]})


@dataclass(frozen=True)
class Tag:
    name: str
    words: str


def _found(value, chosen):
    own = Q(source__in=FOUND_BY_THEMSELVES)
    return own if value == "self" else ~own


def _state(value, chosen):
    return Q(state__in=OPEN) if value == OPEN_GROUP else Q(state=value)


def _due(value, chosen):
    if value == "mine":
        return waits_for(chosen.user, today=chosen.today)
    return is_overdue(chosen.today) if value == "overdue" else is_due_soon(chosen.today)


def _mine(value, chosen):
    units = chosen.user.unit_ids
    return Q(lead_organisation_id__in=units) | Q(pk__in=queries.supported_by(units))


def _month(value, chosen):
    first, end = clock.month_of(forms.DateField().clean(f"{value}-01"))
    return Q(discovered_on__gte=first, discovered_on__lt=end)


def _text(value, chosen):
    """Every word must be found: in the texts, the unit, the number of the list, or the name of the place."""
    match = queries.NUMBER.fullmatch(value.strip())
    if match:
        return Q(pk=int(match[2])) | Q(external_no=value.strip())
    condition = Q()
    for word in value.split():
        texts = Q()
        for field in ("title", "description", "location", "external_no", "lead_unit"):
            texts |= _stands_in(field, word)
        condition &= texts | queries.places_named(word, chosen.user.county_code)
    return condition


def _stands_in(field, word) -> Q:
    """Chinese has no capitals and is compared as it is. Where a word has letters, PostgreSQL raises them itself, of ASCII
    nothing but bytes: the C library of a usual database takes twice as long over Chinese text. That is what makes an index
    unnecessary.

    A trigram index would not serve words of two characters, which most are, and makes an import of 50,000 rows take
    nearly three times as long (docs/structure.md).
    """
    if word.upper() == word.lower():
        return Q(**{f"{field}__contains": word})
    plain = all(sign.isascii() or sign.upper() == sign.lower() for sign in word)
    return Q(IContains(Collate(field, "C" if plain else "pg_c_utf8"), word))


def _since(column, moment=False):
    return lambda day, chosen: Q(**{f"{column}__gte": clock.start_of(day) if moment else day})


def _until(column, moment=False):
    def condition(day, chosen):
        after = day + dt.timedelta(1)
        return Q(**{f"{column}__lt": clock.start_of(after) if moment else after})

    return condition


_CONDITIONS = {
    "q": _text,
    "township": lambda place, chosen: under("division_code", [place.code]),
    "village": lambda place, chosen: under("division_code", [place.code]),
    "state": _state,
    "due": _due,
    "category": lambda value, chosen: Q(category=value),
    "source": lambda value, chosen: Q(source=value),
    "found": _found,
    "book": lambda value, chosen: Q(source__in=BOOKS[value][1]),
    "mine": _mine,
    "unit": lambda unit, chosen: Q(lead_organisation=unit),
    "month": _month,
    "relapsed": lambda value, chosen: Q(relapses__gt=0),
    "staged": lambda value, chosen: Q(staged=True),
    "discovered_from": _since("discovered_on"),
    "discovered_until": _until("discovered_on"),
    "registered_from": _since("created_at", moment=True),
    "registered_until": _until("created_at", moment=True),
    "closed_from": _since("closed_on"),
    "closed_until": _until("closed_on"),
}
