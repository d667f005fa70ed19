"""Port and password of one server: on the loopback only, and in a file that no other user can read."""

import dataclasses
import json
import os
import secrets
import socket
from pathlib import Path

HOST = "127.0.0.1"


@dataclasses.dataclass(frozen=True)
class Access:
    port: int
    password: str

    def on_free_port(self) -> "Access":
        return self if is_free(self.port) else dataclasses.replace(self, port=free_port())


def fresh() -> Access:
    return Access(port=free_port(), password=secrets.token_urlsafe(32))


def read(path: Path) -> Access | None:
    try:
        return Access(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write(path: Path, access: Access) -> None:
    write_secret(path, json.dumps(dataclasses.asdict(access)))


def write_secret(path: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner only from its first byte."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True
