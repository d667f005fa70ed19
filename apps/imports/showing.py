"""Rows and results of an import in the words of the office, ready for a template."""

from apps.imports.queries import label_of
from apps.imports.reading.pictures import CELL_FORMULA
from apps.imports.words import COUNTS, IGNORED_REASONS, Outcome, Status
from apps.problems.states import State
from apps.problems.words import Category, DeadlineKind, Source
from apps.territory import queries as territory

_WORDS = {"source": Source, "category": Category, "state": State, "deadline_kind": DeadlineKind}
# Follows from the kind of the deadline, or says nothing to people.
_SILENT = {"deadline_kind"}
_NOTHING, _PICTURE = "（空）", "（图片）"
GROUPS = (
    Outcome.FAILED,
    Outcome.CONFLICT,
    Outcome.REFUSED,
    Outcome.CREATED,
    Outcome.UPDATED,
    Outcome.UNCHANGED,
    Outcome.DUPLICATE,
)


def groups_of(outcomes: dict) -> list[dict]:
    """The groups that hold rows, with their number."""
    return [
        {"value": group.value, "label": group.label, "count": outcomes[group]}
        for group in GROUPS
        if outcomes.get(group)
    ]


def first_group(batch, outcomes: dict) -> str:
    """Before the import what needs a hand, afterwards what it brought."""
    order = GROUPS if batch.is_open else (Outcome.CREATED, Outcome.UPDATED, *GROUPS)
    return next((group.value for group in order if outcomes.get(group)), Outcome.CREATED.value)


def shown_rows(rows, sheets=(), pictures=None) -> list[dict]:
    """Rows of the preview or of the result; one query for all places, whatever the number of rows.

    `pictures` are those beside the rows, by position.
    """
    names = {sheet["name"]: _naming_labels(sheet["headers"]) for sheet in sheets}
    codes = {row.division_code for row in rows} | {
        code for row in rows for code in row.changes.get("division_code", ()) if code
    }
    known = territory.names(codes)
    pictures = pictures or {}
    return [_shown(row, known, names.get(row.sheet, ())) | {"pictures": pictures.get(row.position, ())} for row in rows]


def _shown(row, known, naming) -> dict:
    facts = row.facts or {}
    return {
        "row": row,
        "heading": facts.get("title") or facts.get("description") or _called(row.raw, naming),
        "description": facts.get("description", "") if facts.get("title") else "",
        "place": territory.place_name(row.division_code, known) if row.division_code else "",
        "state": facts.get("state", ""),
        "state_label": State(facts["state"]).label if facts.get("state") else "",
        "deadline": deadline_words(facts),
        "category": Category(facts["category"]).label if facts.get("category") else "",
        "changes": _changes(row.changes, known),
        "raw": [(label, _PICTURE if CELL_FORMULA in text else text) for label, text in row.raw.items()],
    }


def _naming_labels(headers) -> list[str]:
    """Labels of the columns by which people know a row again."""
    taken = {field: label for label, field in headers.values() if field}
    return [taken[field] for field in ("title", "description", "location", "external_no", "village") if field in taken]


def _called(raw, naming) -> str:
    return next((raw[label][:60] for label in naming if raw.get(label)), "")


def deadline_words(facts) -> str:
    kind = facts.get("deadline_kind")
    if kind == DeadlineKind.DATE:
        return facts["deadline"]
    return DeadlineKind(kind).label if kind else ""


def _changes(changes, known) -> list[dict]:
    """(label, old, new) for each changed field; an unknown column by its own label."""
    lines = []
    for column, (old, new) in changes.items():
        if column == "extra":
            labels = [label for label, value in new.items() if (old or {}).get(label) != value]
            lines += [_line(label, (old or {}).get(label), new[label], "", known) for label in labels]
        elif column not in _SILENT or "deadline" not in changes:
            lines.append(_line(label_of(column), old, new, column, known))
    return lines


def _line(label, old, new, column, known) -> dict:
    return {"label": label, "old": _said(column, old, known), "new": _said(column, new, known)}


def _said(column, value, known) -> str:
    if value in (None, "", []):
        return _NOTHING
    if column == "division_code":
        return territory.place_name(value, known)
    if column in _WORDS:
        return _WORDS[column](value).label
    return "、".join(value) if isinstance(value, list) else str(value)


# --- The whole batch ---


def sheets_of(batch) -> list[dict]:
    """Each sheet with what was left out of it, in words."""
    return [sheet | {"left_out": _left_out(sheet["ignored"])} for sheet in batch.sheets]


def _left_out(ignored) -> list[str]:
    reasons = {}
    for line in ignored:
        reasons.setdefault(line["reason"], []).append(line["row"])
    return [f"{IGNORED_REASONS[reason]}：第 {_numbers(rows)} 行" for reason, rows in reasons.items()]


def _numbers(rows) -> str:
    shown = "、".join(str(row) for row in rows[:12])
    return shown if len(rows) <= 12 else f"{shown} 等 {len(rows)}"


def totals_of(batch) -> dict:
    """Rows of all sheets: read, good, failed, and left out."""
    names = ("rows_read", "rows_ok", "rows_failed")
    totals = {name: sum(sheet[name] for sheet in batch.sheets) for name in names}
    return totals | {"left_out": sum(len(sheet["ignored"]) for sheet in batch.sheets)}


def compared(batch) -> list[dict]:
    """What the preview promised beside what happened."""
    return [
        {"label": outcome.label, "promised": batch.promise.get(name, 0), "done": batch.counts.get(name, 0)}
        for name, outcome in COUNTS.items()
    ]


def kept_promise(batch) -> bool:
    return all(line["promised"] == line["done"] for line in compared(batch))


def sum_up(counts: dict) -> str:
    """新增 3 件，更新 4 件，没有变化 4 件，表内重复 1 件"""
    parts = [f"{outcome.label} {counts[name]:,} 件" for name, outcome in COUNTS.items() if counts.get(name)]
    if counts.get("photos"):
        parts.append(f"照片 {counts['photos']:,} 张")
    return "，".join(parts) or "没有可以导入的问题"


def has_effect(counts: dict) -> bool:
    return bool(counts.get("created") or counts.get("updated"))


TONES = {
    Status.RECEIVED: "moving",
    Status.UNREADABLE: "late",
    Status.READ: "new",
    Status.COMMITTING: "moving",
    Status.COMMITTED: "done",
    Status.UNDOING: "moving",
    Status.UNDONE: "quiet",
    Status.DROPPED: "quiet",
}
