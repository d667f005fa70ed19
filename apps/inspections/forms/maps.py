"""What the map and the table of visits are asked: which sites, of which days."""

import datetime as dt

from django import forms

from apps.inspections import weeks
from apps.inspections.codes import code_asked
from apps.inspections.forms.sites import SiteFilter
from apps.inspections.queries.on_map import Asked

SHOWN = (("点位", "sites"), ("失管脱管", "out_of_watch"), ("未办结问题", "problems"), ("没有坐标", "unplaced"))


class MapFilter(SiteFilter):
    """The folded filters of the map; what is shown is a chip."""

    def asked(self, *, on) -> Asked:
        show, grid = self.data.get("show", ""), code_asked(self.data.get("grid", ""))
        return Asked(on=on, show=show if show in dict(map(reversed, SHOWN)) else "", grid=grid, **self.facts)


class VisitsFilter(SiteFilter):
    """The folded filters of the table of visits: the last 13 weeks, or a quarter."""

    quarter = forms.ChoiceField(label="时间", required=False)

    def __init__(self, data, *, kinds, user, on):
        super().__init__(data, kinds=kinds, user=user, on=on)
        self.on = on
        self.fields["quarter"].choices = [("", "最近13周"), *weeks.quarters_until(on)]
        self.order_fields(["quarter", "place", "kind", "risk"])

    @property
    def weeks(self) -> list[tuple[dt.date, dt.date]]:
        asked = self.cleaned_data.get("quarter", "") if self.is_valid() else ""
        return weeks.of_quarter(asked) if asked else weeks.last_thirteen(self.on)

    @property
    def site_facts(self) -> dict:
        return {name: value for name, value in self.facts.items() if name != "quarter"}
