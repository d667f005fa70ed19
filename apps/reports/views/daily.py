"""巡查日报: the list of briefs, one brief, its file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import SEES_PLACE
from apps.common import clock
from apps.common.arguments import day_in
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.reports import queries
from apps.reports.brief_pages import BriefPage, reaches
from apps.reports.kinds import MEDIA_TYPES, FileFormat


@require_safe
@open_to(SEES_PLACE)
def daily_briefs(request):
    briefs = queries.briefs(request.user)
    page = page_of(briefs, key="-day", cursor=request.GET.get("cursor", ""))
    return render(request, "reports/briefs.html", {"page": page, "total": briefs.count()})


@require_safe
@open_to(SEES_PLACE)
def daily_brief(request, code, day):
    day = day_in(day)
    if day is None or not reaches(request.user, code):
        raise Http404
    brief = queries.briefs(request.user).filter(division_code=code, day=day).first()
    context = {"page": BriefPage(brief, request.user) if brief else None, "brief": brief, "code": code, "day": day}
    return render(request, "reports/brief.html", context | {"today": clock.today()})


@require_safe
@open_to(SEES_PLACE)
def daily_brief_file(request, code, day):
    brief = get_or_404(queries.briefs(request.user).defer(None), division_code=code, day=day_in(day))
    return HttpResponse(
        bytes(brief.content),
        content_type=MEDIA_TYPES[FileFormat.DOCX],
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{brief}.docx"),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
