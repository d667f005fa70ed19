"""Keyset paging: a page begins after the last row of the page before, so page 5,000 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q


@dataclass(frozen=True)
class Page:
    rows: list
    next_cursor: str = ""
    previous_cursor: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page_of(queryset, *, key: str, cursor: str = "", size: int = 50) -> Page:
    """One page of rows ordered by `key` and primary key.

    `key` is a field that is never null, with "-" in front for descending order. A cursor that cannot be read
    or behind which nothing is left gives the first page.
    """
    field, descending = key.lstrip("-"), key.startswith("-")
    position = _position(queryset.model, field, cursor)
    backwards = bool(position) and position["back"]
    downwards = descending != backwards
    everything = queryset
    if position:
        queryset = queryset.filter(_beyond(field, position["value"], position["pk"], downwards))
    sign = "-" if downwards else ""
    rows = list(queryset.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    if position and not rows:
        return page_of(everything, key=key, size=size)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = more if backwards else bool(position)
    return Page(
        rows,
        next_cursor=_cursor(rows[-1], field, back=False) if rows and has_next else "",
        previous_cursor=_cursor(rows[0], field, back=True) if rows and has_previous else "",
    )


def _beyond(field, value, pk, downwards) -> Q:
    past, reach = ("lt", "lte") if downwards else ("gt", "gte")
    return Q(**{f"{field}__{reach}": value}) & (Q(**{f"{field}__{past}": value}) | Q(**{f"pk__{past}": pk}))


def _cursor(row, field, *, back) -> str:
    text = json.dumps([str(getattr(row, field)), str(row.pk), int(back)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(model, field, cursor):
    if not cursor:
        return None
    try:
        value, pk, back = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        column = model._meta.pk if field == "pk" else model._meta.get_field(field)
        # A generated column leaves the reading of values to the kind of field that it generates.
        value, pk = getattr(column, "output_field", column).to_python(value), model._meta.pk.to_python(pk)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error, ValidationError):
        return None
    if value is None or pk is None or "\0" in str(value):
        return None
    return {"value": value, "pk": pk, "back": bool(back)}
