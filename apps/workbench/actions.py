"""Complaints and suggestions: sent, answered, and the answer seen."""

from django.db import transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.workbench.models import Suggestion


def send_suggestion(*, text: str, form_key, by, at) -> Suggestion:
    """The same form sent twice is one suggestion."""
    if not text.strip():
        raise Refused("请写下您的意见或建议。")
    suggestion, _ = Suggestion.objects.everywhere("a form key is unique").get_or_create(
        form_key=form_key,
        defaults={"text": text.strip(), "sender": by, "division_code": by.main_post.division_id, "sent_at": at},
    )
    return suggestion


@transaction.atomic
def answer_suggestion(suggestion, *, answer: str, by, at) -> Suggestion:
    """Raises Refused for an empty answer, or when a colleague has answered meanwhile."""
    rows = Suggestion.objects.within(by.county_code).select_for_update()
    suggestion = rows.get(pk=suggestion.pk)
    if suggestion.answered_at:
        raise Refused(f"{suggestion.answered_by}已经答复过这一条。")
    if not answer.strip():
        raise Refused("请写下答复。")
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = answer.strip(), by, at
    suggestion.save()
    audit.record("答复意见建议", at=at, by=by, about=suggestion)
    return suggestion


def mark_answers_read(*, by, at):
    Suggestion.objects.visible_to(by).answered().filter(read_at__isnull=True).update(read_at=at)
