"""A folder of its own for each test, and no server left behind in it."""

import os
import signal

import pytest

from tests.config import checkout


@pytest.fixture
def var(tmp_path):
    folder = tmp_path / "var"
    yield folder
    for pid in checkout.servers(folder).values():
        os.kill(pid, signal.SIGKILL)
