import pytest

from config.celery import app


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Every test keeps its files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def worker_at_once():
    """Celery's own switch: tasks run where they are started, through the same code."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before
