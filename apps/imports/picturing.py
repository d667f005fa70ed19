"""Pictures of a workbook beside its problems: which row, before or after the rectification, and whether they can be kept."""

import hashlib
import re
from bisect import bisect_right

from apps.common.verdicts import Refused
from apps.evidence import images
from apps.imports.models import ImportPicture
from apps.imports.reading.cells import key
from apps.imports.reading.sheet import TooLarge, Unreadable
from apps.problems.models import Attachment

NOT_FOUND = "这张图片在文件里找不到，或者只是一个链接。请在表格里重新插入图片。"
BROKEN = "这张图片已损坏，没有收。请在表格里重新插入图片。"
_AFTER = re.compile("(整改|治理|整治|处理|处置|完成|修复|清理|销号)后|after", re.IGNORECASE)


def looked_at(batch, album, pictures) -> list[ImportPicture]:
    """Each picture with its thumbnail or with what is wrong with it; what stands in many rows is looked at once."""
    known, seen = {}, set()
    rows = []
    for picture in pictures:
        if picture.member not in known:
            known[picture.member] = _examined(album, picture.member)
        sha256, thumbnail, trouble = known[picture.member]
        rows.append(
            ImportPicture(
                batch=batch,
                thumbnail=b"" if sha256 in seen else thumbnail,
                sha256=sha256,
                trouble=trouble,
                **picture._asdict(),
            )
        )
        seen.add(sha256)
    return rows


def _examined(album, member) -> tuple[str, bytes, str]:
    if not member:
        return "", b"", NOT_FOUND
    try:
        content = album.content(member)
        return hashlib.sha256(content).hexdigest(), images.thumbnail(content), ""
    except (Unreadable, TooLarge):
        return "", b"", BROKEN
    except Refused as refusal:
        return "", b"", str(refusal)


def phase_of(sheet: dict, column: str) -> str:
    """What the heading over the picture says; a name of the sheet counts where no heading does."""
    label = sheet["headers"].get(column, ("",))[0]
    says_after = _AFTER.search(key(label)) or (not label and _AFTER.search(key(sheet["name"])))
    return Attachment.Phase.AFTER if says_after else Attachment.Phase.BEFORE


def positions(sheet: dict, firsts: list[tuple[int, int]]):
    """row -> position of the problem that stands in it, or None. `firsts` is [(first row, position)] in order.

    A row merged into the one above belongs to its problem; titles, headings and totals belong to none.
    """
    of_first = dict(firsts)
    starts = [row for row, _ in firsts]
    covered = {line["row"] for line in sheet["ignored"] if line["reason"] == "continuation"}

    def position(row):
        if row in of_first or row not in covered:
            return of_first.get(row)
        before = bisect_right(starts, row) - 1
        return firsts[before][1] if before >= 0 else None

    return position
