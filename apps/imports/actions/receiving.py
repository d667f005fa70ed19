"""A file arrives: kept as it is, read, its rows laid out beside the ledger. Nothing enters the ledger here."""

import hashlib
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports import matching, memory, queries, reading, staging
from apps.imports.actions import picturing
from apps.imports.exported import is_exported
from apps.imports.models import ImportBatch
from apps.imports.reading.container import LARGEST_FILE, open_book
from apps.imports.reading.result import Complaint
from apps.imports.reading.sheet import NotInPortions
from apps.imports.words import Status
from apps.problems.editions import OWN
from apps.territory.levels import Level, level_of
from apps.territory.queries import gazetteer_rows

_STUMBLED = "读取这个文件时出了错，什么都没有改动。请另存为 .xlsx 再上传；还不行，请联系系统管理员。"
TOO_LARGE = "文件超过 20 MB，不能导入。请把照片删掉，或把表格拆成几个文件再上传。"


def receive(*, file, by, at, today, place: str, user_township: str = "") -> ImportBatch:
    """Keep a file for importing; `place` is the code of the county or township whose list it is.

    Raises Refused for a file above the limit, before anything is stored.
    """
    if file.size > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    file.seek(0)
    content = file.read()
    name = PurePath(file.name.replace("\\", "/")).name[:255]
    batch = ImportBatch(
        division_code=place,
        county_code=place[:6],
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        byte_size=len(content),
        uploaded_by=by,
        uploaded_at=at,
        user_township=user_township,
        today=today,
    )
    batch.file.save(name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            audit.record("上传表格", at=at, by=by, about=batch, file_sha256=batch.sha256)
    except BaseException:
        batch.file.storage.delete(batch.file.name)
        raise
    return batch


def receive_from(person, *, file, at, today) -> ImportBatch:
    """What a person uploads belongs to the place of the person's post."""
    posts = queries.posts_for_importing(person)
    if not posts:
        raise Refused("您的岗位不能导入表格，请找镇环保岗或县生态环境局办理。")
    place = posts[0].division_id
    township = queries.township_name(place) if level_of(place) != Level.COUNTY else ""
    return receive(file=file, by=person, at=at, today=today, place=place, user_township=township)


def read(batch, *, by=None, whole=False):
    """Read the stored file anew, with what people said about its columns and cells, and lay the rows out.

    Returns the contract's result (IMPORT.md, section 2); its rows only if the `whole` of it is wanted.
    """
    with batch.file.open() as file:
        content = file.read()
    try:
        return _take_in(batch, content, partial(open_book, in_portions=True), by=by, whole=whole)
    except NotInPortions:
        return _take_in(batch, content, open_book, by=by, whole=whole)


def _take_in(batch, content, opened_by, *, by, whole):
    read = _opened(batch, content, opened_by)
    with transaction.atomic():
        first = batch.status == Status.RECEIVED
        matching.clear(batch)
        batch.steps_total = staging.stage(batch, read, keep=read.result.keep if whole else None)
        _lay_out(batch, read.result)
        if first:
            picturing.find_pictures(batch, content)
        picturing.place_pictures(batch)
        preview(batch, by=by)
    return read.result


def read_once(batch, *, by=None) -> None:
    """Read what nobody has read yet; for files that are too large to read while somebody waits. What the reader
    stumbles over is no longer waiting: nobody would ever get further with it."""
    rows = ImportBatch.objects.everywhere("a task is given a number").filter(pk=batch.pk, status=Status.RECEIVED)
    try:
        with transaction.atomic():
            waiting = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if waiting:
                read(waiting, by=by)
    except (OperationalError, OSError):
        # The database or the store of files is away; it is read when they are back.
        raise
    except Exception:
        said = Complaint(None, None, None, None, None, "unreadable_file", _STUMBLED)
        rows.update(status=Status.UNREADABLE, stage=ImportBatch.Stage.FAILED, complaints=[said._asdict()])
        raise


def _opened(batch, content, opened_by) -> reading.Reading:
    read = reading.Reading(
        content,
        batch.file_name,
        gazetteer=reading.Gazetteer.from_rows(gazetteer_rows(batch.county_code, on=batch.today)),
        today=batch.today,
        user_township=batch.user_township or None,
        mapping=reading.Mapping.from_json(batch.mapping),
        corrections=memory.corrections_of(batch),
        opened_by=opened_by,
    )
    if not batch.mapping and (remembered := memory.recall(batch.county_code, read.result)):
        batch.mapping = remembered
        read.take_headers(reading.Mapping.from_json(remembered))
    return read


def _lay_out(batch, result):
    batch.sheets = [_sheet(sheet) for sheet in result.sheets]
    about_no_row = [complaint for complaint in (*result.errors, *result.warnings) if complaint.row is None]
    ours = {sheet.name for sheet in result.sheets if is_exported(sheet.headers)}
    pictures = {(sheet.name, letter) for sheet in result.sheets for letter in sheet.only_pictures}
    about_columns = [
        warning
        for warning in result.warnings
        if warning.code == "unknown_column_kept"
        and not (warning.sheet in ours and warning.header in OWN)
        and (warning.sheet, warning.column) not in pictures
    ]
    batch.complaints = [complaint._asdict() for complaint in (*about_no_row, *about_columns)]
    batch.status = Status.READ if any(sheet.header_row for sheet in result.sheets) else Status.UNREADABLE
    batch.stage = ImportBatch.Stage.DONE
    if batch.status == Status.UNREADABLE:
        # That a list is too long is found out when most of it has been laid out.
        batch.steps_total = 0
        matching.clear(batch)
    batch.save()


def _sheet(sheet) -> dict:
    headers = {letter: list(taken) for letter, taken in sheet.headers.items()}
    sample = [{"row": row, "cells": cells} for row, cells in sheet.sample]
    return sheet.to_json() | {"headers": headers, "sample": sample}


def preview(batch, *, by) -> dict[str, int]:
    """Find out what an import would do now, row by row; the numbers are kept as the promise."""
    with transaction.atomic(), connection.cursor() as cursor:
        places = queries.places_for_importing(by, batch.county_code)
        outcomes, photos = matching.match(cursor, batch, places=places)
        matching.take_back(cursor)
        batch.promise = queries.counts_of(outcomes, photos)
        batch.save(update_fields=["promise"])
    return batch.promise
