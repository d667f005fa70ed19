"""Filled-in templates for the tests: rows in, an uploaded table out."""

import csv
import datetime as dt
import io

from django.core.files.base import ContentFile
from openpyxl import Workbook

from apps.imports.actions import tables as actions
from apps.imports.tables.models import TableImport
from apps.imports.tables.register import KINDS

TODAY = dt.date(2026, 11, 4)


def sheet(*rows, title="表", merges=()) -> bytes:
    """An xlsx of one sheet."""
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for merged in merges:
        page.merge_cells(merged)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_of(*rows, encoding="utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def received(person, kind, *rows, at, content=None, name="表.xlsx") -> TableImport:
    """A table that the person has uploaded, read and ready to be confirmed."""
    content = sheet(*rows) if content is None else content
    table = actions.receive(kind=KINDS[kind], file=ContentFile(content, name=name), by=person, at=at, today=TODAY)
    actions.read_once(table, at=at)
    return fresh(table)


def confirmed(person, table, *, at) -> TableImport:
    actions.request_commit(table, by=person, at=at)
    return actions.carry_out(table_id=table.pk, at=at)


def imported(person, kind, *rows, at, **more) -> TableImport:
    return confirmed(person, received(person, kind, *rows, at=at, **more), at=at)


def fresh(table) -> TableImport:
    return TableImport.objects.everywhere("test").get(pk=table.pk)


def four(counts) -> tuple:
    """New, changed, unchanged, unreadable."""
    return tuple(counts.get(name, 0) for name in ("created", "updated", "unchanged", "failed"))


def errors(table) -> list[tuple]:
    """(row, column, message) of everything that is wrong."""
    rows = table.rows.order_by("position")
    return [(error["row"], error["column"], error["message"]) for row in rows for error in row.errors]
