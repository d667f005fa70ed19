"""Patrols for lists and pages, and what the server holds of a phone's records."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from apps.common import statements
from apps.common.scoping import under
from apps.inspections.models import (
    Conflict,
    DayConfirmation,
    Device,
    Finding,
    IncomingPhoto,
    Patrol,
    PatrolMark,
    PatrolPhoto,
    Visit,
    waiting_photos,
)
from apps.inspections.words import Answer, PhotoRole, answers_of


def listed(user, *, place="", site=None, state="", since=None, until=None):
    """Patrols as the list shows them, newest first by key; taken back ones stay visible."""
    patrols = (
        Patrol.objects.visible_to(user)
        .select_related("person")
        .prefetch_related(Prefetch("visits", Visit.objects.select_related("site").order_by("pk")))
    )
    if place:
        patrols = patrols.filter(under("division_code", [place]))
    if site:
        patrols = patrols.filter(pk__in=Visit.objects.filter(site=site).values("patrol_id"))
    if since:
        patrols = patrols.filter(day__gte=since)
    if until:
        patrols = patrols.filter(day__lte=until)
    return _in_state(with_missing(patrols), state)


def with_missing(patrols):
    """Adds photo_count and missing_count."""
    waiting = waiting_photos("photos__") & Q(photos__conflict__isnull=True)
    return patrols.annotate(
        photo_count=Count("photos", filter=Q(photos__conflict__isnull=True), distinct=True),
        missing_count=Count("photos", filter=waiting, distinct=True),
    ).defer("body")


def _in_state(patrols, state):
    if state == "counting":
        return patrols.counting()
    if state == "found":
        return patrols.filter(finding_count__gt=0)
    if state == "missing":
        return patrols.filter(missing_count__gt=0)
    if state == "marked":
        unseen = PatrolMark.objects.filter(patrol=OuterRef("pk"), looked_at__isnull=True)
        versions = Conflict.objects.filter(patrol=OuterRef("pk"), looked_at__isnull=True)
        return patrols.filter(Exists(unseen) | Exists(versions))
    return patrols


def record(user):
    """One patrol with everything its page shows."""
    findings = Finding.objects.select_related("problem", "site")
    photos = PatrolPhoto.objects.filter(conflict__isnull=True).select_related("photo")
    return Patrol.objects.visible_to(user).select_related("person", "grid", "brought_by").prefetch_related(
        Prefetch("visits", Visit.objects.select_related("site", "site__kind", "checklist").order_by("pk")),
        Prefetch("findings", findings), Prefetch("photos", photos), "marks", "conflicts",
    )  # fmt: skip


def photos_by_role(patrol) -> tuple[list, list]:
    """Developed photos before and after, from photos fetched already."""
    shown = [photo for photo in patrol.photos.all() if photo.photo_id]
    after = [photo for photo in shown if photo.role == PhotoRole.AFTER]
    return [photo for photo in shown if photo.role != PhotoRole.AFTER], after


def told_answers(visit) -> list[tuple[str, str]]:
    """(item, answer in words) of the version of the checklist that the record answers."""
    items = visit.checklist.items if visit.checklist_id else []
    words = dict(Answer.choices) | dict(answers_of(visit.checklist.standard)) if items else {}
    return [(item["label"], words[visit.answers[item["key"]]]) for item in items if item["key"] in visit.answers]


# --- What of a phone's records is held ---


def held_records(user, uuids) -> dict[str, dict]:
    """For each UUID asked: whether the caller's record is held, under which hashes, and which photos are missing."""
    answer: dict[str, dict] = {str(uuid): {"held": False} for uuid in uuids}
    own = Patrol.objects.everywhere("one's own records").filter(person=user, uuid__in=uuids)
    for patrol in own.defer("body").prefetch_related("conflicts", "photos"):
        answer[str(patrol.uuid)] = {
            "held": True,
            "sha256": patrol.sha256,
            "conflicts": [version.sha256 for version in patrol.conflicts.all()],
            "photos_missing": sorted({photo.sha256 for photo in patrol.photos.all() if _is_waited_for(photo)}),
        }
    days = DayConfirmation.objects.everywhere("one's own records").filter(person=user, uuid__in=uuids)
    for uuid, sha256 in days.values_list("uuid", "sha256"):
        answer[str(uuid)] = {"held": True, "sha256": sha256, "conflicts": [], "photos_missing": []}
    return answer


def _is_waited_for(photo) -> bool:
    return photo.received_at is None and photo.taken_off_at is None


def held_photos(user, hashes) -> dict[str, bool]:
    held = set(IncomingPhoto.objects.filter(person=user, sha256__in=hashes).values_list("sha256", flat=True))
    return {sha256: sha256 in held for sha256 in hashes}


def device_of(user, pk):
    return Device.objects.everywhere("one's own phone").filter(person=user, pk=pk).first() if pk else None


_PHOTO_KNOWN = """
select exists (select from inspections_incomingphoto where person_id = %(person)s and sha256 = %(sha256)s),
       exists (select from inspections_patrolphoto where person_id = %(person)s and sha256 = %(sha256)s)
"""


def photo_known(person, sha256) -> tuple[bool, bool]:
    """(has it arrived, has a record announced it)"""
    return statements.row(_PHOTO_KNOWN, {"person": person.pk, "sha256": sha256})
