"""The records behind a figure for a page, one page at a time, whatever kind of record they are."""

from dataclasses import dataclass

from apps.assessments.subjects import COUNTED_IN, Subject
from apps.common.paging import Page, page_of
from apps.inspections.models import Patrol, PatrolTask, Site, SpotCheck
from apps.inspections.queries import village_days
from apps.inspections.queries.grids import places_of
from apps.problems.models import Problem

PAGE = 50
NAMED = {
    Subject.PROBLEM: "问题",
    Subject.PATROL: "巡查记录",
    Subject.TASK: "巡查任务",
    Subject.SITE: "点位",
    Subject.CHECK: "抽查",
    Subject.DAY: "村和日期",
}


@dataclass(frozen=True)
class Behind:
    """One page of the records behind a figure, and how many there are that the reader may see."""

    subject: Subject
    page: Page
    seen: int

    @property
    def template(self) -> str:
        return f"assessments/records/{self.subject.value}.html"

    @property
    def name(self) -> str:
        return NAMED[self.subject]

    @property
    def unit(self) -> str:
        return COUNTED_IN[self.subject]


def visible(subject: Subject, user, keys):
    """Of the records with these keys those that the reader may see: a queryset, for villages' days a list of keys."""
    if subject == Subject.DAY:
        mine = tuple(user.division_codes)
        return [key for key in keys if str(key).startswith(mine)] if mine else []
    model = {
        Subject.PROBLEM: Problem,
        Subject.PATROL: Patrol,
        Subject.TASK: PatrolTask,
        Subject.SITE: Site,
        Subject.CHECK: SpotCheck,
    }[subject]
    return model.objects.visible_to(user).filter(pk__in=keys)


def page_behind(subject: Subject, rows, user, *, cursor: str = "") -> Behind:
    """`rows` is a queryset of the subject's records, for villages' days a list of keys."""
    if subject == Subject.DAY:
        return Behind(subject, _page_of_days(rows, cursor), len(rows))
    page = page_of(_with_relations(subject, rows), key="-pk", cursor=cursor, size=PAGE)
    spoken = places_of({row.division_code for row in page})
    for row in page:
        row.place = spoken.get(row.division_code) or row.division_code
        row.in_sight = any(row.division_code.startswith(code) for code in user.division_codes)
    return Behind(subject, page, rows.count())


def _with_relations(subject, rows):
    if subject == Subject.PATROL:
        return rows.defer("body").prefetch_related("visits__site")
    related = {
        Subject.PROBLEM: ("lead_organisation",),
        Subject.TASK: ("plan", "site", "grid"),
        Subject.SITE: ("kind",),
        Subject.CHECK: ("site",),
    }
    return rows.select_related(*related[subject])


def _page_of_days(keys, cursor) -> Page:
    """Newest day first. The cursor is the number of rows before the page."""
    ordered = sorted(keys, key=lambda key: (-(key % 1_000_000), key))
    start = int(cursor) if cursor.isascii() and cursor.isdigit() and int(cursor) < len(ordered) else 0
    end = start + PAGE
    return Page(
        village_days.told(ordered[start:end]),
        next_cursor=str(end) if end < len(ordered) else "",
        previous_cursor=str(max(start - PAGE, 0)) if start else "",
    )
