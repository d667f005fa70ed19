"""What a person's home page shows: work first, then a few figures, each of which opens its records.

Reads only; the places of the links are the ledger's own filters, so a figure equals the list behind it.
"""

import datetime as dt
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from apps.accounts.roles import COUNTY, LEDGER, TOWNSHIP, Role
from apps.common import clock
from apps.common.charts import Part
from apps.common.queries import calendar
from apps.inspections.queries import spot_checks
from apps.problems.models import Problem, ProblemEvent, is_due_soon, is_overdue
from apps.problems.queries import for_list, with_places
from apps.problems.states import OPEN
from apps.problems.waiting import waiting_for
from apps.territory import queries as territory
from apps.workbench import patrols
from apps.workbench.models import Suggestion

DESK_ROWS = 8
MONTHS = 12


@dataclass
class Desk:
    """Everything on the home page of one person on one day."""

    waiting: list = field(default_factory=list)
    waiting_total: int = 0
    late: list = field(default_factory=list)
    late_total: int = 0
    news: list = field(default_factory=list)
    figures: list = field(default_factory=list)
    ages: list = field(default_factory=list)
    late_places: list = field(default_factory=list)
    answers: int = 0
    duties: list = field(default_factory=list)
    # Places whose day was asked for once more today: (code, name).
    unreported: list = field(default_factory=list)


def desk_of(user, *, today: dt.date) -> Desk:
    desk = Desk(answers=Suggestion.objects.visible_to(user).answered().filter(read_at__isnull=True).count())
    if user.roles & LEDGER:
        _lay_work(desk, user, today)
        _lay_figures(desk, user, today)
        patrols.lay(desk, user, today)
    if user.roles & (TOWNSHIP | COUNTY):
        _lay_picture(desk, user, today)
    if user.roles & COUNTY:
        _lay_spot_checks(desk, user)
    if Role.ADMINISTRATOR in user.roles:
        _lay_duties(desk, user, today)
    return desk


def ledger_url(**filters) -> str:
    return f"{reverse('problems')}?{urlencode(filters)}" if filters else reverse("problems")


# --- Work ---


def _lay_work(desk, user, today):
    waiting = for_list(waiting_for(user, today=today))
    late = for_list(Problem.objects.visible_to(user).overdue(today).order_by("due_key", "pk"))
    desk.waiting, desk.waiting_total = list(waiting[:DESK_ROWS]), waiting.count()
    # What is late and waits for this person stands above already.
    above = [problem.pk for problem in desk.waiting]
    desk.late, desk.late_total = list(late.exclude(pk__in=above)[:DESK_ROWS]), late.count()
    desk.news = list(_news(user, today))
    with_places([*desk.waiting, *desk.late, *(event.problem for event in desk.news)])


def _news(user, today):
    """The last steps that others took on problems in one's sight, of the last fortnight."""
    since = clock.start_of(today - dt.timedelta(days=14))
    moved = Problem.objects.visible_to(user).filter(updated_at__gte=since).order_by("-updated_at", "-pk")
    keys = list(moved.values_list("pk", flat=True)[: 3 * DESK_ROWS])
    events = ProblemEvent.objects.filter(problem_id__in=keys, at__gte=since).exclude(by=user)
    return events.select_related("problem").order_by("-at", "-pk")[:DESK_ROWS]


# --- Figures ---


def _lay_figures(desk, user, today):
    visible = Problem.objects.visible_to(user)
    first, _ = clock.month_of(today)
    counted = visible.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=is_overdue(today)),
        soon=Count("pk", filter=is_due_soon(today)),
    )
    new, closed = _by_month(visible, "created_at", today), _by_month(visible.closed(), "closed_on", today)
    month = first.isoformat()
    desk.figures = [
        {"label": "未办结", "value": counted["open"], "url": ledger_url(state="open")},
        {"label": "已超期", "value": counted["late"], "url": ledger_url(due="overdue"), "better": "less"},
        {"label": "三天内到期", "value": counted["soon"], "url": ledger_url(due="soon")},
        _figure("本月登记", new, ledger_url(registered_from=month)),
        _figure("本月销号", closed, ledger_url(closed_from=month)),
    ]


def _figure(label, series, url):
    return {"label": label, "value": series[-1], "url": url, "last_month": series[-2], "series": series}


def _by_month(rows, column, today) -> list[int]:
    """Counts of the last twelve months, the running one last."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - dt.timedelta(days=1)).replace(day=1))
    since = clock.start_of(months[0]) if column == "created_at" else months[0]
    counted = (
        rows.filter(**{f"{column}__gte": since})
        .annotate(month=TruncMonth(column))
        .values("month")
        .annotate(n=Count("pk"))
        .values_list("month", "n")
    )
    found = {(month.year, month.month): n for month, n in counted}
    return [found.get((month.year, month.month), 0) for month in months]


# --- The picture for those who look after many ---

AGES = (
    ("一周内", 0, 7, "step-1"),
    ("一个月内", 8, 30, "step-2"),
    ("三个月内", 31, 90, "step-3"),
    ("更久", 91, None, "step-4"),
)


def _lay_picture(desk, user, today):
    open_ones = Problem.objects.visible_to(user).open()
    bounds = {label: _between(today, youngest, oldest) for label, youngest, oldest, _ in AGES}
    counted = open_ones.aggregate(
        **{f"age_{n}": Count("pk", filter=_registered(*bounds[label])) for n, (label, *_) in enumerate(AGES)}
    )
    desk.ages = [
        Part(label, counted[f"age_{n}"], tone, ledger_url(state="open", **_range(*bounds[label])))
        for n, (label, *_, tone) in enumerate(AGES)
    ]
    if user.roles & COUNTY:
        desk.late_places = _late_places(user, today)


def _between(today, youngest, oldest):
    """First and last day of registration for an age in days."""
    first = today - dt.timedelta(oldest) if oldest is not None else None
    return first, today - dt.timedelta(youngest)


def _registered(first, last) -> Q:
    until = Q(created_at__lt=clock.start_of(last + dt.timedelta(days=1)))
    return until & Q(created_at__gte=clock.start_of(first)) if first else until


def _range(first, last) -> dict:
    named = {"registered_from": first, "registered_until": last}
    return {name: day.isoformat() for name, day in named.items() if day}


def _late_places(user, today):
    """Townships by what is late, the most first: units, never persons."""
    rows = (
        Problem.objects.visible_to(user)
        .overdue(today)
        .exclude(township_code=user.county_code)
        .values("township_code")
        .annotate(n=Count("pk"))
        .order_by("-n", "township_code")
    )
    counted = list(rows[:DESK_ROWS])
    known = territory.names([row["township_code"] for row in counted])
    return [
        {
            "name": known.get(row["township_code"], row["township_code"]),
            "value": row["n"],
            "url": ledger_url(township=row["township_code"], due="overdue"),
        }
        for row in counted
    ]


# --- Sites to be checked ---


def _lay_spot_checks(desk, user):
    """Only for whom they were drawn: nobody else may know of them yet."""
    days = list(spot_checks.waiting_for(user).values_list("draw__due_on", flat=True))
    if days:
        words = f"有 {len(days)} 处抽查等您去，最早 {days[0].month}月{days[0].day}日 到期"
        desk.duties.append((words, reverse("my_spot_checks"), "我的抽查"))


# --- The administrator's own duties ---


def _lay_duties(desk, user, today):
    unanswered = Suggestion.objects.within(user.county_code).unanswered().count()
    if unanswered:
        desk.duties.append((f"有 {unanswered} 条意见建议等您答复", reverse("suggestion_box"), "去答复"))
    if today.month >= 11 and not calendar().is_final(today.replace(year=today.year + 1, month=12, day=31)):
        desk.duties.append(
            (
                f"{today.year + 1} 年的放假安排还没有录入，跨年的工作日期限暂按法定节假日推算",
                reverse("calendar_year"),
                "去录入",
            )
        )
