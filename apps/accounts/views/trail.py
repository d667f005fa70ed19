"""系统管理: the audit trail, to be read and never to be changed."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts import queries
from apps.accounts.access import open_to
from apps.accounts.roles import Role
from apps.common import sealing
from apps.common.paging import page_of
from apps.common.searching import typed


@require_safe
@open_to(Role.ADMINISTRATOR)
def trail(request):
    words, action = typed(request), typed(request, "action")
    found = queries.trail_of(request.user.county_code, words=words, action=action)
    page = page_of(found, key="-at", cursor=request.GET.get("cursor", ""))
    context = {"page": page, "words": words, "action": action, "seal": sealing.head()}
    return render(request, "accounts/trail.html", context)
