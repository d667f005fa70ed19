"""The files of a report: built from the snapshot while it is a draft, as they were kept once it is published."""

import io
from typing import IO

from django.utils.http import content_disposition_header

from apps.reports import documents, wording, workbooks
from apps.reports.kinds import FileFormat
from apps.reports.readings import Reading

_WRITERS = {FileFormat.DOCX: documents.write, FileFormat.XLSX: workbooks.write}


def write(report, file_format: str, stream: IO[bytes]) -> None:
    _WRITERS[FileFormat(file_format)](report, stream)


def content(report, file_format: str) -> bytes:
    kept = report.files.filter(format=file_format).first()
    if kept:
        return bytes(kept.content)
    stream = io.BytesIO()
    write(report, file_format, stream)
    return stream.getvalue()


def file_name(report, file_format: str) -> str:
    version = f"（第{report.version}版）" if report.version > 1 else ""
    return f"{wording.titled(Reading(report))}{version}.{FileFormat(file_format)}"


def disposition(report, file_format: str) -> str:
    return content_disposition_header(as_attachment=True, filename=file_name(report, file_format))
