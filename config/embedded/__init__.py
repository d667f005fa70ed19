"""A real PostgreSQL 18 and a real Valkey under var/, for whoever names no DATABASE_URL or REDIS_URL.

All processes of a checkout share them: each holds a shared lock, and the last one to leave stops the servers.
"""

import atexit
import contextlib
import fcntl
import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

from config.embedded import access, complaints, privileges, processes
from config.embedded.complaints import Unavailable
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

__all__ = ["Unavailable", "ensure", "folder", "release", "revive"]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROOM = 64 * 1024 * 1024  # bytes that must be free: less is not enough for a cluster and its log
OTHERS_START = 180.0  # seconds that another process may need to start or stop the servers

_lease: "Lease | None" = None


def folder() -> Path:
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


def ensure() -> None:
    """Starts, or shares, the servers whose address is not in the environment, and puts their addresses there.

    Does nothing in production. Raises Unavailable with a sentence for the person at the keyboard.
    """
    global _lease
    if os.environ.get("ENVIRONMENT") == "production" or _lease is not None:
        return
    missing = [server for server in (Postgres, Valkey) if not os.environ.get(server.variable)]
    if not missing:
        return
    var = folder()
    with _plainly(var):
        _lease = Lease(var, [server(var) for server in missing])
    atexit.register(release)
    for server in _lease.servers:
        os.environ[server.variable] = server.url()
    os.environ.setdefault("ENVIRONMENT", "demo")
    os.environ.setdefault("SECRET_KEY", _lease.secret_key)


def revive() -> list[str]:
    """The names of the servers that had died and run again."""
    if _lease is None:
        return []
    with _plainly(_lease.var):
        return _lease.revive()


def release() -> None:
    """Gives this process's share back; the servers stop when it was the last one."""
    global _lease
    lease, _lease = _lease, None
    if lease:
        with contextlib.suppress(Unavailable, OSError):  # whoever is busy with them, or comes next, stops them
            lease.end()


class Lease:
    """This process's share in the servers of one folder."""

    def __init__(self, var: Path, servers: list[Postgres | Valkey]):
        self.var = var
        self.servers = servers
        self.owner = os.getpid()
        _make_room(var)
        self.users = _lock_file(var / "run" / "users.lock")
        try:
            with self._alone():
                fcntl.flock(self.users, fcntl.LOCK_SH)
                self.secret_key = _secret_key(var)
                if not any(server(var).pid() for server in (Postgres, Valkey)):
                    privileges.leave_to_owner(var)
                for server in servers:
                    server.start()
        except BaseException:
            self.end()
            raise

    def revive(self) -> list[str]:
        if all(server.pid() for server in self.servers):
            return []
        with self._alone():
            dead = [server for server in self.servers if not server.pid()]
            for server in dead:
                server.start()
        return [server.label for server in dead]

    def end(self) -> None:
        if os.getpid() != self.owner:  # a fork has our memory, not our share
            return
        with _undisturbed(), self._alone():
            fcntl.flock(self.users, fcntl.LOCK_UN)
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self.users.close()
            for server in (Valkey(self.var), Postgres(self.var)):
                server.stop()
            privileges.leave_to_owner(self.var)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else starts or stops servers meanwhile."""
        with _lock_file(self.var / "run" / "start.lock") as lock:
            if not processes.until(lambda: _locked(lock), seconds=OTHERS_START):
                raise Unavailable(
                    "另一个进程正在启动或停止数据库，等待超过三分钟；请稍后再试。",
                    "Another process has been starting or stopping the servers for three minutes; try again later.",
                )
            yield


@contextlib.contextmanager
def _plainly(var: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise complaints.about_folder(var, error) from error


def _locked(lock) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """An impatient second Ctrl-C must not leave a server behind."""
    endings = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in endings}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _make_room(var: Path) -> None:
    for name in ("run", "log", "postgres", "valkey"):
        (var / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    space = os.statvfs(var)
    if space.f_bavail * space.f_frsize < ROOM:
        raise complaints.disk_full(var)


def _lock_file(path: Path):
    return path.open("a")


def _secret_key(var: Path) -> str:
    """Random and kept: sessions outlive a restart, and no two installations share a key."""
    path = var / "run" / "secret_key"
    if not path.exists():
        access.write_secret(path, secrets.token_urlsafe(64))
    return path.read_text()
