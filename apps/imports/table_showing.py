"""Imports by template in the words of the office, ready for a template."""

from apps.imports.showing import TONES
from apps.imports.tables.running import COUNTED
from apps.imports.words import IGNORED_REASONS, Outcome, Status


def sum_up(counts: dict, unit: str) -> str:
    """新增 3 个点位，更新 4 个点位，没有变化 4 个点位；读不懂 1 行"""
    parts = [f"{outcome.label} {counts[name]:,} {unit}" for name, outcome in COUNTED.items()
             if counts.get(name) and outcome != Outcome.FAILED]  # fmt: skip
    failed = f"读不懂 {counts['failed']:,} 行" if counts.get("failed") else ""
    return "；".join(filter(None, ["，".join(parts), failed])) or "没有读到任何一行"


def has_effect(table) -> bool:
    counts = table.counts or table.promise
    return bool(counts.get("created") or counts.get("updated"))


def compared(table) -> list[dict]:
    """What the preview promised beside what happened."""
    return [
        {"label": outcome.label, "promised": table.promise.get(name, 0), "done": table.counts.get(name, 0)}
        for name, outcome in COUNTED.items()
    ]


def kept_promise(table) -> bool:
    return all(line["promised"] == line["done"] for line in compared(table))


def in_a_list(table) -> dict:
    """A line in the list of imports."""
    words = "".join(table.complaints[:1]) if table.status == Status.UNREADABLE else ""
    counted = "，".join(
        f"{outcome.label} {(table.counts or table.promise).get(name):,}" for name, outcome in COUNTED.items()
        if (table.counts or table.promise).get(name)
    )  # fmt: skip
    return {"table": table, "tone": TONES[table.status], "words": words or counted}


def sheets_of(table) -> list[dict]:
    """The sheets that were read, with what each column was taken as and what was left out, in words."""
    return [sheet | {"left_out": _left_out(sheet["ignored"])} for sheet in table.sheets if sheet["header_row"]]


def arrange(row, table, resource) -> None:
    """The database keeps an object's keys in an order of its own; people know that of the columns."""
    labels = [label for sheet in table.sheets if sheet["name"] == row.sheet for label, _ in sheet["headers"].values()]
    headings = [column.heading for column in resource.columns.values()]
    row.raw, row.changes = _in_order(row.raw, labels), _in_order(row.changes, headings)


def _in_order(texts, order) -> dict:
    return {key: texts[key] for key in dict.fromkeys([*order, *texts]) if key in texts}


def _left_out(ignored) -> list[str]:
    reasons = {}
    for line in ignored:
        reasons.setdefault(line["reason"], []).append(line["row"])
    return [f"{IGNORED_REASONS[reason]}：第 {_numbers(rows)} 行" for reason, rows in reasons.items()]


def _numbers(rows) -> str:
    shown = "、".join(str(row) for row in rows[:12])
    return shown if len(rows) <= 12 else f"{shown} 等 {len(rows)}"


def columns_of(resource) -> list[dict]:
    """The columns of the template for the page: heading, whether it must be filled in, how."""
    shown = [resource.columns[name] for name in resource.template_columns("")]
    return [{"heading": one.heading, "required": one.required, "help": one.help} for one in shown]
