"""A phone's outbox is taken in record by record: each in a transaction of its own, none held up by another."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.models import Post, User
from apps.inspections.actions.days import log_day
from apps.inspections.actions.patrols import Receipt, log_patrol
from apps.inspections.actions.plans import settle_tasks
from apps.inspections.actions.receiving import develop
from apps.inspections.models import IncomingPhoto, Patrol, PatrolMark, PatrolPhoto
from apps.inspections.permissions import KEEPERS
from apps.inspections.records import DayRecord, NotAccepted, read
from apps.inspections.words import Mark

logger = logging.getLogger(__name__)


def take_in(envelopes, *, by, at, sending_offset_ms=None) -> list[Receipt | NotAccepted | None]:
    """One answer for each envelope, in order: a receipt, a refusal, or None where the server itself failed."""
    return [_take(envelope, by, at, sending_offset_ms) for envelope in envelopes]


def _take(envelope, by, at, sending_offset_ms):
    try:
        record = read(envelope)
        author = author_for(record.author, by)
        if isinstance(record, DayRecord):
            return log_day(record=record, by=author, at=at, sending_offset_ms=sending_offset_ms)
        brought_by = by if author.pk != by.pk else None
        return log_patrol(record=record, by=author, at=at, brought_by=brought_by, sending_offset_ms=sending_offset_ms)
    except NotAccepted as refusal:
        return refusal
    except Exception:
        # One record that we cannot digest must not keep the others on the phone for ever.
        logger.exception("a record could not be stored")
        return None


def author_for(person_id: int, by) -> User:
    """The writer; somebody else's record may be brought by the township that keeps the writer's grid."""
    if person_id == by.pk:
        return by
    posts = Post.objects.filter(person_id=person_id).select_related("person")
    if any(by.holds(*KEEPERS, over=post.division_id) for post in posts):
        return posts[0].person
    raise NotAccepted("这条记录是另一个账号写的，请用那个账号登录后再送。", code="other_account", field="author")


def finish(*, patrol_ids, at):
    """What may wait until the receipts are out: tasks, photos that were here before their record, repeated numbers."""
    settle_tasks(patrol_ids=patrol_ids)
    announced = PatrolPhoto.objects.filter(
        patrol__in=patrol_ids, photo__isnull=True, sha256=OuterRef("sha256"), person=OuterRef("person")
    )
    for incoming in IncomingPhoto.objects.filter(Exists(announced), failure=""):
        develop(incoming, at=at)
    _mark_repeated_numbers(patrol_ids)


@transaction.atomic
def _mark_repeated_numbers(patrol_ids):
    """Two stores restored from one backup give the same number twice; both records are kept."""
    patrols = Patrol.objects.everywhere("numbers of a phone")
    twins = patrols.filter(device_id=OuterRef("device_id"), seq=OuterRef("seq"), pk__lt=OuterRef("pk"))
    repeated = patrols.filter(pk__in=patrol_ids, seq__isnull=False).filter(Exists(twins))
    PatrolMark.objects.bulk_create(
        [
            PatrolMark(patrol=patrol, mark=Mark.SEQUENCE, words=f"手机上的第 {patrol.seq} 号用了两次")
            for patrol in repeated
        ],
        ignore_conflicts=True,
    )


def unfinished_patrols(*, since) -> list[int]:
    """Patrols that came since then: what a lost worker or broker left undone is done again for all of them."""
    return list(
        Patrol.objects.everywhere("finishing what was interrupted")
        .filter(received_at__gte=since)
        .values_list("pk", flat=True)
    )
