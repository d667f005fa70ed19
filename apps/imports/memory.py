"""What people have said before: about columns of lists with the same headers, and about single cells of one file."""

import hashlib
import json

from apps.imports.models import HeaderMemory
from apps.imports.reading import Corrections
from apps.imports.reading.header import label_without_header


def fingerprint(headers: dict) -> str:
    """The same headers in the same columns; what they are taken as does not count, nor do columns without a header, which
    a single stray value makes."""
    labels = sorted((letter, label) for letter, (label, _) in headers.items() if label != label_without_header(letter))
    return hashlib.sha256(json.dumps(labels, ensure_ascii=False).encode()).hexdigest()


def recall(county_code: str, result) -> dict:
    """A mapping for the sheets whose headers are known here and were taken otherwise; {} when there is none."""
    prints = {sheet.name: fingerprint(sheet.headers) for sheet in result.sheets if sheet.headers}
    known = HeaderMemory.objects.filter(county_code=county_code, headers__in=prints.values())
    columns = dict(known.values_list("headers", "columns"))
    return {
        sheet.name: {"header_row": None, "columns": columns[prints[sheet.name]]}
        for sheet in result.sheets
        if sheet.headers and columns.get(prints[sheet.name])
    }


def remember(county_code: str, headers: dict, columns: dict, *, by, at) -> None:
    HeaderMemory.objects.update_or_create(
        county_code=county_code,
        headers=fingerprint(headers),
        defaults={"columns": columns, "by": by, "at": at},
    )


def corrections_of(batch) -> Corrections | None:
    cells = batch.corrections.values_list("sheet", "row", "column", "text")
    texts = {(sheet, row, column): text for sheet, row, column, text in cells}
    header_rows = {sheet["name"]: sheet["header_row"] for sheet in batch.sheets}
    return Corrections(texts, header_rows) if texts else None
