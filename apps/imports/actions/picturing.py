"""The pictures of a workbook on their way to being evidence: found, placed beside the rows, kept."""

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from apps.common.verdicts import Refused
from apps.evidence.actions import keep_photo
from apps.imports import picturing, queries
from apps.imports.models import ImportBatch, ImportPicture
from apps.imports.reading.pictures import MOST_PICTURES, Album
from apps.imports.reading.sheet import TooLarge, Unreadable
from apps.imports.words import Status

_TOO_MANY = f"表里的图片超过 {MOST_PICTURES:,} 张，只收前 {MOST_PICTURES:,} 张。请把表格拆成几个文件。"


def find_pictures(batch, content: bytes) -> None:
    """Note the pictures of a file that has just been received; a file without any costs a glance."""
    try:
        album = Album(content)
        found = album.pictures()
    except (Unreadable, TooLarge):
        return
    if len(found) > MOST_PICTURES:
        _complain(batch, "too_many_pictures", _TOO_MANY)
    ImportPicture.objects.bulk_create(picturing.looked_at(batch, album, found[:MOST_PICTURES]))


def place_pictures(batch) -> None:
    """Put the pictures beside the rows as they are read now."""
    pictures = list(batch.pictures.defer("thumbnail").order_by("pk"))
    if not pictures:
        return
    sheets = {sheet["name"]: sheet for sheet in batch.sheets}
    firsts = {}
    for name, row, position in batch.rows.order_by("position").values_list("sheet", "row", "position"):
        firsts.setdefault(name, []).append((row, position))
    places = {name: picturing.positions(sheet, firsts.get(name, [])) for name, sheet in sheets.items()}
    for picture in pictures:
        if picture.sheet in sheets:
            picture.position = places[picture.sheet](picture.row)
            picture.phase = picturing.phase_of(sheets[picture.sheet], picture.column)
    ImportPicture.objects.bulk_update(pictures, ["position", "phase"], batch_size=200)
    strays = sum(picture.position is None for picture in pictures)
    if strays:
        _complain(batch, "stray_picture", f"有 {strays} 张图片不在问题的那一行上（如表头的图标），没有收。")


def keep_pictures(*, batch_id: int, at) -> None:
    """Make evidence of the pictures that the import brings, each in a transaction of its own: a long row of photos
    holds nobody up, and an interrupted one goes on where it stopped. They belong to no problem before the import."""
    batch = ImportBatch.objects.everywhere("a task is given a number").select_related("asked_by").get(pk=batch_id)
    if batch.status != Status.COMMITTING or batch.asked_by is None:
        return
    waiting = list(queries.pictures_to_keep(batch))
    if not waiting:
        return
    with batch.file.open() as file:
        album = Album(file.read())
    for sha256, member in waiting:
        _keep(batch, sha256, album.content(member), at)


def _keep(batch, sha256, content, at):
    with transaction.atomic():
        # Somebody else may be at the same import: whoever comes second finds it done.
        same = batch.pictures.select_for_update().filter(sha256=sha256).defer("thumbnail")
        pictures = [picture for picture in same.order_by("pk") if not picture.photo_id]
        if not pictures:
            return
        name = f"{PurePath(batch.file_name).stem[:60]} {pictures[0].sheet[:20]} 第{pictures[0].row}行"
        try:
            photo = keep_photo(file=ContentFile(content, name=name), by=batch.asked_by, at=at)
        except Refused as refusal:
            batch.pictures.filter(sha256=sha256).update(trouble=str(refusal))
            return
        batch.pictures.filter(pk__in=[picture.pk for picture in pictures]).update(photo=photo)


def _complain(batch, code, message):
    nothing = dict.fromkeys(("sheet", "row", "column", "header", "value"))
    batch.complaints = [*batch.complaints, nothing | {"code": code, "message": message}]
    batch.save(update_fields=["complaints"])
