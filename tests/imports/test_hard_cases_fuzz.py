"""Damaged copies of the samples through the whole application: no traceback, no half import.

FUZZ_ROUNDS makes a longer run; FUZZ_SEED another one.
"""

import io
import os
import random
import zipfile

import pytest
from django.urls import reverse

from apps.imports import actions
from apps.problems.models import ProblemEvent
from tests.imports.scene import SAMPLES, problems, received

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "2"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
FILES = sorted(
    path
    for path in SAMPLES.rglob("*")
    if path.stat().st_size and path.suffix in {".xlsx", ".xls", ".et", ".ods", ".csv"}
)
_ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def flipped(chance, data):
    data = bytearray(data)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cut_short(chance, data):
    return data[: chance.randrange(len(data))]


def member_damaged(chance, data):
    """A part of the zip is dropped, flipped, cut, or given entities; the zip itself stays sound."""
    if not data.startswith(b"PK"):
        return flipped(chance, data)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        victim = chance.choice(source.namelist())
        for name in source.namelist():
            content = source.read(name)
            if name == victim:
                content = chance.choice([lambda c, _: None, flipped, cut_short, lambda _, c: _ENTITY + c])(
                    chance, content or b" "
                )
                if not isinstance(content, bytes):
                    continue
            target.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}"[:30])
def test_a_damaged_sample_ends_in_a_sentence_or_in_a_whole_import(county, noon, signed_in, path, number):
    chance = random.Random(f"{SEED}-{number}-{path.name}")
    content = chance.choice([flipped, cut_short, member_damaged, member_damaged])(chance, path.read_bytes())

    batch = received(county.county_staff, at=noon, content=content, name=path.name)

    assert signed_in(county.county_staff).get(reverse("import_batch", args=[batch.pk])).status_code == 200
    if not batch.is_open:
        assert batch.complaints
        assert problems().count() == 0
        return
    actions.confirm(batch, by=county.county_staff, at=noon)
    counts = actions.commit(batch_id=batch.pk, at=noon).counts
    assert problems().count() == counts["created"] == ProblemEvent.objects.count()
    assert batch.rows.filter(outcome="").count() == 0
