"""A real Celery worker on the test database, with a queue of its own so that no other worker takes its work."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection

from config.celery import app

PATIENCE = 40  # seconds until a worker must have started


class Worker:
    def __init__(self, log: Path):
        self.queue = f"browser-{uuid4().hex[:12]}"
        self.log = log
        self.usual_queue = app.conf.task_default_queue
        _send_to(self.queue)
        self.process = self._started()

    def _started(self):
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", self.queue]
        command += ["--hostname", f"{self.queue}@test", "--concurrency", "1", "--loglevel", "INFO"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = os.environ | {
            "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])
            ._replace(path=f"/{connection.settings_dict['NAME']}")
            .geturl(),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        }
        with self.log.open("w") as log:
            process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while "ready." not in self.log.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the worker did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        return process

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        _send_to(self.usual_queue)


def _send_to(queue):
    app.conf.task_default_queue = queue
    # The queues are worked out once; the next sender works them out anew.
    app.__dict__.pop("amqp", None)
