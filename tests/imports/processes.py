"""Real processes beside the test, on its database and its files: Celery workers and web servers."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# The queue is said before the web application is loaded, so that no other worker takes what it orders.
_WEB = (
    "import sys; from config.celery import app; app.conf.task_default_queue = sys.argv.pop(1); "
    "from gunicorn.app.wsgiapp import run; run()"
)


@contextmanager
def worker(queue):
    """A Celery worker with a queue of its own."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "-Q", queue, "-l", "ERROR"]
    with _running(command) as process:
        yield process


@contextmanager
def web_server(queue, **environment):
    """The address of a gunicorn whose orders go to this queue; `environment` is what it finds other than the test."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-c", _WEB, queue, "config.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    with _running(command, **environment):
        wait_until(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command, **more):
    database = connection.settings_dict
    address = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(settings.MEDIA_ROOT)} | more
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port):
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)
