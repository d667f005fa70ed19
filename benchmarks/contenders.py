"""The three ways of getting the same list into the database that import_problems.py compares."""

import datetime as dt
import time
from collections import Counter
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX
from make_large import HEADERS, PLACES, make
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from apps.imports import actions
from apps.imports.models import ImportBatch, ImportRow, ImportTarget
from apps.imports.words import Outcome
from apps.problems.models import Problem
from apps.territory.models import Division

COUNTY = "500230"
_COLUMNS = ["number", *(header or "配合单位" for header in HEADERS[1:])]
_FLOOR = ", ".join(f"c{place} text" for place in range(len(_COLUMNS)))
_TABLE = Problem._meta.db_table
_STATES = {
    "未启动": "dispatched",
    "已销号": "closed",
    "已办结": "closed",
    "已完成整改": "submitted",
    "完成整改待验收": "submitted",
}

# What the floor writes into which column of the ledger.
_LEDGER = (
    ("external_no", lambda row, codes: row[1]),
    ("division_code", lambda row, codes: codes[row[3]]),
    ("description", lambda row, codes: row[5]),
    ("discovered_on", lambda row, codes: row[6] if isinstance(row[6], dt.date) else None),
    ("goal", lambda row, codes: row[8]),
    ("measures", lambda row, codes: row[9]),
    ("lead_unit", lambda row, codes: row[10]),
    ("responsible_person", lambda row, codes: row[12]),
    ("progress", lambda row, codes: row[14]),
    ("state", lambda row, codes: _STATES.get(row[15], "rectifying")),
    ("remarks", lambda row, codes: row[16]),
)


def made(rows: int, path) -> dict:
    return {"expected": make(rows, 7, path)}


def ours(path, today) -> dict:
    """From the file to committed rows with history, preview counts and error list."""
    began, now = time.perf_counter(), timezone.now()
    file = ContentFile(path.read_bytes(), name=path.name)
    batch = actions.receive(file=file, by=None, at=now, today=today, place=COUNTY)
    actions.read(batch)
    preview = time.perf_counter() - began
    failed = batch.rows.filter(outcome=Outcome.FAILED).values_list("errors", flat=True)
    errors = Counter(error["code"] for row in failed for error in row)
    actions.confirm(batch, by=None, at=now)
    batch = actions.commit(batch_id=batch.pk, at=now)
    return {"preview": preview, "counts": batch.counts, "errors": dict(sorted(errors.items()))}


def floor(path) -> dict:
    """The least it can take to have the list in the ledger: every cell read by python-calamine, the cheapest validation,
    COPY of the same columns into the ledger's own table, with the keys and indexes that it has."""
    codes = {place.name: place.code for place in Division.objects.filter(code__startswith=COUNTY, level="township")}
    always = _always()
    columns = ", ".join([*(name for name, _ in _LEDGER), *always])
    rows = 0
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_TABLE} ({columns}) FROM STDIN") as copying,
    ):
        for row in _cells(path):
            if row[3] in codes and row[5] and isinstance(row[6], dt.date | str):
                copying.write_row((*(take(row, codes) for _, take in _LEDGER), *always.values()))
                rows += 1
    return {"rows": rows}


def bare_floor(path) -> dict:
    """The same into a table of texts without any key or index: reading and writing, and no ledger."""
    rows = [row for row in _cells(path) if row[3] in PLACES and row[5]]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS floor ({_FLOOR})")
        with cursor.copy("COPY floor FROM STDIN") as copying:
            for row in rows:
                copying.write_row([str(cell) for cell in row])
    return {"rows": len(rows)}


def _cells(path) -> list:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)[5:-2]


def _always() -> dict:
    """The columns that the ledger wants to have filled although no list says anything about them."""
    now, told = timezone.now(), {name for name, _ in _LEDGER}
    values = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in Problem._meta.concrete_fields
        if not field.generated and not field.primary_key and field.column not in told
    }
    values |= {
        "created_at": now,
        "updated_at": now,
        "source": "other",
        "category": "other",
        "origin": '{"file": "floor"}',
    }
    return {column: value for column, value in values.items() if value is not None}


class _Place(widgets.Widget):
    """As a stock resource does it: one query for each cell."""

    def clean(self, value, row=None, **options):
        return Division.objects.get(name=value, code__startswith=COUNTY).code


class _Day(widgets.Widget):
    def clean(self, value, row=None, **options):
        return value.date() if isinstance(value, dt.datetime) else None


class _State(widgets.Widget):
    def clean(self, value, row=None, **options):
        return _STATES.get(value, "rectifying")


class StockResource(resources.ModelResource):
    external_no = fields.Field("external_no", "问题编号")
    division_code = fields.Field("division_code", "乡镇（街道）", widget=_Place())
    description = fields.Field("description", "存在问题")
    discovered_on = fields.Field("discovered_on", "发现时间", widget=_Day())
    goal = fields.Field("goal", "整改目标")
    measures = fields.Field("measures", "整改措施")
    lead_unit = fields.Field("lead_unit", "责任分工")
    responsible_person = fields.Field("responsible_person", "责任人")
    progress = fields.Field("progress", "整改进展情况")
    state = fields.Field("state", "整改状态", widget=_State())
    remarks = fields.Field("remarks", "备注")

    class Meta:
        model = Problem
        import_id_fields = ("external_no",)
        fields = (
            "external_no", "division_code", "description", "discovered_on", "goal", "measures", "lead_unit",
            "responsible_person", "progress", "state", "remarks",
        )  # fmt: skip
        clean_model_instances = False

    def get_queryset(self):
        return Problem.objects.everywhere("benchmark")

    def before_save_instance(self, instance, row, **options):
        instance.created_at = instance.updated_at = timezone.now()
        instance.source = instance.category = "other"
        instance.origin = {"file": "benchmark"}
        for name in ("goal", "measures", "progress", "remarks"):
            setattr(instance, name, getattr(instance, name) or "")


def flat(path, out, rows: int) -> dict:
    """The list as stock django-import-export wants it: its header in the first row, nothing above or below."""
    source = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)[5:-2]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    # tablib refuses rows that end in empty cells: a last column keeps them equally long.
    sheet.append([*_COLUMNS, "end"])
    for row in source[:rows]:
        sheet.append([*(None if cell == "" else cell for cell in row), "."])
    book.save(out)
    return {"rows": rows}


def stock(path, today) -> dict:
    """What its admin does: a dry run for the preview with every difference, then the import."""
    content = path.read_bytes()
    counts = {}
    for dry_run in (True, False):
        data = XLSX().create_dataset(BytesIO(content).getvalue())
        result = StockResource().import_data(
            data, dry_run=dry_run, raise_errors=False, use_transactions=True, rollback_on_validation_errors=False
        )
        counts = dict(result.totals)
        if dry_run:
            # The admin imports nothing from a file with errors: its user would first have to take those rows out.
            bad = {row.number for row in result.error_rows}
            content = _without(content, bad)
    return {"counts": counts}


def _without(content, numbers) -> bytes:
    data = XLSX().create_dataset(content)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(data.headers)
    for number, row in enumerate(data, 1):
        if number not in numbers:
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def empty_the_ledger() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor")
        tables = ", ".join(model._meta.db_table for model in (ImportBatch, ImportRow, ImportTarget, Problem))
        cursor.execute(f"TRUNCATE {tables} CASCADE")
