"""The demo's children: started again when they die, ended with their parent however it ends."""

import os
import signal
from pathlib import Path

import pytest

from tests.config.checkout import alive, eventually, running

CHILD = """
import os, subprocess, sys
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()} ")
subprocess.run(["sleep", "99"])
"""
PARENT = """
import sys
from pathlib import Path
from config import supervisor

folder, child = Path(sys.argv[1]), sys.argv[2]
services = [
    supervisor.Service(name, [sys.executable, "-c", child, str(folder / name)], log=folder / "log")
    for name in ("网页服务", "后台任务")
]
supervisor.stop_on_signals()
try:
    supervisor.watch(services, say=lambda sentence: print(sentence.splitlines()[0], flush=True), also=lambda: None)
except KeyboardInterrupt:
    supervisor.end(services)
"""


@pytest.fixture
def parent(tmp_path):
    with running("-c", PARENT, str(tmp_path), CHILD, var=tmp_path) as process:
        assert eventually(lambda: len(children(tmp_path)) == 2)
        yield process


def children(folder: Path) -> list[int]:
    files = [folder / "网页服务", folder / "后台任务"]
    return [int(pid) for file in files if file.exists() for pid in file.read_text().split()]


def group(pid: int) -> list[int]:
    """The living members of a process group."""
    members = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and alive(int(place.name)) and _group_of(int(place.name)) == pid:
            members.append(int(place.name))
    return members


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def test_a_child_that_died_is_started_again_with_a_sentence(parent, tmp_path):
    os.kill(children(tmp_path)[0], signal.SIGKILL)

    assert parent.stdout.readline() == f"网页服务意外退出（退出码 -9），正在重新启动；原因见 {tmp_path}/log\n"
    assert eventually(lambda: len(children(tmp_path)) == 3)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_of_ending_it_ends_children_and_grandchildren(parent, tmp_path, ending):
    parent.send_signal(ending)

    assert parent.wait(20) == 0
    assert [group(pid) for pid in children(tmp_path)] == [[], []]


def test_children_do_not_outlive_a_parent_that_was_killed(parent, tmp_path):
    parent.kill()

    assert eventually(lambda: not any(alive(pid) for pid in children(tmp_path)))
