"""Reading reports: the list of a month, what a figure opens, what has changed since, what differs between versions."""

import datetime as dt
from dataclasses import dataclass

from apps.accounts.models import Post
from apps.assessments.metrics import MEASURES
from apps.assessments.periods import months_later
from apps.common.models import LongWork
from apps.problems.models import Problem
from apps.reports.kinds import ReportKind, Section
from apps.reports.models import Figure, Report, ReportRun, ReportText
from apps.territory import queries as territory
from apps.territory.levels import CODE_LENGTH, Level

Target = tuple[ReportKind, str]  # what is reported, and on which place


def months(user) -> list[dt.date]:
    """Months with a report that this person may read, newest first."""
    return list(Report.objects.visible_to(user).order_by("-month").values_list("month", flat=True).distinct())


def of_month(user, month):
    """The newest version that the person may read of each report, the county's first."""
    reports = Report.objects.visible_to(user).filter(month=month).newest()
    return reports.select_related("published_by", "made_by")


def targets(code: str, *, month) -> list[Target]:
    """The reports that a county or a township has in a month."""
    if len(code) != CODE_LENGTH[Level.COUNTY]:
        return [(ReportKind.TOWNSHIP_MONTHLY, code[: CODE_LENGTH[Level.TOWNSHIP]])]
    last_day = months_later(month, 1) - dt.timedelta(days=1)
    below = territory.townships(code, on=last_day).values_list("code", flat=True)
    return [(ReportKind.COUNTY_RANKING, code), *((ReportKind.TOWNSHIP_MONTHLY, township) for township in below)]


def counties_at_work(*, on) -> list[str]:
    """Counties in which somebody holds a post."""
    codes = Post.objects.in_force(on).values_list("division_id", flat=True).distinct()
    length = CODE_LENGTH[Level.COUNTY]
    return sorted({code[:length] for code in codes if len(code) >= length})


def missing(county: str, *, month) -> list[Target]:
    """Reports of a month that do not exist in any version."""
    made = set(Report.objects.within(county).filter(month=month).values_list("kind", "division_code"))
    return [target for target in targets(county, month=month) if target not in made]


def latest(kind, division_code, month) -> Report | None:
    return Report.objects.within(division_code).of(kind, division_code, month).order_by("-version").first()


def versions(user, report):
    """All versions of the same report that the person may read, newest first."""
    same = Report.objects.visible_to(user).of(report.kind, report.division_code, report.month)
    return same.select_related("published_by").order_by("-version")


def texts(report) -> dict[str, str]:
    """Sentences added by people: frozen with a published report, the present ones for a draft."""
    if not report.is_draft:
        return {section.value: report.texts.get(section.value, "") for section in Section}
    found = ReportText.objects.within(report.division_code)
    found = found.filter(kind=report.kind, division_code=report.division_code, month=report.month)
    written = dict(found.values_list("section", "text"))
    return {section.value: written.get(section.value, "") for section in Section}


# --- What a figure opens ---


@dataclass(frozen=True)
class Opened:
    """The problems behind a figure that the reader may see, and how many are out of sight."""

    problems: list[Problem]
    hidden: int
    changed: int


def opened(figure: Figure, user) -> Opened:
    seen = Problem.objects.visible_to(user).filter(pk__in=figure.ids).order_by("pk")
    problems = list(seen.select_related("lead_organisation"))
    changed = sum(problem.updated_at > figure.report.made_at for problem in problems)
    return Opened(problems, len(figure.ids) - len(problems), changed)


def changed_since(report) -> int:
    """How many of the records behind the report were changed after it was computed."""
    ids = [int(pk) for pk in report.snapshot["problems"]]
    behind = Problem.objects.everywhere("records behind a report the reader has in hand; only their number is said")
    return behind.filter(pk__in=ids, updated_at__gt=report.made_at).count()


# --- What differs between versions ---


@dataclass(frozen=True)
class Difference:
    figure: Figure
    before: int
    added: int
    removed: int

    @property
    def name(self) -> str:
        return MEASURES[self.figure.key].name if self.figure.key in MEASURES else self.figure.key


def differences(before: Report, after: Report) -> list[Difference]:
    """Figures whose records are not the same, in the order of the report."""
    old = {(f.key, f.assessee, f.part): set(f.ids) for f in before.figures.all()}
    result = []
    for figure in after.figures.all():
        then = old.get((figure.key, figure.assessee, figure.part), set())
        now = set(figure.ids)
        if then != now:
            result.append(Difference(figure, len(then), len(now - then), len(then - now)))
    return result


# --- How far the making is ---


@dataclass(frozen=True)
class Progress:
    done: int
    failed: int
    total: int
    failure: str = ""

    @property
    def is_over(self) -> bool:
        return self.done + self.failed == self.total


def progress(user, month) -> Progress:
    runs = list(ReportRun.objects.visible_to(user).filter(month=month))
    failures = [run.failure for run in runs if run.stage == LongWork.Stage.FAILED]
    done = sum(run.stage == LongWork.Stage.DONE for run in runs)
    return Progress(done, len(failures), len(runs), failures[0] if failures else "")
