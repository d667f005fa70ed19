"""What storing records needs to know, asked once for all the records of a request."""

import json
from dataclasses import dataclass
from decimal import Decimal

from apps.common import statements

_KNOWN = """
with asked as (
    select %(sites)s::bigint[] as sites, %(places)s::text[] as places, %(checklists)s::bigint[] as checklists
), sites as (
    select site.id, site.division_code, site.name, site.kind_id, kind.category, site.version, site.latitude, site.longitude
    from inspections_site site join inspections_sitekind kind on kind.id = site.kind_id, asked
    where site.id = any(asked.sites)
), places as (
    select unnest(places) as code from asked union select division_code from sites
)
select
    (select jsonb_agg(jsonb_build_array(id, division_code, name, kind_id, category, version, latitude, longitude)) from sites),
    (select jsonb_agg(jsonb_build_array(code, id)) from inspections_grid join places using (code)),
    (select jsonb_agg(code) from territory_division join places using (code)),
    (select jsonb_agg(jsonb_build_array(list.id, list.kind_id, list.version, list.standard, list.items))
     from inspections_checklist list, asked
     where list.kind_id in (select kind_id from sites) and list.version = any(asked.checklists)),
    exists (select from inspections_leave where deputy_id = %(person)s)
"""


@dataclass(frozen=True)
class KnownSite:
    """The order is that of the statement above, here and below."""

    pk: int
    division_code: str
    name: str
    kind_id: int
    category: str
    version: int
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True)
class KnownChecklist:
    pk: int
    kind_id: int
    version: int
    standard: str
    items: list[dict]


@dataclass(frozen=True)
class Known:
    """Without a scope: whoever asks compares the places with the posts of the writer."""

    sites: dict[int, KnownSite]
    grids: dict[str, int]
    divisions: frozenset[str]
    checklists: dict[tuple[int, int], KnownChecklist]
    is_deputy: bool

    def checklist_of(self, visit) -> KnownChecklist | None:
        return self.checklists.get((self.sites[visit.site].kind_id, visit.checklist))


def known_for(records, person) -> Known:
    """For patrols of this person: their sites, places and checklists, and whether he was ever somebody's deputy."""
    visits = [visit for record in records for visit in record.visits]
    findings = [finding for record in records for finding in record.findings]
    asked = {
        "sites": _array(row.site for row in visits + findings),
        "places": _array(record.place or None for record in records),
        "checklists": _array(visit.checklist for visit in visits),
        "person": person.pk,
    }
    *lists, is_deputy = statements.row(_KNOWN, asked)
    sites, grids, divisions, checklists = (json.loads(rows or "[]", parse_float=Decimal) for rows in lists)
    return Known(
        {row[0]: KnownSite(*row) for row in sites}, dict(grids), frozenset(divisions),
        {(row[1], row[2]): KnownChecklist(*row) for row in checklists}, is_deputy,
    )  # fmt: skip


def _array(values) -> str:
    """As PostgreSQL reads it: numbers and codes of places need no quoting."""
    return "{" + ",".join({str(value) for value in values if value is not None}) + "}"
