"""Lists of problems for the tests of imports: a small one made here, and the samples of the contract."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.imports import actions
from apps.problems.models import Problem

SAMPLES = Path(__file__).parent / "samples"
MANIFEST = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 11, 4)
HEADERS = [
    "编号",
    "所属乡镇",
    "所属村",
    "存在问题",
    "发现时间",
    "整改时限",
    "牵头单位",
    "配合单位",
    "整改情况",
    "整改状态",
    "经费",
]


def line(number="A1", **cells) -> list[str]:
    """A row of the small list: a problem in 暨龙镇兴龙村, unless said otherwise."""
    usual = {
        "编号": number,
        "所属乡镇": "暨龙镇",
        "所属村": "兴龙村",
        "存在问题": f"河边堆放垃圾（{number}）",
        "发现时间": "2026-10-01",
        "整改时限": "2026-12-31",
        "牵头单位": "镇规划环保岗",
        "整改状态": "整改中",
    } | cells
    return [usual.get(header, "") for header in HEADERS]


def table(*lines, headers=HEADERS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headers, *lines])
    return text.getvalue().encode()


def upload(*lines, name="问题清单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, table(*lines))


def received(person, *lines, at, content=None, name="问题清单.csv"):
    """A list that the person has uploaded, read and ready to be confirmed."""
    content = table(*lines) if content is None else content
    batch = actions.receive_from(person, file=ContentFile(content, name=name), at=at, today=TODAY)
    actions.read_once(batch, by=person)
    batch.refresh_from_db(from_queryset=type(batch).objects.everywhere("test"))
    return batch


def imported(person, *lines, at, **more):
    """A list that has been imported."""
    batch = received(person, *lines, at=at, **more)
    actions.confirm(batch, by=person, at=at)
    return actions.commit(batch_id=batch.pk, at=at)


def problems():
    return Problem.objects.everywhere("test").order_by("pk")


def the_problem(number="A1"):
    return problems().get(external_no=number)


def four(counts) -> tuple:
    return tuple(counts[name] for name in ("created", "updated", "unchanged", "duplicates"))
