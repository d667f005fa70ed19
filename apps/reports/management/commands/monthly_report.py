"""manage.py monthly_report 2026-10 --division 500230 --out DIR --json"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.common import arguments, clock
from apps.common.verdicts import Refused
from apps.reports import actions, files, queries
from apps.reports.kinds import FileFormat
from apps.reports.readings import Reading
from apps.territory.models import Division


class Command(BaseCommand):
    help = "Computes a month's reports of a county or a township (unchanged data: reuses them) and writes their files."

    def add_arguments(self, parser):
        parser.add_argument("month", type=arguments.month, help="e.g. 2026-10")
        parser.add_argument("--division", required=True, help="code of a county (6 digits) or a township (9 digits)")
        parser.add_argument("--out", type=Path, help="folder for the .docx and .xlsx files")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON and nothing else")

    def handle(self, *, month, division, out, **options):
        if len(division) not in (6, 9) or not Division.objects.filter(pk=division).exists():
            raise CommandError(f"没有代码为 {division} 的县或乡镇，请先导入行政区划。")
        at = clock.now()
        try:
            reports = [
                actions.make(kind=kind, division_code=code, month=month, at=at)
                for kind, code in queries.targets(division, month=month)
            ]
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        written = [_write(report, out) if out else [] for report in reports]
        self._tell(reports, written, as_json=options["json"])

    def _tell(self, reports, written, *, as_json):
        if as_json:
            printed = [_printed(report, names) for report, names in zip(reports, written, strict=True)]
            self.stdout.write(json.dumps({"reports": printed}, ensure_ascii=False, indent=1))
            return
        for report, names in zip(reports, written, strict=True):
            self.stdout.write(f"{report} 第{report.version}版（{report.get_status_display()}）")
            for name in names:
                self.stdout.write(f"  {name}")


def _write(report, out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    names = []
    for file_format in FileFormat:
        name = files.file_name(report, file_format)
        (out / name).write_bytes(files.content(report, file_format))
        names.append(name)
    return names


def _printed(report, names) -> dict:
    reading = Reading(report)
    places = {place["code"]: place for place in reading.places}
    return {
        "kind": report.kind,
        "division": report.division_code,
        "name": reading.place,
        "month": f"{report.month:%Y-%m}",
        "as_of": str(reading.snapshot["as_of"]),
        "version": report.version,
        "status": report.status,
        "scheme": reading.snapshot["ranking"]["version"] if reading.is_county else None,
        "ranking": [place | {"name": reading.name(code)} for code, place in places.items()],
        "figures": [_figure(reading, key, code) for key, code in _cells(reading)],
        "files": names,
    }


def _cells(reading):
    for key in reading.snapshot["totals"]:
        yield key, ""
        yield from ((key, unit["code"]) for unit in reading.units if key in reading.snapshot["by_unit"][unit["code"]])


def _figure(reading, key, code) -> dict:
    cell, value = reading.cell(key, code), reading.value(key, code)
    return {
        "key": key,
        "name": reading.measures[key].name,
        "assessee": code or reading.report.division_code,
        "assessee_name": reading.name(code) if code else reading.place,
        "total": not code,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "value": value if value is None or isinstance(value, int) else float(value),
        "unit": reading.measures[key].unit,
        "records": {part: reading.count_of(key, part, code) for part in reading.parts(key)},
    }
