"""Every page, for every role that it is open to, on the phone and the PC, light and dark: readable, reachable, no wider
than the screen."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from apps.accounts.roles import Role
from apps.common import clock
from apps.problems.models import Problem
from tests.browser.a_full_county import populate
from tests.structure.addresses import ADDRESSES

# Colours on their way to another colour are nobody's colours.
STILL = {"reduced_motion": "reduce"}
# What is sent by POST, is a file, or is a piece of another page.
NO_PAGES = {
    "health",
    "export_problems", "logout", "guessed_category", "problem_photo", "problem_document", "problem_export_file", "import_progress",
    "import_file", "import_returned", "reports_progress", "report_file",
}  # fmt: skip
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
    roles = person.roles
    arguments = {
        "problem_export": [full.export.pk], "import_batch": [full.imported.pk], "suggestion_box": [],
        "answer_suggestion": [full.suggestion.pk], "person": [county.grid_member.pk], "change_person": [county.grid_member.pk],
        "appoint": [county.grid_member.pk], "end_post": [county.grid_member.pk, county.grid_member.posts.get().pk],
        "unit": [county.station.pk], "report": [full.county_ranking.pk], "problem_reported": [full.reported.pk],
        "report_figure": [full.county_ranking.pk, full.figure.pk], "report_differences": [full.county_ranking.pk],
    }  # fmt: skip
    for name, address in ADDRESSES.items():
        if address.post_only or name in NO_PAGES or not address.roles or not roles & address.roles:
            continue
        if name == "problem":
            visible = set(Problem.objects.visible_to(person).values_list("pk", flat=True))
            yield from (("problem", [pk], "") for pk in (getattr(full, way).pk for way in STEPS) if pk in visible)
        elif name == "problem_reported" and person != county.grid_member:
            continue
        elif name == "problem_step":
            yield from _steps_of(person, county, full)
        elif name != "problem_export" or person == county.township_staff:
            yield name, arguments.get(name, []), ""
    if roles & ADDRESSES["problems"].roles:
        yield "problems", [], "?state=open&order=deadline&category=solid_waste"
        yield "problems", [], "?q=没有这样的问题"
    if Role.TOWNSHIP_LEADER in roles:
        yield "report", [full.township_monthly.pk], ""


def _steps_of(person, county, full):
    for way, by_person in STEPS.items():
        for who, steps in by_person.items():
            if person == getattr(county, who):
                yield from (("problem_step", [getattr(full, way).pk, step], "") for step in steps)


class Examiner:
    """Looks at a page in both dresses; a page made of nothing new needs no second look."""

    def __init__(self):
        self.seen, self.complaints = set(), []

    def look(self, visitor, name):
        page = visitor.page
        made_of = (name, page.evaluate(MADE_OF))
        if page.evaluate(WIDTH) > page.viewport_size["width"]:
            self.complaints.append(f"{name}: wider than the screen")
        if made_of in self.seen:
            return
        self.seen.add(made_of)
        page.evaluate(AXE_SCRIPT)
        self._ask_axe(page, name, {"resultTypes": ["violations"]})
        page.emulate_media(color_scheme="dark")
        page.wait_for_timeout(30)
        self._ask_axe(page, f"{name} in the dark", {"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
        page.emulate_media(color_scheme="light")
        if visitor.phone:
            self.complaints += [f"{name}: too small to tap: {one}" for one in page.evaluate(TOO_SMALL)]

    def _ask_axe(self, page, where, options):
        for violation in page.evaluate("(options) => axe.run(document, options)", options)["violations"]:
            nodes = [f"{' '.join(node['target'])} {node['failureSummary']}" for node in violation["nodes"][:4]]
            self.complaints.append(f"{where}: {violation['id']} {nodes}")


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_every_page_of_every_role_is_readable_and_reachable(visit, county, phone):
    full = populate(county, at=clock.now())
    examiner, opened, visits = Examiner(), set(), 0
    stranger = visit(phone=phone, **STILL)
    stranger.go("login")
    examiner.look(stranger, "login")
    for person in county.by_role.values():
        visitor = visit(person, phone=phone, **STILL)
        for name, arguments, query in pages_of(person, county, full):
            visitor.go(name, *arguments, query=query)
            opened.add(name)
            visits += 1
            examiner.look(visitor, name)
        visitor.context.close()

    print("VISITS", visits, "LOOKS", len(examiner.seen))
    expected = {name for name, address in ADDRESSES.items() if not address.post_only} - NO_PAGES
    assert expected - opened - {"login"} == set()
    assert not examiner.complaints, "\n".join(sorted(set(examiner.complaints)))
