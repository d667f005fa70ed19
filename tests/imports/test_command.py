"""manage.py import_problems: the contract's JSON and its numbers, on a county that holds nothing but its places."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.imports.models import ImportBatch
from apps.territory.actions import import_divisions
from tests.imports.scene import MANIFEST, SAMPLES, problems

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "divisions-500230.csv"


@pytest.fixture
def fengdu(db):
    import_divisions(FIXTURE.read_text(encoding="utf-8"))


def run(name, *options, division="500230") -> dict:
    out = io.StringIO()
    call_command(
        "import_problems",
        SAMPLES / name,
        "--division",
        division,
        "--today",
        "2026-04-20",
        "--json",
        *options,
        stdout=out,
    )
    return json.loads(out.getvalue())


@pytest.mark.parametrize("sequence", MANIFEST["sequences"], ids=lambda sequence: sequence["steps"][0]["file"][:2])
def test_files_one_after_another_give_the_stated_counts_also_as_a_promise(fengdu, sequence):
    for step in sequence["steps"]:
        stated = {name: step[name] for name in ("created", "updated", "unchanged", "duplicates")}

        assert run(step["file"], "--dry-run")["counts"] == stated
        assert run(step["file"])["counts"] == stated


@pytest.mark.parametrize("name", MANIFEST["files"])
def test_the_result_is_the_expected_json(fengdu, name):
    expected = json.loads((SAMPLES / f"{Path(name).stem}.expected.json").read_text(encoding="utf-8"))

    result = run(name, "--dry-run")

    assert [row["source_row"] for row in result["rows"]] == [row["source_row"] for row in expected["rows"]]
    assert result["rows"] == [{name: row[name] for name in result["rows"][0]} for row in expected["rows"]]


def test_a_dry_run_leaves_nothing_behind(fengdu, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    run("02_暨龙镇生态环境问题排查台账.xlsx", "--dry-run")

    assert problems().count() == 0
    assert ImportBatch.objects.everywhere("test").count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("加密台账.xlsx", "encrypted_file"),
        ("现场照片.xlsx", "unreadable_file"),
        ("空文件.xlsx", "unreadable_file"),
        ("超大压缩.xlsx", "too_large"),
        ("通知.xlsx", "no_header_found"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_result_too(fengdu, name, code):
    result = run(f"files/{name}")

    assert [error["code"] for error in result["errors"]] == [code]
    assert result["counts"] == {"created": 0, "updated": 0, "unchanged": 0, "duplicates": 0}


def test_a_file_above_the_limit_is_said_in_the_contracts_words(fengdu, tmp_path):
    big = tmp_path / "大.csv"
    big.write_bytes(b"a," * (10 * 2**20 + 1))
    out = io.StringIO()

    call_command("import_problems", big, "--division", "500230", "--json", stdout=out)

    assert [error["code"] for error in json.loads(out.getvalue())["errors"]] == ["too_large"]


def test_a_township_code_is_the_township_of_the_person_who_imports(fengdu):
    run("02_暨龙镇生态环境问题排查台账.xlsx", division="500230123")

    batch = ImportBatch.objects.everywhere("test").get()
    assert (batch.division_code, batch.county_code, batch.user_township) == ("500230123", "500230", "暨龙镇")


def test_an_unknown_place_or_file_is_a_failure_of_the_command(fengdu, tmp_path):
    with pytest.raises(CommandError, match="500231"):
        run("files/通知.xlsx", division="500231")
    with pytest.raises(CommandError, match="读不了文件"):
        run("没有这个文件.xlsx")
