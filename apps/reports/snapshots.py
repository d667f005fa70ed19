"""Taking the snapshot of a report: every figure, its records, and the words about them that the files need."""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from apps.assessments import periods, ranking
from apps.assessments.cells import PARTS, Kind, Part
from apps.assessments.metrics import MEASURES
from apps.assessments.queries import Figures, Grouping, figures_of
from apps.assessments.subjects import Subject
from apps.reports import extracts
from apps.reports.kinds import ReportKind, shows_record
from apps.reports.models import Report
from apps.territory import queries as territory
from apps.territory.models import Division, Organisation

GROUPING = {ReportKind.COUNTY_RANKING: Grouping.TOWNSHIP, ReportKind.TOWNSHIP_MONTHLY: Grouping.VILLAGE}
# What belongs to the day of computing rather than to the data.
NOT_IN_FINGERPRINT = ("as_of", "last_day", "measures")


@dataclass(frozen=True)
class Listed:
    """One figure with its records, in the order in which it is numbered."""

    key: str
    assessee: str
    part: Part
    ids: list[int]


@dataclass(frozen=True)
class Taken:
    snapshot: dict
    extracts: dict
    figures: list[Listed]
    fingerprint: str


def take(kind: str, division_code: str, period: periods.Period) -> Taken:
    """Reads everything in a fixed number of queries, however many units there are."""
    by = GROUPING[kind]
    now = figures_of(division_code, period, by=by, with_records=True)
    last = figures_of(division_code, periods.last_month(period), by=by)
    year_ago = figures_of(division_code, periods.same_month_last_year(period), by=by)
    with_records = [code for code in now.assessees if shows_record(_cells(now, code))]
    units = _units(kind, division_code, period, with_records)
    listed = list(_listed(now, units))
    snapshot = _heading(kind, division_code, period) | {
        "measures": [_printed(measure) for measure in MEASURES.values()],
        "units": units,
        "totals": _totals(now),
        "by_unit": {unit["code"]: _cells(now, unit["code"]) for unit in units},
        "last_month": _totals(last) if shows_record(_totals(last)) else None,
        "last_year": _totals(year_ago) if shows_record(_totals(year_ago)) else None,
    }
    if kind == ReportKind.COUNTY_RANKING:
        snapshot["ranking"] = _ranking(division_code, period, units, now, last)
    kept = _extracts(division_code, listed)
    return Taken(snapshot, kept, listed, _fingerprint(snapshot, kept, listed))


def _heading(kind, division_code, period) -> dict:
    division = Division.objects.get(pk=division_code)
    return {
        "division": {
            "code": division.code, "name": division.name, "full_name": territory.full_name(division.code),
        },
        "organ": organ(kind, division),
        "month": period.first,
        "until": period.until,
        "as_of": period.cut,
        "last_day": period.last_day,
        "finished": period.cut == period.until,
    }  # fmt: skip


def organ(kind, division) -> str:
    """Who signs: the county's bureau, the township's government."""
    wanted, ending = Organisation.Kind.BUREAU, "生态环境局"
    if kind == ReportKind.TOWNSHIP_MONTHLY:
        wanted, ending = Organisation.Kind.GOVERNMENT, "办事处" if division.name.endswith("街道") else "人民政府"
    unit = Organisation.objects.filter(division=division, kind=wanted, valid_until__isnull=True).order_by("pk").first()
    return unit.name if unit else f"{division.name}{ending}"


def _units(kind, division_code, period, with_records) -> list[dict]:
    """Every unit of that month in the order of its code; places outside the gazetteer come after them."""
    below = territory.townships if kind == ReportKind.COUNTY_RANKING else territory.villages
    known = dict(below(division_code, on=period.last_day).values_list("code", "name"))
    others = sorted(set(with_records) - set(known))
    names = territory.names(others) if others else {}
    listed = [{"code": code, "name": territory.short_village(name), "in_force": True} for code, name in known.items()]
    listed += [{"code": code, "name": _remainder(division_code, code, names), "in_force": False} for code in others]
    return listed


def _remainder(division_code, code, names) -> str:
    """Records of the place as a whole, or of a unit that has been merged since."""
    if code == division_code:
        return "县本级" if len(code) == 6 else "镇本级"
    return territory.short_village(names.get(code, "")) or code


def _cells(now: Figures, code: str) -> dict:
    return {key: _pair(now.cell(measure, code)) for key, measure in MEASURES.items() if measure.by_unit}


def _totals(found: Figures) -> dict:
    return {key: _pair(found.total(measure)) for key, measure in MEASURES.items()}


def _pair(cell) -> list:
    return [cell.numerator, cell.denominator]


def _printed(measure) -> dict:
    return {
        "key": measure.key, "name": measure.name, "kind": measure.kind.value, "unit": measure.unit,
        "formula": measure.formula, "better": measure.better.value, "subject": measure.subject.value,
    }  # fmt: skip


def _listed(now: Figures, units):
    for measure in MEASURES.values():
        for part in PARTS[measure.kind]:
            yield Listed(measure.key, "", part, now.all_records(measure, part))
    for measure in (measure for measure in MEASURES.values() if measure.by_unit):
        for unit in units:
            for part in PARTS[measure.kind]:
                yield Listed(measure.key, unit["code"], part, now.records(measure, part, unit["code"]))


def _extracts(division_code, listed) -> dict:
    wanted: dict[Subject, set[int]] = {}
    for figure in listed:
        wanted.setdefault(MEASURES[figure.key].subject, set()).update(figure.ids)
    return extracts.of_records(division_code, wanted)


def _ranking(county, period, units, now, last) -> dict:
    scheme = ranking.monthly_scheme(settings.RANKING_MINIMUM_CASES)
    units = [unit for unit in units if unit["in_force"]]
    before = _published_places(county, period) or _places(units, last, scheme)
    return {
        "version": scheme.version,
        "minimum": scheme.minimum,
        "criteria": [criterion.key for criterion in scheme.criteria],
        "places": [
            {"code": place.code, "place": place.place, "standing": place.standing.value, "last": before.get(place.code)}
            for place in ranking.rank(_entries(units, now, scheme), scheme)
        ],
    }


def _published_places(county, period) -> dict | None:
    """Last month's places as they were published, so that "上月第3" is what everybody has read."""
    published = Report.objects.within(county).published()
    report = published.of(ReportKind.COUNTY_RANKING, county, periods.last_month(period).first).first()
    return {place["code"]: place["place"] for place in report.snapshot["ranking"]["places"]} if report else None


def _places(units, found: Figures, scheme) -> dict:
    return {place.code: place.place for place in ranking.rank(_entries(units, found, scheme), scheme)}


def _entries(units, found: Figures, scheme):
    first = MEASURES[scheme.first]
    for unit in units:
        code = unit["code"]
        values = {c.key: found.cell(MEASURES[c.key], code).value(MEASURES[c.key].kind) for c in scheme.criteria}
        cases = found.cell(first, code)
        yield ranking.Entry(
            code,
            values,
            cases.numerator if first.kind == Kind.COUNT else cases.denominator,
            has_records=shows_record(_cells(found, code)),
        )


def _fingerprint(snapshot, kept, listed) -> str:
    data = {key: value for key, value in snapshot.items() if key not in NOT_IN_FINGERPRINT}
    data["problems"] = kept
    data["ids"] = [[figure.key, figure.assessee, figure.part, figure.ids] for figure in listed]
    text = json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
