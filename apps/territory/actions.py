"""Changing places and units."""

import csv
import io
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError

from apps.common import audit
from apps.common.seen import audited, stop_surprise
from apps.common.verdicts import Refused
from apps.territory.levels import CODE_LENGTH, Level, level_of, parent_code, trimmed
from apps.territory.models import Division, Organisation, OrganisationAlias
from apps.territory.queries import short_village

LONGEST_NAME = Division._meta.get_field("name").max_length


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
        if not _is_code(code) or not name or len(name) > LONGEST_NAME:
            raise Refused(
                f"区划表第 {table.line_num} 行不能用：代码应为 2、4、6、9、12 或 15 位数字，"
                f"名称不能为空，也不能超过 {LONGEST_NAME} 个字。"
            )
        if found.setdefault(code, name) != name:
            raise Refused(f"区划表第 {table.line_num} 行的代码 {code} 前面已有，名称却是“{found[code]}”，请核对。")
    missing = sorted(code for code in found if parent_code(code) and parent_code(code) not in found)
    known = set(
        Division.objects.filter(code__in=[parent_code(code) for code in missing]).values_list("code", flat=True)
    )
    orphans = [code for code in missing if parent_code(code) not in known]
    if orphans:
        raise Refused(f"区划表里 {orphans[0]} 的上级 {parent_code(orphans[0])} 没有列出，请补上。")
    return found


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in CODE_LENGTH.values()


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
    _rename_units(renamed, known)
    found_governments([division for division in new if division.level in (Level.TOWNSHIP, Level.VILLAGE)])
    return Imported(len(new), len(renamed), len(found) - len(new) - len(renamed))


def found_governments(divisions):
    """Every township has a government and every village a committee: nobody should have to type them in."""
    kind = Organisation.Kind
    governments, committees = [], []
    for division in divisions:
        is_township = division.level == Level.TOWNSHIP
        unit = Organisation(
            name=_unit_name(division.level, division.name),
            kind=kind.GOVERNMENT if is_township else kind.COMMITTEE,
            division=division,
        )
        (governments if is_township else committees).append(unit)
    Organisation.objects.bulk_create(governments, batch_size=1000)
    above = {parent_code(committee.division_id) for committee in committees}
    of_township = {
        unit.division_id: unit
        for unit in Organisation.objects.filter(kind=kind.GOVERNMENT, division_id__in=above).order_by("-pk")
    }
    for committee in committees:
        committee.parent = of_township.get(parent_code(committee.division_id))
    Organisation.objects.bulk_create(committees, batch_size=1000)
    OrganisationAlias.objects.bulk_create(_usual_aliases(governments + committees), batch_size=1000)


def _unit_name(level, place: str) -> str:
    if level != Level.TOWNSHIP:
        return place
    return place + ("办事处" if place.endswith("街道") else "人民政府")


def _rename_units(divisions, old_names):
    """A government takes the new name of its place; lists that still write the old one are understood."""
    places = {division.code: division for division in divisions}
    former = {code: _unit_name(place.level, old_names[code]) for code, place in places.items()}
    units = Organisation.objects.filter(division_id__in=places)
    renamed = [unit for unit in units if unit.name == former[unit.division_id]]
    for unit in renamed:
        unit.division = places[unit.division_id]
        unit.name, unit.version = _unit_name(unit.division.level, unit.division.name), unit.version + 1
    Organisation.objects.bulk_update(renamed, ["name", "version"], batch_size=1000)
    old = [OrganisationAlias(organisation=unit, name=former[unit.division_id]) for unit in renamed]
    OrganisationAlias.objects.bulk_create([*old, *_usual_aliases(renamed)], batch_size=1000, ignore_conflicts=True)


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


def found_group(*, code: str, name: str) -> Division:
    """A group or grid below a village becomes a place of its own, so that posts can be held over it."""
    group, _ = Division.objects.get_or_create(code=code, defaults={"name": name, "level": level_of(code)})
    return group


@transaction.atomic
def add_division(*, code, name, by, at, **facts) -> Division:
    """A new place, with its government or committee. `facts`: valid_from, valid_until, successor (code), population."""
    division = Division.objects.create(code=code, name=name, level=level_of(code), **_dated(facts))
    if division.level in (Level.TOWNSHIP, Level.VILLAGE):
        found_governments([division])
    audit.record("添加区划", at=at, by=by, about=division, division_code=code, name=name)
    return division


@transaction.atomic
def change_division(division, *, by, at, **facts) -> Division:
    """Renamed, ended or merged into another; the place itself and all that lies there stay. `facts` as for a new one,
    and name."""
    division = Division.objects.select_for_update(of=("self",)).get(pk=division.pk)
    facts = _dated(facts)
    before = {name: getattr(division, name) for name in facts}
    for name, value in facts.items():
        setattr(division, name, value)
    division.save(update_fields=list(facts))
    if division.name != before["name"]:
        _rename_units([division], {division.code: before["name"]})
    audit.record("修改区划", at=at, by=by, about=division, division_code=division.pk, before=before, after=facts)
    return division


@transaction.atomic
def remove_division(division, *, by, at) -> None:
    """Take back a place that should never have been added, with the unit founded along. Raises Refused when anything
    refers to one of them; records that keep only the code are the caller's to look for."""
    division = Division.objects.select_for_update(of=("self",)).get(pk=division.pk)
    refusal = f"“{division}”已经有人员、单位或下级区划，不能删除。"
    if Division.objects.below(division.code).exists():
        raise Refused(refusal)
    audit.record("删除误加的区划", at=at, by=by, about=division, division_code=division.pk)
    founded = _unit_name(division.level, division.name)
    for unit in Organisation.objects.filter(division=division, name=founded):
        _delete(unit, refusal)
    _delete(division, refusal)


def _dated(facts) -> dict:
    facts = dict(facts)
    facts["successor_id"] = facts.pop("successor", None)
    return facts


@transaction.atomic
def add_unit(*, name, kind, parent, aliases, county_code, by, at) -> Organisation:
    """A unit stands where its superior stands, or at the county. Raises Refused when a name is taken there."""
    above = Organisation.objects.get(pk=parent) if parent else None
    unit = Organisation(name=name, kind=kind, parent=above, division_id=above.division_id if above else county_code)
    _save_with_names(unit, aliases)
    audit.record("添加单位", at=at, by=by, about=unit, division_code=unit.division_id)
    return unit


@transaction.atomic
def change_unit(unit, *, name, kind, parent, aliases, by, at, seen_version=None) -> Organisation:
    unit = Organisation.objects.select_for_update().get(pk=unit.pk)
    stop_surprise(seen_version, unit, acts=audited(unit, "修改单位"))
    before = {"name": unit.name, "kind": unit.kind, "parent": unit.parent_id, "aliases": _names_of(unit)}
    _check_superior(unit, parent)
    unit.name, unit.kind, unit.parent_id, unit.version = name, kind, parent, unit.version + 1
    _save_with_names(unit, aliases)
    after = {"name": name, "kind": kind, "parent": parent, "aliases": _names_of(unit)}
    audit.record("修改单位", at=at, by=by, about=unit, division_code=unit.division_id, before=before, after=after)
    return unit


@transaction.atomic
def remove_unit(unit, *, by, at) -> None:
    """Take back a unit that should never have been added. Raises Refused when anything refers to it."""
    unit = Organisation.objects.select_for_update().get(pk=unit.pk)
    audit.record("删除误加的单位", at=at, by=by, about=unit, division_code=unit.division_id)
    _delete(unit, f"“{unit}”已经有人员、问题或其他记录，不能删除。")


def _delete(record, refusal: str):
    try:
        with transaction.atomic():
            record.delete()
    except (ProtectedError, RestrictedError, IntegrityError):
        raise Refused(refusal) from None


def _check_superior(unit, parent):
    """Whoever acts for a unit acts for the one above it too: it must not be one of another township."""
    above, seen = Organisation.objects.filter(pk=parent).first(), {unit.pk}
    if above and not unit.division_id.startswith(above.division_id):
        raise Refused(f"“{above}”管不到{unit.division}，请另选上级单位。")
    while above:
        if above.pk in seen:
            raise Refused("单位不能是自己的上级，也不能互为上级，请另选。")
        seen.add(above.pk)
        above = above.parent


def _save_with_names(unit, aliases):
    is_new = unit.pk is None
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:
        raise Refused(f"这里已经有单位“{unit.name}”，请换一个名称。") from None
    wanted = [name for name in dict.fromkeys(aliases) if name != unit.name]
    neighbours = OrganisationAlias.objects.filter(organisation__division_id=unit.division_id)
    taken = neighbours.exclude(organisation=unit).filter(name__in=wanted).select_related("organisation").first()
    if taken:
        raise Refused(f"别名“{taken.name}”已经是“{taken.organisation}”的，导入时会分不清，请去掉。")
    if not is_new:
        unit.aliases.exclude(name__in=wanted).delete()
    fresh = [OrganisationAlias(organisation=unit, name=name) for name in wanted]
    OrganisationAlias.objects.bulk_create(fresh, ignore_conflicts=True)


def _names_of(unit) -> list[str]:
    return list(unit.aliases.order_by("pk").values_list("name", flat=True))
