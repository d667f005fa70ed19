"""The statements that store what a phone sends. A county's phones all send in the evening, so there are few of them.

Called by `patrols` and `receiving`; what may be stored has been decided there. Rows go as one JSON text, so that a
statement has the same shape whatever it stores, and stays prepared.
"""

import json
from typing import NamedTuple

from django.db import connection

from apps.common import statements
from apps.inspections.actions.drafting import Draft, photo_rows
from apps.inspections.models import Patrol
from apps.inspections.queries.devices import KNOWN_NUMBERS, MISSING_PHOTOS, MOST_OPEN_NUMBERS
from apps.problems.actions import FEWER_PHOTOS

_FIELDS = [field for field in Patrol._meta.concrete_fields if not field.primary_key and not field.generated]
_STORE = """
with given as (
    select given.* from jsonb_to_recordset(%(patrols)s) as given (number int, {typed})
), stored as (
    insert into inspections_patrol ({columns}) select {columns} from given order by number
    on conflict (uuid) do nothing returning id, uuid
), kept as (
    select number, stored.id as patrol_id, person_id, device_id, day from stored join given using (uuid)
), visited as (
    insert into inspections_visit (patrol_id, site_id, day, checklist_id, answers, note, distance_m)
    select patrol_id, visit.site, day, visit.checklist, visit.answers, visit.note, visit.distance_m
    from rows from (jsonb_to_recordset(%(visits)s) as
        (number int, site bigint, checklist bigint, answers jsonb, note text, distance_m int)) with ordinality as visit
    join kept using (number) order by visit.ordinality
), marked as (
    insert into inspections_patrolmark (patrol_id, mark, words)
    select patrol_id, mark, words from jsonb_to_recordset(%(marks)s) as (number int, mark text, words text)
    join kept using (number)
), announced as (
    insert into inspections_patrolphoto
        (patrol_id, person_id, device_id, sha256, role, size, taken_at, position, received_at, taken_off_reason)
    select patrol_id, kept.person_id, device_id, photo.sha256, role, size, taken_at, position, held.received_at, ''
    from rows from (jsonb_to_recordset(%(photos)s) as
        (number int, sha256 text, role text, size int, taken_at timestamptz, position jsonb)) with ordinality as photo
    join kept using (number)
    left join inspections_incomingphoto held on held.person_id = kept.person_id and held.sha256 = photo.sha256
    order by photo.ordinality
    returning id, patrol_id, sha256, received_at
)
select number, patrol_id,
       array(select sha256 from announced where patrol_id = kept.patrol_id and received_at is null order by announced.id)
from kept
""".format(  # noqa: S608
    columns=", ".join(f'"{field.column}"' for field in _FIELDS),
    typed=", ".join(f'"{field.column}" {field.db_type(connection)}' for field in _FIELDS),
)

_ANNOUNCE = """
with announced as (
    insert into inspections_patrolphoto
        (patrol_id, conflict_id, finding_id, person_id, device_id, sha256, role, size, taken_at, position, received_at, taken_off_reason)
    select %(patrol)s, %(conflict)s::bigint, photo.finding, %(person)s, %(device)s::uuid, photo.sha256, photo.role, photo.size,
           photo.taken_at, photo.position, held.received_at, ''
    from rows from (jsonb_to_recordset(%(photos)s) as
        (finding bigint, sha256 text, role text, size int, taken_at timestamptz, position jsonb)) with ordinality as photo
    left join inspections_incomingphoto held on held.person_id = %(person)s and held.sha256 = photo.sha256
    order by photo.ordinality
    on conflict do nothing
    returning id, sha256, received_at
)
select sha256 from announced where received_at is null order by id
"""

_BOOK = f"""
with booked as (
    insert into inspections_incomingphoto (person_id, sha256, file, byte_size, received_at, failure)
    select %(person)s, %(sha256)s::text, %(file)s::text, %(size)s, %(at)s, ''
    where exists (select from inspections_patrolphoto where person_id = %(person)s and sha256 = %(sha256)s::text)
    on conflict (sha256, person_id) do nothing returning id
), ticked_off as (
    update inspections_patrolphoto set received_at = %(at)s
    where person_id = %(person)s and sha256 = %(sha256)s::text and received_at is null and taken_off_at is null
      and exists (select from booked)
    returning finding_id
), arrived as (
    select problem_id, count(*) as number from ticked_off join inspections_finding finding on finding.id = finding_id
    group by problem_id
), problems as ({FEWER_PHOTOS})
select exists (select from booked)
"""  # noqa: S608

_HEAR = f"""
with {KNOWN_NUMBERS},
heard as (
    insert into inspections_device
        (id, person_id, division_code, label, pending_records, pending_photos, reported_at, highest_seq, complete_until)
    select %(device)s, %(person)s, %(place)s, %(label)s, %(pending_records)s, %(pending_photos)s, %(at)s,
           greatest(before.highest, reached.until, least(%(highest_seq)s, reached.until + {MOST_OPEN_NUMBERS})), reached.until
    from before, reached
    on conflict (id) do update set
        person_id = excluded.person_id, division_code = excluded.division_code, label = excluded.label,
        pending_records = excluded.pending_records, pending_photos = excluded.pending_photos,
        reported_at = excluded.reported_at,
        highest_seq = greatest(inspections_device.highest_seq, excluded.highest_seq),
        complete_until = greatest(inspections_device.complete_until, excluded.complete_until)
    returning complete_until, highest_seq
)
select heard.complete_until, heard.highest_seq, array(select seq from known where seq > heard.complete_until),
       {MISSING_PHOTOS}
from heard
"""  # noqa: S608


class Stored(NamedTuple):
    patrol: int
    photos_missing: list[str]


def store(drafts: list[Draft]) -> list[Stored | None]:
    """Insert patrols with what belongs to them; None where a UUID is there already, and then nothing of it was written.

    Where something was found, the photos are announced later: they may belong to findings, which have no row yet.
    """
    sent = {"patrols": [], "visits": [], "marks": [], "photos": []}
    for number, draft in enumerate(drafts):
        facts = {field.column: field.pre_save(draft.patrol, True) for field in _FIELDS}
        sent["patrols"].append(facts | {"number": number})
        sent["visits"] += [visit | {"number": number} for visit in draft.visits]
        sent["marks"] += [{"number": number, "mark": mark.mark, "words": mark.words} for mark in draft.marks]
        if not draft.record.findings:
            sent["photos"] += [photo | {"number": number} for photo in photo_rows(draft.record)]
    found = statements.rows(_STORE, {name: _json(rows) for name, rows in sent.items()})
    kept = {number: Stored(patrol, missing) for number, patrol, missing in found}
    return [kept.get(number) for number in range(len(drafts))]


def _json(rows) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False)


def announce(photos: list[dict], *, patrol: Patrol, conflict_id: int | None, person_id: int) -> list[str]:
    """Note what will follow the record; gives the hashes that have not arrived before it."""
    facts = {"patrol": patrol.pk, "conflict": conflict_id, "person": person_id, "device": patrol.device_id}
    return [sha256 for (sha256,) in statements.rows(_ANNOUNCE, facts | {"photos": _json(photos)})]


def book(*, person_id: int, sha256: str, name: str, size: int, at) -> bool:
    """The photo is here, and what waited for it waits no more. False where no record names it, or it is booked already."""
    facts = {"person": person_id, "sha256": sha256, "file": name, "size": size, "at": at}
    return statements.row(_BOOK, facts)[0]


def hear(**facts) -> tuple[int, int, list[int], int]:
    """What a phone says of itself; its numbers only ever grow. Gives what `queries.devices.Numbers` is made of."""
    return statements.row(_HEAR, facts)
