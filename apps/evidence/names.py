"""File names as people gave them: cleaned for keeping, completed for downloading. Pure."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150
_ALIASES = {".jpg": {".jpg", ".jpeg", ".jpe", ".jfif"}}


def clean_name(name, *, otherwise="未命名"):
    """The last part of a path without control or direction marks, at most 150 characters, suffix kept."""
    last = re.split(r"[/\\]", name or "")[-1]
    # Cc: control, Cf: direction overrides that make "gpj.exe" read backwards, Cs: lone surrogates
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    kept = " ".join(kept.split()).strip(" .") or otherwise
    if len(kept) <= LONGEST_NAME:
        return kept
    suffix = PurePosixPath(kept).suffix[:10]
    return kept[: LONGEST_NAME - len(suffix)] + suffix


def with_suffix(name, suffix):
    """The name with the suffix its content asks for: "清单.xls" that is an xlsx becomes "清单.xlsx"."""
    path = PurePosixPath(name)
    if path.suffix.lower() in _ALIASES.get(suffix, {suffix}):
        return name
    # "2026.11" has no file suffix but a date: only a short run of letters and digits counts as one
    known = re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{1,4}", path.suffix)
    return f"{path.stem if known else name}{suffix}"
