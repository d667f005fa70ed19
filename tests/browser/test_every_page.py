"""Every page, for every role that it is open to, on the phone and the PC, light and dark: readable, reachable, no wider
than the screen."""

from axe_playwright_python.base import AXE_SCRIPT

from apps.accounts.roles import Role
from apps.common import clock
from apps.problems.models import Problem
from tests.browser import a_patrolled_county
from tests.browser.a_full_county import populate
from tests.structure.addresses import ADDRESSES

# What is sent by POST, is a file, or is a piece of another page.
NO_PAGES = {
    "health",
    "sample_list",
    "export_problems", "logout", "guessed_category", "problem_photo", "problem_document", "problem_export_file", "import_progress",
    "import_file", "import_returned", "table_template", "table_progress", "table_file", "table_returned", "reports_progress", "report_file",
    "daily_brief_file",
}  # fmt: skip
NO_PAGES |= {
    "import_picture", "map_points", "spot_draw_frame", "site_photo", "site_document", "patrol_photo", "patrol_worker", "patrol_manifest", "sync_hello", "sync_pack",
    "sync_records", "sync_photo", "sync_status",
}  # fmt: skip
MONITORED = ("monitoring_point", "change_monitoring_point", "close_monitoring_point", "new_monitoring_value")
# Pages about what one person has done.
OWN = {"problem_export": "township_staff", "problem_reported": "grid_member"}
STEPS = {
    "reported": {"township_staff": ("dispatch", "reject", "correct", "remark")},
    "dispatched": {"village_leader": ("return", "ask-extension"), "township_staff": ("escalate",)},
    "rectifying": {"village_leader": ("submit", "stage"), "township_leader": ("suspend",)},
    "submitted": {"township_staff": ("verify", "refuse")},
    "verified": {"township_leader": ("close", "object")},
    "closed": {"supervisor": ("look-back", "relapse")},
    "called": {"department_staff": ("escalation-sign",)},
    "extending": {"township_staff": ("grant-extension", "refuse-extension")},
}
# Elements of the page as a reader of the page meets them: tag, classes, role.
MADE_OF = """() => [...new Set([...document.body.querySelectorAll('*')].map((one) =>
  `${one.tagName} ${one.className.baseVal ?? one.className} ${one.getAttribute('role') ?? ''}`))].sort().join('|')"""
VIOLATIONS = "(options) => axe.run(document, options).then((found) => found.violations)"
WIDTH = "document.scrollingElement.scrollWidth"
# Inline links stand in sentences and are as high as these, a card of a list is one target as a whole; whatever else one
# taps measures 44 px, or its label does.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden]), textarea')]
  .filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const labelled = one.matches('[type=checkbox], [type=radio], [type=file]') && (one.closest('label') ?? one.labels?.[0]);
    const target = labelled || one.closest('.ledger-title')?.closest('tr') || one;
    if (getComputedStyle(target).display === 'inline' || target.closest('svg')) return false;
    const { width, height } = target.getBoundingClientRect();
    return width > 1 && Math.round(height) < 44;
  }).map((one) => `${one.tagName} ${one.className} ${one.innerText || one.name} ${one.getBoundingClientRect().height}px`)"""


def pages_of(person, county, full):
    """(URL name, arguments, query) of every page that this person can open."""
    inspected = a_patrolled_county.things_of(full.patrolled)
    things = things_of(county, full) | inspected | _tables_of(person, full)
    for name in _open_to(person, county, inspected):
        if name == "problem":
            yield from _records_of(person, full)
        elif name == "problem_step":
            yield from _steps_of(person, county, full)
        else:
            yield name, things.get(name, ()), ""
    yield from _more_pages(person, full)


def _open_to(person, county, inspected):
    for name, address in ADDRESSES.items():
        is_page = not address.post_only and name not in NO_PAGES
        is_own = name not in OWN or person == getattr(county, OWN[name])
        # Grids, sites and patrols are seen by place; some people see by unit.
        is_seen = (name not in inspected and name not in MONITORED) or person.division_codes
        if is_page and is_own and is_seen and person.roles & (address.roles or frozenset()):
            yield name


def _tables_of(person, full) -> dict[str, tuple]:
    """Administrators import people and places, everybody else the sites of his place."""
    kind = "people" if Role.ADMINISTRATOR in person.roles else "sites"
    return {"tables": (kind,), "table": (kind, full.tables[kind].pk)}


def _more_pages(person, full):
    if Role.ADMINISTRATOR in person.roles:
        yield "table", ("people", full.tables["done"].pk), ""
    if person.roles & ADDRESSES["problems"].roles:
        yield "problems", (), "?state=open&order=deadline&category=solid_waste"
        yield "problems", (), "?q=没有这样的问题"
    if Role.GRID_MEMBER in person.roles:
        yield "patrol_page", (), ""
    if Role.TOWNSHIP_LEADER in person.roles:
        yield "report", (full.township_monthly.pk,), ""


def things_of(county, full) -> dict[str, tuple]:
    """What fills the addresses that name a thing."""
    member, report = county.grid_member, full.county_ranking
    return {
        "problem_export": (full.export.pk,),
        "problem_reported": (full.reported.pk,),
        "import_batch": (full.imported.pk,),
        **dict.fromkeys(MONITORED, (full.monitored.pk,)),
        "answer_suggestion": (full.suggestion.pk,),
        **dict.fromkeys(("person", "change_person", "appoint"), (member.pk,)),
        "end_post": (member.pk, member.posts.get().pk),
        "unit": (county.station.pk,),
        **dict.fromkeys(("report", "report_differences"), (report.pk,)),
        "report_figure": (report.pk, full.figure.pk),
        "daily_brief": (full.brief.division_code, full.brief.day.isoformat()),
        "figure_records": ("patrols", "count"),
    }


def _records_of(person, full):
    visible = set(Problem.objects.visible_to(person).values_list("pk", flat=True))
    records = (getattr(full, way).pk for way in (*STEPS, "suspended", "rejected"))
    yield from (("problem", (pk,), "") for pk in records if pk in visible)


def _steps_of(person, county, full):
    for way, by_person in STEPS.items():
        for who, steps in by_person.items():
            if person == getattr(county, who):
                yield from (("problem_step", (getattr(full, way).pk, step), "") for step in steps)


class Examiner:
    """Looks at a page in both dresses; a page made of nothing new needs no second look."""

    def __init__(self):
        self.seen, self.complaints = set(), []

    def look(self, visitor, name, *, only=None):
        page = visitor.page
        made_of = page.evaluate(MADE_OF)
        if page.evaluate(WIDTH) > page.viewport_size["width"]:
            self.complaints.append(f"{name}: wider than the screen")
        if made_of in self.seen:
            return
        self.seen.add(made_of)
        page.evaluate(AXE_SCRIPT)
        self._ask_axe(page, name, {"resultTypes": ["violations"]} | ({"runOnly": only} if only else {}))
        if visitor.phone:
            self.complaints += [f"{name}: too small to tap: {one}" for one in page.evaluate(TOO_SMALL)]

    def _ask_axe(self, page, where, options):
        for violation in page.evaluate(VIOLATIONS, options):
            nodes = [f"{' '.join(node['target'])} {node['failureSummary']}" for node in violation["nodes"][:4]]
            self.complaints.append(f"{where}: {violation['id']} {nodes}")


def test_every_page_of_every_role_is_readable_and_reachable_on_the_phone(visit, county):
    full, examiner, opened = populate(county, at=clock.now()), Examiner(), {"login"}
    stranger = visit(phone=True)
    stranger.go("login")
    examiner.look(stranger, "login")
    for person in county.by_role.values():
        visitor = visit(person, phone=True)
        for name, arguments, query in pages_of(person, county, full):
            visitor.go(name, *arguments, query=query)
            opened.add(name)
            examiner.look(visitor, name)
        visitor.context.close()

    assert {name for name, address in ADDRESSES.items() if not address.post_only} - NO_PAGES == opened
    assert not examiner.complaints, "\n".join(sorted(set(examiner.complaints)))


def test_every_page_is_readable_on_the_pc_by_day_and_by_night(visit, county):
    """Each page once, by the first who may open it: what roles see differently has been looked at on the phone."""
    full, day, night, opened = populate(county, at=clock.now()), Examiner(), Examiner(), set()
    for person in county.by_role.values():
        visitor = visit(person, reduced_motion="reduce")  # colours change at once
        for page in pages_of(person, county, full):
            if page not in opened:
                opened.add(page)
                name, arguments, query = page
                visitor.go(name, *arguments, query=query)
                day.look(visitor, name)
                visitor.page.emulate_media(color_scheme="dark")
                night.look(visitor, f"{name} by night", only=["color-contrast"])
                visitor.page.emulate_media(color_scheme="light")
        visitor.context.close()

    complaints = day.complaints + night.complaints
    assert not complaints, "\n".join(sorted(set(complaints)))
