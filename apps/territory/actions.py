"""Changing places and units."""

import csv
import io
from dataclasses import dataclass

from django.db import transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.territory.levels import CODE_LENGTH, Level, level_of, parent_code, trimmed
from apps.territory.models import Division, Organisation, OrganisationAlias
from apps.territory.queries import short_village


@dataclass(frozen=True)
class Imported:
    created: int
    renamed: int
    unchanged: int


def read_divisions(text: str) -> dict[str, str]:
    """Code -> name from a table with the columns code and name (代码, 名称); codes of 6, 9 or 12 digits, padded or not.

    Raises Refused with the line that cannot be used.
    """
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    headings = {(name or "").strip().lower(): name for name in table.fieldnames or []}
    code_heading, name_heading = (
        headings.get("code") or headings.get("代码"),
        headings.get("name") or headings.get("名称"),
    )
    if not code_heading or not name_heading:
        raise Refused("区划表第一行要有“code,name”（代码、名称）两列。")
    found = {}
    for row in table:
        code, name = trimmed((row[code_heading] or "").strip()), (row[name_heading] or "").strip()
        if not code.isdigit() or len(code) not in CODE_LENGTH.values() or not name:
            raise Refused(f"区划表第 {table.line_num} 行不能用：代码应为 2、4、6、9、12 或 15 位数字，名称不能为空。")
        found[code] = name
    missing = sorted(code for code in found if parent_code(code) and parent_code(code) not in found)
    known = set(
        Division.objects.filter(code__in=[parent_code(code) for code in missing]).values_list("code", flat=True)
    )
    orphans = [code for code in missing if parent_code(code) not in known]
    if orphans:
        raise Refused(f"区划表里 {orphans[0]} 的上级 {parent_code(orphans[0])} 没有列出，请补上。")
    return found


@transaction.atomic
def import_divisions(text: str) -> Imported:
    """Take over a county's divisions; what exists is renamed when its name changed, nothing is removed."""
    found = read_divisions(text)
    known = dict(Division.objects.filter(code__in=found).values_list("code", "name"))
    new = [Division(code=code, name=name, level=level_of(code)) for code, name in found.items() if code not in known]
    renamed = [
        Division(code=code, name=name, level=level_of(code))
        for code, name in found.items()
        if code in known and known[code] != name
    ]
    Division.objects.bulk_create(new, batch_size=1000)
    Division.objects.bulk_update(renamed, ["name"], batch_size=1000)
    found_governments([division for division in new if division.level in (Level.TOWNSHIP, Level.VILLAGE)])
    return Imported(len(new), len(renamed), len(found) - len(new) - len(renamed))


def found_governments(divisions):
    """Every township has a government and every village a committee: nobody should have to type them in."""
    governments, committees = [], []
    for division in divisions:
        if division.level == Level.TOWNSHIP:
            ending = "办事处" if division.name.endswith("街道") else "人民政府"
            governments.append(
                Organisation(name=division.name + ending, kind=Organisation.Kind.GOVERNMENT, division=division)
            )
        else:
            committees.append(Organisation(name=division.name, kind=Organisation.Kind.COMMITTEE, division=division))
    Organisation.objects.bulk_create(governments + committees, batch_size=1000)
    of_township = {unit.division_id: unit for unit in governments}
    for committee in committees:
        committee.parent = of_township.get(parent_code(committee.division_id))
    Organisation.objects.bulk_update([unit for unit in committees if unit.parent], ["parent"], batch_size=1000)
    OrganisationAlias.objects.bulk_create(_usual_aliases(governments + committees), batch_size=1000)


def _usual_aliases(organisations):
    for unit in organisations:
        name = unit.division.name
        if unit.kind == Organisation.Kind.COMMITTEE:
            short = short_village(name)
            spellings = {short, short + "委会" if short.endswith("村") else short + "居委会"}
        else:
            spellings = {name, name + "政府", name + "党委政府", name + "党委、政府"}
        for spelling in sorted(spellings - {unit.name}):
            yield OrganisationAlias(organisation=unit, name=spelling)


@transaction.atomic
def add_unit(*, name, kind, parent, aliases, county_code, by, at) -> Organisation:
    """A unit stands where its superior stands, or at the county. Raises Refused when the name is taken there."""
    above = Organisation.objects.filter(pk=parent).first() if parent else None
    place = above.division_id if above else county_code
    if Organisation.objects.filter(division_id=place, name=name).exists():
        raise Refused(f"这里已经有单位“{name}”，不用重复添加。")
    unit = Organisation.objects.create(name=name, kind=kind, parent=above, division_id=place)
    _set_aliases(unit, aliases)
    audit.record("添加单位", at=at, by=by, about=unit, division_code=place)
    return unit


@transaction.atomic
def change_unit(unit, *, name, kind, parent, aliases, by, at) -> Organisation:
    unit = Organisation.objects.select_for_update().get(pk=unit.pk)
    if Organisation.objects.filter(division_id=unit.division_id, name=name).exclude(pk=unit.pk).exists():
        raise Refused(f"这里已经有单位“{name}”，请换一个名称。")
    if parent == unit.pk:
        raise Refused("单位不能是自己的上级，请另选。")
    before = {"name": unit.name, "kind": unit.kind, "parent": unit.parent_id}
    unit.name, unit.kind, unit.parent_id = name, kind, parent
    unit.save()
    _set_aliases(unit, aliases)
    after = {"name": name, "kind": kind, "parent": parent, "aliases": aliases}
    audit.record("修改单位", at=at, by=by, about=unit, division_code=unit.division_id, before=before, after=after)
    return unit


def _set_aliases(unit, names):
    unit.aliases.exclude(name__in=names).delete()
    known = set(unit.aliases.values_list("name", flat=True))
    fresh = dict.fromkeys(name for name in names if name not in known)
    OrganisationAlias.objects.bulk_create([OrganisationAlias(organisation=unit, name=name) for name in fresh])
