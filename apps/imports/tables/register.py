"""All kinds of templates, by their key. A new kind is added here."""

from apps.imports.tables.divisions import DivisionTable
from apps.imports.tables.monitoring import AirTable, WaterTable
from apps.imports.tables.organisations import OrganisationTable
from apps.imports.tables.people import PeopleTable
from apps.imports.tables.resource import TableResource
from apps.imports.tables.sites import SiteTable

KINDS: dict[str, type[TableResource]] = {
    kind.key: kind for kind in (DivisionTable, OrganisationTable, PeopleTable, SiteTable, AirTable, WaterTable)
}
IMPORTERS = frozenset().union(*(kind.roles for kind in KINDS.values()))


def kinds_for(user) -> list[type[TableResource]]:
    return [kind for kind in KINDS.values() if kind.roles & user.roles]


def posts_for(user, kind: type[TableResource]) -> list:
    """The posts in which somebody may import such tables, the widest first."""
    return [post for post in user.current_posts if post.role in kind.roles]
