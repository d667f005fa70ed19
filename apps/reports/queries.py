"""Reading reports: the list of a month, what a figure opens, what has changed since, what differs between versions."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Left

from apps.accounts.models import Post
from apps.accounts.roles import TOWNSHIP, Role
from apps.assessments.listing import visible
from apps.assessments.periods import months_later
from apps.assessments.subjects import COUNTED_IN, Subject
from apps.common.models import LongWork
from apps.common.queries import calendar
from apps.inspections.models import Patrol
from apps.problems.models import Problem
from apps.reports.kinds import ReportKind, Section
from apps.reports.models import DailyBrief, Figure, Report, ReportRun, ReportText
from apps.territory import queries as territory
from apps.territory.levels import CODE_LENGTH, Level
from apps.territory.models import Division

# How long the page still says that a making is over.
SHOWN_AFTERWARDS = dt.timedelta(minutes=2)
TAKEN_UP_AFTER = dt.timedelta(minutes=1)

Target = tuple[ReportKind, str]  # what is reported, and on which place


def months(user) -> list[dt.date]:
    """Months with a report that this person may read, newest first."""
    return list(Report.objects.visible_to(user).order_by("-month").values_list("month", flat=True).distinct())


def of_month(user, month):
    """The newest version that the person may read of each report, the county's first."""
    reports = Report.objects.visible_to(user).filter(month=month).newest().defer("snapshot", "extracts", "texts")
    return reports.annotate(
        name=models.F("snapshot__division__name"),
        due=models.F("snapshot__totals__in_time"),
        overdue=models.F("snapshot__totals__overdue"),
    )


def opening_figures(reports, keys) -> dict[tuple, int]:
    """The figures that totals in a list of reports open: (report, key, part) -> figure."""
    figures = Figure.objects.filter(report__in=[report.pk for report in reports], assessee="", key__in=keys)
    return {(report, key, part): pk for report, key, part, pk in figures.values_list("report", "key", "part", "pk")}


def targets(code: str, *, month) -> list[Target]:
    """The reports that a county or a township has in a month."""
    if len(code) != CODE_LENGTH[Level.COUNTY]:
        return [(ReportKind.TOWNSHIP_MONTHLY, code[: CODE_LENGTH[Level.TOWNSHIP]])]
    last_day = months_later(month, 1) - dt.timedelta(days=1)
    below = territory.townships(code, on=last_day).values_list("code", flat=True)
    return [(ReportKind.COUNTY_RANKING, code), *((ReportKind.TOWNSHIP_MONTHLY, township) for township in below)]


def targets_of(user, *, month) -> list[Target]:
    """The reports that this person makes: the county's with all its townships', or the own township's."""
    found = []
    for post in user.current_posts:
        if post.role == Role.COUNTY_STAFF or post.role in TOWNSHIP:
            found += targets(post.division_id, month=month)
    return list(dict.fromkeys(found))


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
    return same.defer("snapshot", "extracts").select_related("published_by").order_by("-version")


def version_before(user, report) -> Report | None:
    return versions(user, report).filter(version__lt=report.version).first()


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
    """The records behind a figure that the reader may see, and how many of the stored ones are not among them."""

    records: object
    seen: int
    changed: int
    hidden: int


def opened(figure: Figure, subject: Subject, user) -> Opened:
    """`records` is a queryset, for villages' days a list of keys."""
    records = visible(subject, user, figure.ids)
    moved = _moved(subject, figure.report)
    if subject == Subject.DAY:
        counts = {"seen": len(records), "changed": 0}
    else:
        counts = records.aggregate(seen=models.Count("pk"), changed=models.Count("pk", filter=moved))
    return Opened(records, counts["seen"], counts["changed"], figure.value - counts["seen"])


def _moved(subject, report) -> models.Q:
    """What changed after the report was computed: a problem went on, a patrol was taken back."""
    since = {Subject.PROBLEM: "updated_at__gt", Subject.PATROL: "taken_back_at__gt"}.get(subject)
    return models.Q(**{since: report.made_at}) if since else models.Q(pk__in=[])


def changed_since(report) -> int:
    """How many of the records behind the report were changed after it was computed."""
    behind = {Subject.PROBLEM: Problem, Subject.PATROL: Patrol}
    ids: dict[Subject, set] = {subject: set() for subject in behind}
    subjects = {one["key"]: one.get("subject", Subject.PROBLEM) for one in report.snapshot["measures"]}
    for key, listed in report.figures.filter(assessee="").values_list("key", "ids"):
        if subjects.get(key) in ids:
            ids[Subject(subjects[key])].update(listed)
    return sum(
        model.objects.everywhere("records behind a report the reader has in hand; only their number is said")
        .filter(_moved(subject, report), pk__in=ids[subject])
        .count()
        for subject, model in behind.items()
    )


# --- What differs between versions ---


@dataclass(frozen=True)
class Difference:
    figure: Figure
    name: str
    unit: str
    counted_in: str
    before: int
    added: int
    removed: int


def differences(before: Report, after: Report) -> list[Difference]:
    """Figures whose records are not the same, in the order of the report."""
    measures = {
        one["key"]: (one["name"], COUNTED_IN[Subject(one.get("subject", Subject.PROBLEM))])
        for one in after.snapshot["measures"]
    }
    units = {"": "合计"} | {unit["code"]: unit["name"] for unit in after.snapshot["units"]}
    old = {(one.key, one.assessee, one.part): set(one.ids) for one in before.figures.all()}
    result = []
    for figure in after.figures.all():
        then, now = old.get((figure.key, figure.assessee, figure.part), set()), set(figure.ids)
        if then != now:
            name, counted_in = measures[figure.key]
            unit = units[figure.assessee]
            result.append(Difference(figure, name, unit, counted_in, len(then), len(now - then), len(then - now)))
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

    @property
    def words(self) -> str:
        if self.failed:
            return f"{self.failed}份没有生成：{self.failure}"
        return f"{self.total}份已生成，数据没有变化的沿用原来的版本。" if self.is_over else ""


def progress(user, month, *, now) -> Progress | None:
    """How far the last making of a month is; None when it was over a while ago."""
    runs = list(ReportRun.objects.visible_to(user).filter(month=month))
    asked = max((run.asked_at for run in runs), default=None)
    runs = [run for run in runs if run.asked_at == asked]
    if not runs or all(run.is_over and now - (run.finished_at or asked) > SHOWN_AFTERWARDS for run in runs):
        return None
    failures = [run.failure for run in runs if run.stage == LongWork.Stage.FAILED]
    done = sum(run.stage == LongWork.Stage.DONE for run in runs)
    return Progress(done, len(failures), len(runs), failures[0] if failures else "")


def forgotten_runs(now):
    """Reports that people wait for and nobody has begun."""
    queued = ReportRun.objects.everywhere("carry on what was asked for").filter(stage=LongWork.Stage.QUEUED)
    return queued.filter(asked_at__lt=now - TAKEN_UP_AFTER).order_by("pk")


def is_queued(kind, division_code, month) -> bool:
    runs = ReportRun.objects.within(division_code).filter(kind=kind, division_code=division_code, month=month)
    return runs.filter(stage=LongWork.Stage.QUEUED).exists()


# --- Daily briefs ---


def townships_at_work(*, on) -> list[str]:
    """Townships in force in which somebody (of the township or of a village) holds a post."""
    length = CODE_LENGTH[Level.TOWNSHIP]
    held = Post.objects.in_force(on).annotate(township=Left("division_id", length)).values_list("township", flat=True)
    townships = Division.objects.in_force(on).filter(level=Level.TOWNSHIP, code__in=set(held.distinct().order_by()))
    return list(townships.order_by("code").values_list("code", flat=True))


def briefs_owed(*, today, hour: int, from_hour: int) -> list[tuple[str, dt.date]]:
    """(township, working day) of briefs that do not exist yet: today's from the hour on, and the working day's before."""
    is_workday = calendar().is_workday
    before = today - dt.timedelta(days=1)
    while not is_workday(before):
        before -= dt.timedelta(days=1)
    days = [before, *([today] if hour >= from_hour and is_workday(today) else [])]
    made = DailyBrief.objects.everywhere("briefs that exist").filter(day__in=days)
    made = set(made.values_list("division_code", "day"))
    return [(code, day) for day in days for code in townships_at_work(on=day) if (code, day) not in made]


def briefs(user, *, month: dt.date | None = None):
    """Briefs in sight, newest first, without their files."""
    found = DailyBrief.objects.visible_to(user).defer("content")
    if month:
        found = found.filter(day__gte=month, day__lt=months_later(month, 1))
    return found
