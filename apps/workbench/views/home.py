"""The home page of each role, and the health check."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to_everyone, open_to_strangers


@require_safe
@open_to_everyone
def workbench(request):
    return render(request, "workbench/home.html")


@require_safe
@open_to_strangers
def health(request):
    """For the load balancer and the container: the web process and its database are well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
