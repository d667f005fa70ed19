"""A list goes up through one web server, is confirmed through another, and is imported by a worker."""

import os
import urllib.request

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils.crypto import get_random_string

from apps.imports.models import ImportBatch
from apps.imports.words import Status
from apps.problems.models import ProblemEvent
from tests import cast
from tests.imports.processes import wait_until, web_server, worker
from tests.imports.scene import four, line, problems, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]
SECRET = get_random_string(32)


class Browser:
    """Sends the same cookies to whichever server it asks, as behind one address."""

    def __init__(self, session: str):
        self._opener = urllib.request.build_opener()
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: SECRET}
        self._opener.addheaders = [("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))]

    def get(self, address):
        return self._open(urllib.request.Request(address))

    def post(self, address, **fields):
        body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": SECRET, **fields})
        return self._open(urllib.request.Request(address, body, {"Content-Type": MULTIPART_CONTENT}))

    def _open(self, request):
        with self._opener.open(request, timeout=30) as answer:
            return answer.read().decode()


@pytest.fixture
def browser(transactional_db, signed_in):
    people = cast.county()
    return Browser(signed_in(people.county_staff).cookies[settings.SESSION_COOKIE_NAME].value)


def the_batch():
    return ImportBatch.objects.everywhere("test").get()


def test_what_one_server_took_in_another_confirms_and_a_worker_imports(browser):
    queue = f"two-servers-{os.getpid()}"
    content = table(*(line(f"A{number}") for number in range(40)))
    with web_server(queue) as first, web_server(queue) as second, worker(queue):
        preview = browser.post(first + reverse("imports"), files=SimpleUploadedFile("清单.csv", content))
        assert "新增 40 件" in preview
        pk = the_batch().pk

        assert "新增 40 件" in browser.get(second + reverse("import_batch", args=[pk]))
        assert "正在导入" in browser.post(second + reverse("import_commit", args=[pk]))
        wait_until(lambda: the_batch().status == Status.COMMITTED)
        # The same button once more, through the server that knows nothing of the first press.
        again = browser.post(first + reverse("import_commit", args=[pk]))

    assert "和导入前预计的一样" in again
    assert four(the_batch().counts) == (40, 0, 0, 0)
    assert (problems().count(), ProblemEvent.objects.count()) == (40, 40)
