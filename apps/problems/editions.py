"""What a row of an exported list said when it was exported, so that its cells can be compared when it comes back.

The stamp in the last column holds the problem's version and a short digest of every cell that may be edited. With it
anybody can tell which cells were edited in the file and which were changed in the ledger meanwhile, without keeping a
copy of every export.
"""

import base64
import hashlib
import re
import unicodedata
from typing import NamedTuple

NUMBER, STAMP = "系统编号", "版本"
# Columns of the export that are the system's own: nobody changes a problem by editing them.
OWN = frozenset({NUMBER, STAMP, "系统状态", "期限情况", "上报人", "登记日期", "验收日期", "阶段性办结", "反弹次数"})
# The others, and the ledger's columns that each of them is about. The order is that of the digests in a stamp.
EDITABLE = {
    "受理编号": ("external_no",),
    "乡镇": ("division_code",),
    "村社区": ("division_code",),
    "具体位置": ("location",),
    "问题名称": ("title",),
    "问题描述": ("description",),
    "问题来源": ("source",),
    "问题类型": ("category",),
    "发现日期": ("discovered_on",),
    "牵头单位": ("lead_unit",),
    "配合单位": ("supporting_units",),
    "责任人": ("responsible_person",),
    "督导领导": ("supervisor",),
    "整改目标": ("goal",),
    "整改措施": ("measures",),
    "整改期限": ("deadline_kind", "deadline"),
    "整改进展": ("progress",),
    "整改状态": ("state",),
    "整改完成日期": ("completed_on",),
    "销号日期": ("closed_on",),
    "备注": ("remarks",),
}
_LENGTH = 6
_STAMP = re.compile(rf"(\d{{1,9}})\.([A-Za-z0-9_-]{{{_LENGTH * len(EDITABLE)}}})")
_NUMBER = re.compile(r"\d{4}-0*(\d{1,18})")


class Edition(NamedTuple):
    """`digests` is {heading: digest of the cell as it was exported}; empty when the stamp is lost."""

    version: int | None
    digests: dict


def digest(text) -> str:
    """Of what a cell says; white space, invisible characters and the width of letters do not count."""
    normal = "".join(unicodedata.normalize("NFKC", str(text or "")).split())
    said = "".join(letter for letter in normal if unicodedata.category(letter)[0] != "C")
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode("utf-8", "replace")).digest())[:_LENGTH].decode()


def stamp(version: int, texts: dict) -> str:
    """`texts` is {heading: what the cell says}."""
    return f"{version}." + "".join(digest(texts[heading]) for heading in EDITABLE)


def read_stamp(text) -> Edition:
    match = _STAMP.fullmatch(text or "")
    if match is None:
        return Edition(None, {})
    version, digests = match.groups()
    pieces = [digests[place : place + _LENGTH] for place in range(0, len(digests), _LENGTH)]
    return Edition(int(version), dict(zip(EDITABLE, pieces, strict=True)))


def key_in(number) -> int | None:
    """The key of a problem from the number that people quote, e.g. 2026-000123."""
    match = _NUMBER.fullmatch((number or "").strip())
    return int(match[1]) if match else None


def edited(texts: dict, edition: Edition) -> list[str]:
    """Headings of the cells that no longer say what was exported; all of them when the stamp is lost."""
    return [heading for heading in EDITABLE if digest(texts.get(heading)) != edition.digests.get(heading)]
