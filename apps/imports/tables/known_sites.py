"""The sites that a list may mean and the grids in which they lie: read once for all rows, and kept up while it is written."""

from functools import cache

from django.db.models import Prefetch, Q

from apps.inspections.models import Grid, Site, SiteKeeper


class KnownSites:
    def __init__(self, setting):
        self._setting, self._sites = setting, {}
        # Asked once for every village and every grid.
        self.grids_in, self.grid_at = cache(self._grids_in), cache(self._grid_at)

    def visible(self):
        """Sites in the importer's scope, with their keepers."""
        keepers = Prefetch("keepers", SiteKeeper.objects.open(), to_attr="present_keepers")
        return Site.objects.visible_to(self._setting.by).select_related("kind").prefetch_related(keepers)

    def learn_all(self, names, numbers) -> None:
        for site in self.visible().filter(Q(name__in=names) | Q(number__in=numbers)).order_by("pk"):
            self.learn(site)

    def learn(self, site) -> Site:
        for known_as in (("name", site.name), ("number", site.number)):
            self._sites.setdefault(known_as, {})[site.pk] = site
        return site

    def known_as(self, name, value) -> list[Site]:
        """Those with that name or number; a row before may have given a site another one."""
        known = self._sites.get((name, value), {}).values()
        return [site for site in known if getattr(site, name) == value]

    def _grids_in(self, village) -> list[Grid]:
        return list(Grid.objects.within(village).in_force(self._setting.today))

    def _grid_at(self, code) -> Grid | None:
        return Grid.objects.within(code).filter(code=code).first()
