"""A backup file of a phone: one JSON a line, records first, then photos, with the same receipts as over the network."""

import base64
import binascii
import io
import json
from dataclasses import dataclass, field

from apps.accounts.models import User
from apps.common.verdicts import Refused
from apps.evidence import images
from apps.inspections.actions.outbox import finish, take_in
from apps.inspections.actions.patrols import ALREADY, CONFLICT, STORED, Receipt
from apps.inspections.actions.receiving import develop, receive_photo
from apps.inspections.models import IncomingPhoto, PatrolPhoto
from apps.inspections.records import BODY_BYTES

NOT_A_BACKUP = "这不是巡查页面导出的备份文件，请重新选择。"
# Base64 makes three bytes four; the rest of the line is names.
_LONGEST_LINE = max(images.MAX_BYTES * 4 // 3, 6 * BODY_BYTES) + 10_000


@dataclass
class Taken:
    """What became of a file: numbers for the page, and every refusal with its reason."""

    stored: int = 0
    already: int = 0
    conflicts: int = 0
    photos_stored: int = 0
    photos_already: int = 0
    refused: list[str] = field(default_factory=list)


def take_backup(file, *, by, at) -> Taken:
    """Twice through the file: photos may stand before their records, and need them."""
    taken = Taken()
    for line in _lines(file, "record"):
        _take_record(taken, line["record"], by, at)
    for line in _lines(file, "photo"):
        _take_photo(taken, line, by, at)
    return taken


def _lines(file, wanted):
    file.seek(0)
    first = _object(file.readline(_LONGEST_LINE))
    if first is None or first.get("format") != "patrol-backup/1":
        raise Refused(NOT_A_BACKUP)
    while text := file.readline(_LONGEST_LINE):
        line = _object(text)
        if line is not None and wanted in line:
            yield line


def _object(text) -> dict | None:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _take_record(taken, envelope, by, at):
    (result,) = take_in([envelope], by=by, at=at)
    if not isinstance(result, Receipt):
        taken.refused.append(str(result) if result else "有一条记录没有处理好，请稍后再传一次这个文件。")
        return
    if result.answer == STORED and result.patrol:
        finish(patrol_ids=[result.patrol.pk], at=at)
    taken.stored += result.answer == STORED
    taken.already += result.answer == ALREADY
    taken.conflicts += result.answer == CONFLICT


def _take_photo(taken, line, by, at):
    sha256 = str(line["photo"])[:64]
    try:
        content = base64.b64decode(str(line.get("base64", "")), validate=True)
        owner = _owner(sha256, by)
        answer = receive_photo(sha256=sha256, stream=io.BytesIO(content), by=owner, at=at)
    except (binascii.Error, Refused) as failure:
        reason = str(failure) if isinstance(failure, Refused) else "照片在文件里不完整。"
        taken.refused.append(f"照片 {sha256[:8]}：{reason}")
        return
    develop(IncomingPhoto.objects.get(person=owner, sha256=sha256), at=at)
    taken.photos_stored += answer == STORED
    taken.photos_already += answer == ALREADY


def _owner(sha256, by) -> User:
    """Whose record announced it: one's own, or one that this person may see and brings for somebody else."""
    if PatrolPhoto.objects.filter(sha256=sha256, person=by).exists():
        return by
    brought = PatrolPhoto.objects.filter(sha256=sha256, patrol__brought_by=by).select_related("person").first()
    return brought.person if brought else by
