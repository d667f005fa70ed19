"""Starting, recognising and ending server processes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

LOG_LIMIT = 5 * 1024 * 1024  # bytes; a longer log is put aside at the next start
STEP = 0.02  # seconds between two looks

_children: list[subprocess.Popen] = []


def launch(argv: list[str], *, log: Path, env: dict[str, str], become: Callable[[], None] | None) -> subprocess.Popen:
    """A server in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it."""
    with log.open("ab") as sink:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=env,
            preexec_fn=become,
            start_new_session=True,
        )
    _children.append(child)
    return child


def running(pid_file: Path, *, marker: str) -> int | None:
    """The process named in the file, if it lives and is ours: numbers are reused, the marker in its command is not."""
    _reap()
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(marker) in command else None


def end(alive: Callable[[], int | None], *, gently: signal.Signals, hard: signal.Signals, patience: float) -> None:
    for how, seconds in ((gently, patience), (hard, 2.0), (signal.SIGKILL, 2.0)):
        pid = alive()
        if pid is None:
            return
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        until(lambda: alive() is None, seconds=seconds)


def until(done: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(STEP)
    return True


def put_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _reap() -> None:
    """A child that ended stays a zombie, and its number taken, until it is asked for."""
    _children[:] = [child for child in _children if child.poll() is None]
