"""The user's own workbook with what is still wrong in it marked (IMPORT.md, section 10)."""

import io
from dataclasses import dataclass
from pathlib import PurePath

from apps.common.verdicts import Refused
from apps.imports.memory import corrections_of
from apps.imports.models import ImportBatch
from apps.imports.reading.annotate import annotated_workbook
from apps.imports.reading.result import Complaint, Result, SheetResult
from apps.imports.words import Outcome

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Returned:
    file: io.BytesIO
    name: str
    media_type: str = MEDIA_TYPE


def returned_workbook(batch: ImportBatch) -> Returned:
    """Raises Refused when there is nothing to mark."""
    failed = batch.rows.filter(outcome=Outcome.FAILED).order_by("position")
    errors = [Complaint(**error) for row in failed.values_list("errors", flat=True) for error in row]
    if not errors:
        raise Refused("这张表没有读不懂的行，不用退回。")
    sheets = [
        SheetResult(sheet["name"], header_row=sheet["header_row"], headers=sheet["headers"]) for sheet in batch.sheets
    ]
    with batch.file.open() as file:
        result = Result(batch.file_name, sheets, errors=errors)
        content = annotated_workbook(file.read(), batch.file_name, result, corrections_of(batch))
    return Returned(io.BytesIO(content), f"{PurePath(batch.file_name).stem}（标好错误）.xlsx")
