"""A phone's outbox is taken in: together what can go together, the rest one by one, and none held up by another."""

import logging
from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.models import Post, User
from apps.inspections.actions.days import log_day
from apps.inspections.actions.drafting import Draft, draft_of
from apps.inspections.actions.patrols import Receipt, log_patrol, log_together
from apps.inspections.actions.plans import settle_tasks
from apps.inspections.actions.receiving import develop
from apps.inspections.models import IncomingPhoto, Patrol, PatrolMark, PatrolPhoto
from apps.inspections.permissions import KEEPERS
from apps.inspections.queries.intake import known_for
from apps.inspections.records import DayRecord, NotAccepted, PatrolRecord, Record, read
from apps.inspections.words import Mark

logger = logging.getLogger(__name__)


def take_in(envelopes, *, by, at, sending_offset_ms=None) -> list[Receipt | NotAccepted | None]:
    """One answer for each envelope, in order: a receipt, a refusal, or None where the server itself failed."""
    told = {"at": at, "sending_offset_ms": sending_offset_ms}
    answers = [_tried(read, envelope) for envelope in envelopes]
    plain = _plain(answers, by)
    together = _tried(_take_together, [answers[position] for position in plain], by, told) if plain else None
    for position, answer in zip(plain, together or [None] * len(plain), strict=True):
        answers[position] = answer or answers[position]
    return [_tried(_take, answer, by, told) if isinstance(answer, Record) else answer for answer in answers]


def _tried(act, *given, **facts):
    """What became of it, or why not. One record that we cannot digest must not keep the others on the phone for ever."""
    try:
        return act(*given, **facts)
    except NotAccepted as refusal:
        return refusal
    except Exception:
        logger.exception("a record could not be stored")
        return None


def _plain(records, by) -> list[int]:
    """Where those stand that need nothing but rows of their own: one's own patrols without findings, each UUID once."""
    times = Counter(record.uuid for record in records if isinstance(record, Record))
    return [
        position
        for position, record in enumerate(records)
        if isinstance(record, PatrolRecord)
        and (record.author, len(record.findings), times[record.uuid]) == (by.pk, 0, 1)
    ]


def _take_together(records, by, told) -> list[Receipt | NotAccepted | None]:
    """In one statement, whatever their number. None for those that must be looked at one by one."""
    known = known_for(records, by)
    drafts = [_tried(draft_of, record, known=known, by=by, **told) for record in records]
    kept = iter(log_together([draft for draft in drafts if isinstance(draft, Draft)]))
    return [next(kept) if isinstance(draft, Draft) else draft for draft in drafts]


def _take(record, by, told):
    author = author_for(record.author, by)
    if isinstance(record, DayRecord):
        return log_day(record=record, by=author, **told)
    return log_patrol(record=record, by=author, brought_by=by if author.pk != by.pk else None, **told)


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
