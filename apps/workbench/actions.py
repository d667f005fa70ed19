"""Complaints and suggestions: sent, answered, and the answer seen."""

from django.db import transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.workbench.models import Suggestion


def send_suggestion(*, text: str, form_key, by, at) -> Suggestion:
    """The same form sent twice is one suggestion. Raises Refused when the second time says something else."""
    text = text.strip()
    if not text:
        raise Refused("请写下您的意见或建议。")
    suggestion, _ = Suggestion.objects.everywhere("a form key is unique").get_or_create(
        form_key=form_key,
        defaults={"text": text, "sender": by, "division_code": by.main_post.division_id, "sent_at": at},
    )
    if (suggestion.sender_id, suggestion.text) != (by.pk, text):
        raise Refused("这张表已经提交过一次。请刷新页面，再写新的意见。")
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


def mark_answers_read(shown, *, by, at):
    """Of the suggestions shown, those whose answer the sender sees for the first time."""
    fresh = [suggestion.pk for suggestion in shown if suggestion.answered_at and not suggestion.read_at]
    if fresh:
        Suggestion.objects.visible_to(by).filter(pk__in=fresh).update(read_at=at)
