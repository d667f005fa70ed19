"""The township's brief of a working day: its figures, its sentences, its Word file. A village without a record prints 未报."""

import datetime as dt
from typing import IO

from django.db.models import Count, Sum
from django.utils import timezone

from apps.common.queries import calendar
from apps.inspections.models import Finding, Patrol
from apps.inspections.queries.days import rows_of_place
from apps.reports.kinds import BRIEF_TITLE
from apps.reports.official import Document
from apps.reports.wording import counted
from apps.territory import queries as territory

NOT_REPORTED = "未报"
FIGURES = ("patrols", "persons", "visits", "found", "fixed")
COLUMNS = (
    "村（社区）",
    "情况",
    "巡查\n（次）",
    "巡查\n人次",
    "到点位\n（个次）",
    "发现问题\n（件）",
    "现场整改\n（件）",
)
WIDTHS = (34, 16, 18, 14, 20, 20, 20)
WEEKDAYS = "一二三四五六日"


def snapshot(division_code: str, day: dt.date, *, organ: str, at: dt.datetime) -> dict:
    """Everything the file says, as it was known at the moment of making. The township itself owes no report."""
    patrols = Patrol.objects.within(division_code)
    before, rows = _rest_days_before(day), rows_of_place(patrols, day=day, place=division_code)
    place = territory.names([division_code]).get(division_code, division_code)
    return {
        "place": place,
        "organ": organ,
        "day": day,
        "until": _spoken_moment(day, at),
        "rows": [_row(row, division_code, place) for row in rows if row.reported or row.code != division_code],
        "finds": _finds(division_code, day),
        "rest": {"days": before, **_sums(patrols.counting().filter(day__in=before))} if before else None,
    }


def _row(row, township, place) -> dict:
    name = "镇本级" if row.code == township else row.name.removeprefix(place)
    return {"code": row.code, "name": name, "words": row.words, **{key: getattr(row, key) for key in FIGURES}}


def _finds(division_code, day) -> list[dict]:
    """What was found that day, in the order of finding; persons are not named."""
    findings = Finding.objects.filter(patrol__in=Patrol.objects.within(division_code).counting().filter(day=day))
    findings = list(findings.select_related("problem", "patrol").order_by("patrol__found_at", "pk"))
    known = territory.names({finding.problem.division_code for finding in findings})
    names = {code: territory.short_village(name) for code, name in known.items() if len(code) > len(division_code)}
    return [
        {
            "number": finding.problem.number,
            "place": territory.place_name(finding.problem.division_code, names) or "镇本级",
            "heading": finding.problem.heading,
            "fixed": finding.fixed_on_spot,
        }
        for finding in findings
    ]


def _rest_days_before(day) -> list[dt.date]:
    """The days of rest that ended the day before, which have no brief of their own."""
    is_workday, found = calendar().is_workday, []
    day -= dt.timedelta(days=1)
    while not is_workday(day):
        found.insert(0, day)
        day -= dt.timedelta(days=1)
    return found


def _sums(patrols) -> dict:
    return patrols.aggregate(
        patrols=Count("pk"), persons=Sum("persons", default=0), found=Sum("finding_count", default=0)
    )


def _spoken_moment(day, at) -> str:
    made = timezone.localtime(at)
    if made.date() != day:
        return "当天24时"
    return f"{made.hour}时" if made.minute == 0 else f"{made.hour}时{made.minute:02d}分"


# --- What it says ---


def sentences(data: dict) -> list[str]:
    villages = [row for row in data["rows"] if row["name"] != "镇本级"]
    silent = [row["name"] for row in villages if row["words"] == NOT_REPORTED]
    words = f"截至{data['until']}，{data['place']}{len(villages)}个村（社区）中，已报{len(villages) - len(silent)}个"
    nil = [row for row in villages if row["words"] == "零报告"]
    words += f"（其中确认没有发现问题、没有登记巡查的{len(nil)}个）" if nil else ""
    words += (
        f"，未报{len(silent)}个：{'、'.join(silent)}。未报不等于没有问题，请尽快核实补报。"
        if silent
        else "，没有漏报。"
    )
    return [words, _what_was_done(data), *([_rest(data["rest"])] if _has_rest(data) else [])]


def _what_was_done(data) -> str:
    sums = {key: sum(row[key] or 0 for row in data["rows"]) for key in FIGURES}
    if not sums["patrols"]:
        return "当天没有登记巡查。"
    words = f"开展巡查{sums['patrols']}次、{sums['persons']}人次，到点位{sums['visits']}个次。"
    if not sums["found"]:
        return f"{words}登记的巡查没有发现问题。"
    where = [(row["name"], row["found"]) for row in data["rows"] if row["found"]]
    fixed = f"，其中现场整改{sums['fixed']}件" if sums["fixed"] else ""
    return f"{words}发现问题{sums['found']}件{fixed}：{counted(where, most=len(where))}。"


def _has_rest(data) -> bool:
    return bool(data["rest"] and data["rest"]["patrols"])


def _rest(rest) -> str:
    first, last = (_day(rest["days"][index]) for index in (0, -1))
    when = f"{first.month}月{first.day}日" + (f"至{last.month}月{last.day}日" if last != first else "")
    found = f"，发现问题{rest['found']}件" if rest["found"] else "，没有登记问题"
    return f"{when}休息期间，登记巡查{rest['patrols']}次、{rest['persons']}人次{found}。"


def find_lines(data: dict) -> list[str]:
    return [
        f"{number}. {one['place']}：{one['heading'].rstrip('。')}（{one['number']}，{'已现场整改' if one['fixed'] else '已登记台账'}）。"
        for number, one in enumerate(data["finds"], start=1)
    ]


def table(data: dict) -> list[tuple[str, ...]]:
    return [(row["name"], row["words"], *_figures(row)) for row in data["rows"]]


def _figures(row) -> tuple[str, ...]:
    """未报 in every column: never a nought."""
    return tuple(NOT_REPORTED if row[key] is None else str(row[key]) for key in FIGURES)


def titled(data: dict, *, line_end: str = "") -> str:
    day = _day(data["day"])
    return f"{data['place']}{day.year}年{day.month}月{day.day}日{line_end}{BRIEF_TITLE}"


def write(data: dict, stream: IO[bytes]) -> None:
    """From the snapshot alone: the same snapshot gives the same bytes."""
    day = _day(data["day"])
    document = Document(title=titled(data, line_end="\n"), organ=data["organ"])
    document.paragraph(f"现将{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）网格巡查情况报告如下。")
    document.heading1("总体情况")
    for sentence in sentences(data):
        document.paragraph(sentence)
    document.heading1("发现的问题")
    for line in find_lines(data) or ["当天没有登记问题。"]:
        document.paragraph(line)
    document.heading1("各村（社区）情况")
    document.table(COLUMNS, table(data), widths=WIDTHS)
    document.signature(data["organ"], day)
    document.save(stream)


def _day(value) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
