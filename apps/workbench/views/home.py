"""The home page of each role, and the health check."""

from django.db import connection
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to, open_to_everyone, open_to_strangers
from apps.accounts.roles import TOWNSHIP, Role
from apps.common import clock
from apps.workbench.demo import sample_list as sample
from apps.workbench.gathering import desk_of


@require_safe
@open_to_everyone
def workbench(request):
    today = clock.today()
    return render(request, "workbench/home.html", {"desk": desk_of(request.user, today=today), "today": today})


@require_safe
@open_to_strangers
def health(request):
    """For the load balancer and the container: the web process and its database are well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@open_to(TOWNSHIP, Role.COUNTY_STAFF)
def sample_list(request):
    """The example list that the demo leaves for the newcomer to import; there is none in a real installation."""
    path = sample.path()
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
