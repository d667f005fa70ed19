"""Keeps a few child processes running until it is told to stop, and then ends every one of them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
FAREWELL = 6.0  # seconds a child has to finish what it is doing
LOOK = 0.5  # seconds between two looks
LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is tried again
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

libc = ctypes.CDLL(None, use_errno=True)


def stop_on_signals() -> None:
    """Ctrl-C, a request to end and a closed terminal all raise KeyboardInterrupt, once."""
    for number in ENDINGS:
        kept_by_nohup = number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN
        if not kept_by_nohup:
            signal.signal(number, _interrupt)


def _interrupt(_number, _frame) -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


class Service:
    """One child with its log, started anew each time it dies, after a pause that doubles."""

    def __init__(self, label: str, argv: list[str], *, log: Path, sockets: tuple[int, ...] = ()):
        self.label = label
        self.argv = argv
        self.log = log
        self.sockets = sockets
        self.deaths = 0
        self.not_before = 0.0
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab" if self.deaths else "wb") as sink:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                pass_fds=self.sockets,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),
            )

    def died(self) -> int | None:
        """The exit code of a child that ended since the last look."""
        if self.process is None or self.process.poll() is None:
            return None
        self.signal(signal.SIGKILL)  # what it may have left behind
        code, self.process = self.process.returncode, None
        self.pause()
        return code

    def pause(self) -> None:
        self.deaths += 1
        self.not_before = time.monotonic() + min(2.0 ** (self.deaths - 1), LONGEST_PAUSE)

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.not_before

    def signal(self, number: int) -> None:
        """To the whole group: a child's own children end with it."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """To the child alone, which tells its own children."""
        if self.process:
            self.process.terminate()


def _die_with(parent: int) -> Callable[[], None]:
    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return arrange


def watch(services: list[Service], *, say: Callable[[str], None], also: Callable[[], None]) -> None:
    """Returns never; ends by KeyboardInterrupt. `also` is called at every look."""
    while True:
        for service in services:
            _look_after(service, say)
        also()
        time.sleep(LOOK)


def _look_after(service: Service, say: Callable[[str], None]) -> None:
    code = service.died()
    if code is not None:
        say(
            f"{service.label}意外退出（退出码 {code}），正在重新启动；原因见 {service.log}\n"
            f"It ended unexpectedly with code {code} and is started again; see the log above."
        )
    if service.is_due():
        try:
            service.start()
        except OSError as error:
            service.pause()
            say(
                f"{service.label}暂时无法启动（{error.strerror}：{service.log}），稍后再试。\n"
                f"It cannot be started now ({error.strerror}); trying again later."
            )


def end(services: list[Service]) -> None:
    for service in services:
        service.ask_to_end()
    deadline = time.monotonic() + FAREWELL
    while any(service.process and service.process.poll() is None for service in services):
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    for service in services:
        service.signal(signal.SIGKILL)
        if service.process:
            service.process.wait()
