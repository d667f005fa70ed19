"""Files handed out: the list as it was received, and the same list with its mistakes marked."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.imports import queries, returning

# Rows of a list are people's names and addresses: nothing of it stays behind on a shared computer.
KEEP_NOTHING = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@require_safe
@open_to(queries.IMPORTERS)
def received(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    try:
        file = batch.file.open()
    except FileNotFoundError:
        raise Http404("文件不见了，请联系系统管理员。") from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=batch.file_name,
        content_type="application/octet-stream",
        headers=KEEP_NOTHING,
    )


@require_safe
@open_to(queries.IMPORTERS)
def picture(request, pk, sha256):
    """A small picture for the preview; the whole one is in the file."""
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    thumbnail = queries.thumbnail(batch, sha256)
    if not thumbnail:
        raise Http404("没有这张图片。")
    return HttpResponse(thumbnail, content_type="image/jpeg", headers=KEEP_NOTHING)


@require_safe
@open_to(queries.IMPORTERS)
def returned(request, pk):
    batch = get_or_404(queries.batches_of(request.user), pk=pk)
    try:
        workbook = returning.returned_workbook(batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_batch", pk)
    return FileResponse(
        workbook.file,
        as_attachment=True,
        filename=workbook.name,
        content_type=workbook.media_type,
        headers=KEEP_NOTHING,
    )
