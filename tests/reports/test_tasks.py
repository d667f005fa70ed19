"""The sweep on the first of the month, the catching up, and the command."""

import io
import json

import pytest
from celery.schedules import crontab
from django.core.management import CommandError, call_command

from apps.reports import queries, tasks
from apps.reports.models import Report
from config.celery import app
from tests import cast
from tests.reports.conftest import OCTOBER

WUPING = cast.WUPING_VILLAGE[:9]


def reports():
    return sorted(Report.objects.within(cast.COUNTY).values_list("kind", "division_code", "version"))


EVERY_REPORT = [
    ("county_ranking", cast.COUNTY, 1),
    ("township_monthly", WUPING, 1),
    ("township_monthly", cast.JILONG, 1),
]


@pytest.fixture
def at_once(settings, django_capture_on_commit_callbacks):
    """Tasks run where they are started, as soon as the transaction is through."""
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def test_the_timetable_names_tasks_that_exist():
    entries = app.conf.beat_schedule
    app.loader.import_default_modules()

    assert {entries[name]["task"] for name in ("monthly-reports", "missed-monthly-reports")} <= set(app.tasks)
    assert entries["monthly-reports"]["schedule"] == crontab(minute=0, hour=2, day_of_month=1)


def test_the_sweep_makes_every_report_and_run_twice_nothing_more(october, at_once):
    for _ in range(2):
        with at_once():
            tasks.make_monthly_reports(month="2026-10-01")

    assert reports() == EVERY_REPORT


def test_the_catching_up_makes_only_what_is_missing(october, at_once):
    with at_once():
        tasks.make_monthly_report(kind="county_ranking", division_code=cast.COUNTY, month="2026-10-01")
    assert queries.missing(cast.COUNTY, month=OCTOBER) == [
        ("township_monthly", WUPING),
        ("township_monthly", cast.JILONG),
    ]

    with at_once():
        tasks.make_missed_monthly_reports(month="2026-10-01")

    assert reports() == EVERY_REPORT
    assert queries.missing(cast.COUNTY, month=OCTOBER) == []


def test_a_later_release_may_send_more_arguments(october, at_once):
    tasks.make_monthly_report(
        kind="township_monthly", division_code=cast.JILONG, month="2026-10-01", by_id=None, colour="green"
    )

    assert reports() == [("township_monthly", cast.JILONG, 1)]


def command(tmp_path, *more) -> dict:
    out = io.StringIO()
    call_command(
        "monthly_report", "2026-10", "--division", cast.COUNTY, "--out", str(tmp_path), "--json", *more, stdout=out
    )
    return json.loads(out.getvalue())


def test_the_command_prints_json_alone_and_writes_the_files(october, tmp_path):
    printed = command(tmp_path)

    assert [one["kind"] for one in printed["reports"]] == ["county_ranking", "township_monthly", "township_monthly"]
    rate = next(one for one in printed["reports"][0]["figures"] if one["key"] == "in_time" and one["total"])
    assert {key: rate[key] for key in ("numerator", "denominator", "value", "records")} == {
        "numerator": 3, "denominator": 6, "value": 50.0, "records": {"numerator": 3, "denominator": 6},
    }  # fmt: skip
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        name for one in printed["reports"] for name in one["files"]
    )


def test_the_command_again_reuses_the_reports_and_writes_the_same_bytes(october, tmp_path):
    first = command(tmp_path / "a")
    second = command(tmp_path / "b")

    assert first == second
    assert {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "b").iterdir()
    }
    assert reports() == EVERY_REPORT


@pytest.mark.parametrize("arguments", [("2026-10", "999999"), ("2026-10", "50"), ("2099-01", cast.COUNTY)])
def test_the_command_says_what_it_cannot_do(october, arguments):
    month, division = arguments

    with pytest.raises(CommandError):
        call_command("monthly_report", month, "--division", division)
