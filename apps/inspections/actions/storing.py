"""The statements that store what a phone sends. A county's phones all send in the evening, so there are few of them.

Called by `patrols` and `receiving`, inside their transactions; what may be stored has been decided there.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from apps.inspections.models import Patrol

_FIELDS = [field for field in Patrol._meta.concrete_fields if not field.primary_key and not field.generated]
_STORE = """
with stored as (
    insert into inspections_patrol ({columns}) values ({values}) on conflict (uuid) do nothing returning id
), visited as (
    insert into inspections_visit (patrol_id, site_id, day, checklist_id, answers, note, distance_m)
    select stored.id, visit.site, %s, visit.checklist, visit.answers, visit.note, visit.distance_m
    from stored, rows from (jsonb_to_recordset(%s) as
        (site bigint, checklist bigint, answers jsonb, note text, distance_m int)) with ordinality as visit
    order by visit.ordinality
)
select id from stored
""".format(columns=", ".join(f'"{field.column}"' for field in _FIELDS), values=", ".join(["%s"] * len(_FIELDS)))  # noqa: S608

_ANNOUNCE = """
with announced as (
    insert into inspections_patrolphoto
        (patrol_id, conflict_id, finding_id, person_id, sha256, role, size, taken_at, position, received_at, taken_off_reason)
    select %s, %s, photo.finding, %s, photo.sha256, photo.role, photo.size, photo.taken_at, photo.position, held.received_at, ''
    from rows from (jsonb_to_recordset(%s) as
        (finding bigint, sha256 text, role text, size int, taken_at timestamptz, position jsonb)) with ordinality as photo
    left join inspections_incomingphoto held on held.person_id = %s and held.sha256 = photo.sha256
    order by photo.ordinality
    on conflict do nothing
    returning id, sha256, received_at
)
select sha256 from announced where received_at is null order by id
"""

_BOOK = """
with booked as (
    insert into inspections_incomingphoto (person_id, sha256, file, byte_size, received_at, failure)
    values (%s, %s, %s, %s, %s, '') on conflict (sha256, person_id) do nothing returning id
), arrived as (
    update inspections_patrolphoto set received_at = %s
    where person_id = %s and sha256 = %s and received_at is null and taken_off_at is null and exists (select from booked)
    returning finding_id
)
select (select id from booked),
       (select array_agg(finding.problem_id) from arrived join inspections_finding finding on finding.id = arrived.finding_id)
"""

_HEAR = """
insert into inspections_device
    (id, person_id, division_code, label, pending_records, pending_photos, reported_at, highest_seq, complete_until)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (id) do update set
    person_id = excluded.person_id, division_code = excluded.division_code, label = excluded.label,
    pending_records = excluded.pending_records, pending_photos = excluded.pending_photos, reported_at = excluded.reported_at,
    highest_seq = greatest(inspections_device.highest_seq, excluded.highest_seq),
    complete_until = greatest(inspections_device.complete_until, excluded.complete_until)
"""


def _row(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _json(rows) -> str:
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)


def store(patrol: Patrol, visits: list[dict]) -> int | None:
    """Insert the patrol and its visits; None where its UUID is there already, and then nothing was written.

    `visits` are {"site", "checklist" (row), "answers", "note", "distance_m"}.
    """
    values = [field.get_db_prep_save(field.pre_save(patrol, True), connection) for field in _FIELDS]
    found = _row(_STORE, [*values, patrol.day, _json(visits)])
    return found[0] if found else None


def announce(photos: list[dict], *, patrol_id: int, conflict_id: int | None, person_id: int) -> list[str]:
    """Note what will follow the record; gives the hashes that have not arrived before it."""
    with connection.cursor() as cursor:
        cursor.execute(_ANNOUNCE, [patrol_id, conflict_id, person_id, _json(photos), person_id])
        return [sha256 for (sha256,) in cursor.fetchall()]


def book(*, person_id: int, sha256: str, name: str, size: int, at) -> tuple[int | None, list[int]]:
    """The photo is here: (its row, problems that waited for it), or (None, []) where it was booked a moment ago."""
    pk, problems = _row(_BOOK, [person_id, sha256, name, size, at, at, person_id, sha256])
    return pk, problems or []


def hear(*, device, person_id, place, label, pending_records, pending_photos, at, highest_seq, complete_until):
    """What a phone says of itself; its numbers only ever grow."""
    facts = [device, person_id, place, label, pending_records, pending_photos, at, highest_seq, complete_until]
    with connection.cursor() as cursor:
        cursor.execute(_HEAR, facts)
