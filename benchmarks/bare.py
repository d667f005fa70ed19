"""What (b) and (c) of benchmarks/patrols.py measure against: views that do the least, behind sessions and nothing else."""

import io

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from apps.evidence.storage import EvidenceStorage

PLAIN, SAFE = FileSystemStorage(), EvidenceStorage()


def _stored(request, storage):
    if "_auth_user_id" not in request.session:
        return HttpResponse(status=401)
    storage.save("bare/photo.jpg", io.BytesIO(request.body))
    return HttpResponse(status=201)


@login_not_required
def store(request):
    """The session is looked up and the file written, as stock Django writes files."""
    return _stored(request, PLAIN)


@login_not_required
def store_safely(request):
    """The same, but on the disk before the answer: what a phone needs to know before it forgets its copy."""
    return _stored(request, SAFE)


@login_not_required
def insert(request):
    with connection.cursor() as cursor:
        cursor.execute("insert into bare_row (words) values (%s)", [request.body.decode()])
    return HttpResponse(status=201)


urlpatterns = [path("store/", store), path("store-safely/", store_safely), path("insert/", insert)]
