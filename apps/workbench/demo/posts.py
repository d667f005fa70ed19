"""Who works where in the example county, looked up once: patrols are written by the thousand."""

from dataclasses import dataclass

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.territory.models import Division
from apps.territory.queries import short_village


@dataclass(frozen=True)
class Actor:
    """A person with the signature that the history keeps (apps/accounts/models.py), known without a query."""

    user: User
    label: str


class Posts:
    def __init__(self, county: str):
        self.names = {
            code: short_village(name)
            for code, name in Division.objects.filter(code__startswith=county).values_list("code", "name")
        }
        self.villages = sorted(code for code in self.names if len(code) == 12)
        self.townships = sorted(code for code in self.names if len(code) == 9)
        self._held: dict[tuple[str, str], Actor] = {}
        held = Post.objects.filter(division__code__startswith=county).select_related("person", "organisation")
        for post in held.order_by("-pk"):
            label = f"{post.organisation} {post.person}"
            self._held[post.division_id, post.role] = Actor(post.person, label)

    def leader_of(self, village: str) -> Actor:
        return self._held[village[:12], Role.VILLAGE_LEADER]

    def member_of(self, village: str) -> Actor:
        return self._held[village[:12], Role.GRID_MEMBER]

    def staff_of(self, township: str) -> Actor:
        return self._held[township[:9], Role.TOWNSHIP_STAFF]

    def bureau(self) -> Actor:
        return self._held[self.county, Role.COUNTY_STAFF]

    @property
    def county(self) -> str:
        return self.townships[0][:6]

    def villages_of(self, township: str) -> list[str]:
        return [code for code in self.villages if code.startswith(township)]
