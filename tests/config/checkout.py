"""Runs pieces of this project the way a person does: as processes of their own, with an environment of their own."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENVIRONMENT", "VAR_DIR", "MEDIA_ROOT", "ALLOWED_HOSTS"}
ENSURED = "import os; from config import embedded; embedded.ensure(); "
HELD = ENSURED + "print('ready', flush=True); input()"
SELECT = "import psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute({!r}).fetchone()[0]); "


def environment(var: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"VAR_DIR": str(var), "PYTHONPATH": str(BASE_DIR)} | more


def run(*arguments: str, var: Path, before: list[str] = (), become: Callable | None = None, **more: str):
    """The finished process of `python <arguments>`, with what it wrote."""
    return subprocess.run(
        [*before, sys.executable, *arguments],
        cwd=BASE_DIR,
        env=environment(var, **more),
        preexec_fn=become,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(*arguments: str, var: Path, **more) -> str:
    """What it wrote; anything but success fails the test with its complaint."""
    finished = run(*arguments, var=var, **more)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@contextlib.contextmanager
def running(*arguments: str, var: Path, become: Callable | None = None, **more: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env=environment(var, **more),
        preexec_fn=become,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def holding(var: Path) -> Iterator[subprocess.Popen]:
    """Somebody who uses the servers until asked to leave with leave()."""
    with running("-c", HELD, var=var) as process:
        assert process.stdout.readline() == "ready\n"
        yield process


def leave(process: subprocess.Popen) -> None:
    process.communicate("\n", timeout=60)


def servers(var: Path) -> dict[str, int]:
    """Which of the two servers run on this folder, with their process numbers."""
    found = {}
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            command = (place / "cmdline").read_bytes().decode(errors="replace")
            if place.name.isdigit() and str(var) in command:
                found |= {
                    name: int(place.name) for name in ("postgres", "valkey") if f"/{name}" in command.split("\0")[0]
                }
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Children, their children, and so on."""
    parents = {}
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit():
                parents[int(place.name)] = int((place / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
