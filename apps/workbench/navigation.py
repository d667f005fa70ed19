"""What stands in the frame around every page: places to go, each only for whom it concerns."""

from dataclasses import dataclass, replace

from django.urls import reverse

from apps.accounts.roles import COUNTY, EVERYONE, LEDGER, TOWNSHIP, VILLAGE, Role
from apps.imports.tables.register import KINDS
from apps.territory.queries import short_village
from apps.workbench.demo import sample_list


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    active: bool = False
    primary: bool = False


# label, URL name, icon, roles
_PLACES = (
    ("工作台", "workbench", "home", EVERYONE),
    ("问题台账", "problems", "ledger", LEDGER),
    ("网格巡查", "patrol_tasks", "patrol", LEDGER),
    ("表格导入", "imports", "import", TOWNSHIP | {Role.COUNTY_STAFF}),
    ("报表公文", "reports", "report", TOWNSHIP | COUNTY | {Role.VILLAGE_LEADER}),
    ("系统管理", "people", "settings", frozenset({Role.ADMINISTRATOR})),
)
# Sections that are tabs of another one.
_TABS_OF = {"units": "people", "calendar": "people", "trail": "people"}


def frame(request) -> dict:
    """Context of base.html. Pages without a signed-in person (login, errors) get an empty frame."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "phone_tabs": []}
    offered = [(label, reverse(name), icon) for label, name, icon, roles in _PLACES if roles & user.roles]
    lit = _section_of_page(request, {_section(url) for _, url, _ in offered})
    entries = [Entry(label, url, icon, active=_section(url) == lit) for label, url, icon in offered]
    return {
        "navigation": entries,
        "phone_tabs": _phone_tabs(request, user, entries),
        "suggestion_url": reverse("suggestions"),
        "search_url": reverse("problems") if user.roles & LEDGER else "",
        "own_place_name": _place_name(user),
        "sample_list_url": reverse("sample_list") if sample_list.path().is_file() else "",
    }


def _place_name(user) -> str:
    post = user.main_post
    return short_village(post.division.name) if post else ""


def _phone_tabs(request, user, entries):
    # Who patrols has everything on one page that works without a signal; the form is one tap below it, under 更多.
    way = "patrol_page" if user.roles & VILLAGE else "report_problem"
    reporting = _is_here(request, "report_problem")
    shown = [entry for entry in entries if entry.icon in ("home", "ledger", "report", "settings")]
    tabs = [replace(entry, active=entry.active and not reporting) for entry in shown]
    if user.roles & LEDGER:
        middle = Entry("巡查上报", reverse(way), "report-problem", active=reporting, primary=True)
        tabs.insert(len(tabs) // 2 + len(tabs) % 2, middle)
    return tabs[:5]


def _is_here(request, name) -> bool:
    match = request.resolver_match
    return bool(match) and (match.url_name == name or (request.path.startswith(reverse(name)) and reverse(name) != "/"))


def _section(url) -> str:
    """A section is the first part of its addresses; every page of it lights the entry."""
    return url.split("/")[1]


def _section_of_page(request, offered) -> str | None:
    """The section whose entry the page lights. Who has no 表格导入 imports from where the records are listed."""
    if not request.resolver_match:
        return None
    section, kind = _section(request.path), KINDS.get(request.resolver_match.kwargs.get("kind"))
    if section not in offered and kind:
        section = _section(reverse(kind.back))
    return _TABS_OF.get(section, section)
