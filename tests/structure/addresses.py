"""The table of every address: which roles may open it, and whether it names an object that a neighbour may own."""

from dataclasses import dataclass, field

from django.urls import reverse

from apps.accounts.roles import EVERYONE
from tests import cast
from tests.cast import WUPING_VILLAGE


@dataclass(frozen=True)
class Address:
    """`roles` None: open to strangers. `owned`: names of the objects of the neighbour that fill the address."""

    roles: frozenset | None
    arguments: dict = field(default_factory=dict)
    owned: bool = False
    # Roles whose scope reaches the neighbour's object, so that for them it does exist.
    reaching: frozenset = frozenset()

    def expected(self, role) -> tuple[int, ...]:
        if role not in self.roles:
            return (403,)
        if self.owned and role not in self.reaching:
            return (404, 405)
        return (200, 302, 405)


ADDRESSES = {
    "health": Address(None),
    "login": Address(None),
    "logout": Address(EVERYONE),
    "password": Address(EVERYONE),
    "workbench": Address(EVERYONE),
}


def neighbours_objects(county) -> dict[str, object]:
    """Things that belong to 武平镇: nobody of 暨龙镇 may find them."""
    return {"problem": cast.problem(WUPING_VILLAGE)}


def url_of(name, objects) -> str:
    arguments = {
        key: getattr(objects[thing], attribute) for key, (thing, attribute) in ADDRESSES[name].arguments.items()
    }
    return reverse(name, kwargs=arguments)
