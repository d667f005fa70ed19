"""A long list that two processes lay out is laid out like one that a single process lays out alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from apps.imports import actions
from apps.imports.models import ImportBatch
from apps.territory.actions import import_divisions
from tests.imports.lists import LONG, TODAY, long_list, long_rows

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "divisions-500230.csv"
pytestmark = pytest.mark.django_db(transaction=True)
# A process of its own has no threads yet, and so may have a copy made of it.
_ANOTHER_PROCESS = """
import sys, django
django.setup()
from apps.imports import second_process
from django.core.management import call_command
assert second_process.is_possible() or {cores} == 1
call_command("import_problems", sys.argv[1], "--division", "500230", "--today", "2026-04-20")
"""


def brought_in(path):
    database = connection.settings_dict
    address = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    command = [sys.executable, "-c", _ANOTHER_PROCESS.format(cores=len(os.sched_getaffinity(0))), str(path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    # Nor was anything read again, because the second process had stumbled.
    assert (done.returncode, done.stderr) == (0, "")
    return ImportBatch.objects.everywhere("test").latest("pk")


def read_alone(path, noon):
    file = ContentFile(path.read_bytes(), name=path.name)
    batch = actions.receive(file=file, by=None, at=noon, today=TODAY, place="500230")
    actions.read(batch, whole=True)
    return batch


def laid_out(batch) -> list:
    columns = ["position", "sheet", "row", "facts", "raw", "division_code", "identity", "errors", "warnings"]
    return list(batch.rows.order_by("position").values_list(*columns))


def test_two_processes_lay_a_list_out_like_one(transactional_db, noon, tmp_path):
    import_divisions(FIXTURE.read_text(encoding="utf-8"))
    body = long_rows()
    body[1_200], body[1_210] = body[20], body[1_209]
    body[40][4] = "2027年3月"
    body[1_230] = list(body[40])
    body[1_300][1] = "某某镇"
    body += [["注：按村填报。"]]
    path = tmp_path / "清单.xlsx"
    path.write_bytes(long_list(body))
    alone = read_alone(path, noon)

    batch = brought_in(path)

    assert laid_out(batch) == laid_out(alone)
    assert (batch.sheets, batch.complaints) == (alone.sheets, alone.complaints)
    warned = {row: [one["code"] for one in warnings] for _, _, row, *_, warnings in laid_out(batch) if row > 1_200}
    assert {row: codes for row, codes in warned.items() if "duplicate_in_file" in codes} == {
        1_203: ["duplicate_in_file", "year_inferred"],
        1_213: ["duplicate_in_file", "year_inferred"],
        1_233: ["future_discovered_date", "duplicate_in_file", "year_inferred"],
    }
    assert {name: batch.counts[name] for name in ("created", "duplicates")} == {"created": LONG - 4, "duplicates": 3}
