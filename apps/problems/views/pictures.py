"""Photos and documents of a problem: as the pages list them, and the files themselves."""

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER
from apps.common.scoping import get_or_404
from apps.evidence.responses import DISPLAY, THUMBNAIL, document_response, photo_response
from apps.problems.models import Attachment, Problem
from apps.problems.wording import moment


@require_safe
@open_to(LEDGER)
def photo(request, pk, photo_id, variant=DISPLAY):
    problem = get_or_404(Problem.objects.visible_to(request.user).only("pk"), pk=pk)
    attachment = _one(problem, "photo", photo_id)
    return photo_response(attachment.photo, variant)


@require_safe
@open_to(LEDGER)
def document(request, pk, document_id):
    problem = get_or_404(Problem.objects.visible_to(request.user).only("pk"), pk=pk)
    attachment = _one(problem, "document", document_id)
    return document_response(attachment.document, inline="inline" in request.GET)


def _one(problem, kind, key) -> Attachment:
    # The same photo may be attached at two steps of one problem: either will do.
    attachment = problem.attachments.select_related(kind).filter(**{kind: key}).first()
    if attachment is None:
        raise Http404("没有这个附件。")
    return attachment


def shown(attachment) -> dict:
    """What components/photo.html wants."""
    at = {"pk": attachment.problem_id, "photo_id": attachment.photo_id}
    taken = attachment.photo.taken_at
    return {
        "url": reverse("problem_photo", kwargs=at),
        "thumbnail_url": reverse("problem_photo", kwargs=at | {"variant": THUMBNAIL}),
        "caption": f"{moment(taken)} 拍摄" if taken else f"{moment(attachment.photo.uploaded_at)} 上传",
    }


def photo_pair(problem) -> tuple[list[dict], list[dict]]:
    """Before and after, from attachments fetched already."""
    with_photo = [attachment for attachment in problem.attachments.all() if attachment.photo_id]
    before = [shown(attachment) for attachment in with_photo if attachment.phase == Attachment.Phase.BEFORE]
    after = [shown(attachment) for attachment in with_photo if attachment.phase == Attachment.Phase.AFTER]
    return before, after
