"""manage.py demo: the whole product on one computer, with example data, until Ctrl-C."""

import errno
import fcntl
import http.client
import os
import socket
import sys
import time
import unicodedata
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from apps.workbench import demo
from config import embedded, supervisor

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked for on the command line
TRIES = 3  # deaths of the web server before its first page
LONGEST_WAIT = 120.0  # seconds for that page
PAUSE = 0.1  # seconds between two looks


class Command(BaseCommand):
    help = "启动演示系统：建库、写入演示数据，运行网页、后台任务和定时任务，按 Ctrl-C 全部停止。"
    requires_system_checks = []  # the web server comes sooner without them, and checks itself

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1（只有本机能打开）")
        parser.add_argument("--port", type=int, default=8000, help="监听端口，默认 8000")

    def handle(self, *, host: str, port: int, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "演示命令会写入演示账号和数据，不能在生产环境中运行。\n"
                "The demo writes example accounts and data; it does not run in production."
            )
        supervisor.stop_on_signals()
        self.services: list[supervisor.Service] = []
        self.trouble = ""
        try:
            with _only_one(), _listening(host, port) as door:
                self._run(door, host, port)
        except KeyboardInterrupt:
            self._say("\n正在停止……  Stopping…")
        finally:
            supervisor.end(self.services)
        self._say("已停止，数据保存在 var/ 中，下次启动仍在。  Stopped; the data stay in var/.")

    def _run(self, door: socket.socket, host: str, port: int) -> None:
        self._prepare()
        connections.close_all()
        if host not in LOOPBACK:
            os.environ.setdefault("ALLOWED_HOSTS", "*")
        web, *others = _services(door)
        self.services = [web]
        web.start()
        self._await_first_page(web, host, port)
        self._welcome([_address(name, port) for name in _names(host)])
        self.services += others
        supervisor.watch(self.services, say=self._say, also=self._revive_servers)

    def _prepare(self) -> None:
        """Nothing is asked of a database that has everything: the second start is quick."""
        executor = MigrationExecutor(connections["default"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("正在建立数据表……  Creating the tables…")
            call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            self._say("正在写入演示数据……  Loading the example data…")
            with transaction.atomic():  # all of it, or at the next start again
                call_command("seed_demo")

    def _await_first_page(self, web: supervisor.Service, host: str, port: int) -> None:
        deadline = time.monotonic() + LONGEST_WAIT
        while not _answers(ANYWHERE.get(host, host), port):
            died = web.died() is not None
            if web.deaths >= TRIES or time.monotonic() > deadline:
                raise CommandError(
                    f"网页服务无法启动，原因见 {web.log}\nThe web server does not start; the log above has the reason."
                )
            if died:
                web.start()
            time.sleep(PAUSE)

    def _revive_servers(self) -> None:
        """Says each trouble once, however often it is met."""
        try:
            revived = embedded.revive()
        except embedded.Unavailable as reason:
            if str(reason) != self.trouble:
                self._say(str(reason))
            self.trouble = str(reason)
            return
        self.trouble = ""
        for name in revived:
            self._say(f"{name} 意外停止，已重新启动，数据没有丢失。  {name} had died and runs again; nothing was lost.")

    def _welcome(self, addresses: list[str]) -> None:
        self._say("\n乡镇生态环境保护工作台账已启动。  The ledger is running.\n")
        for address in addresses:
            self._say(f"  打开网址 Open   {address}")
        self._say("")
        heading = ("角色 Role", "用户名 User", "密码 Password", "先试试 Try first")
        for line in _table([heading, *demo.accounts()]):
            self._say("  " + line)
        self._say("\n按 Ctrl-C 停止全部进程。  Press Ctrl-C to stop everything.")

    def _say(self, sentence: str) -> None:
        try:
            self.stdout.write(sentence)
            self.stdout.flush()
        except OSError:  # the terminal is gone; whatever is still said goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _services(door: socket.socket) -> list[supervisor.Service]:
    logs, run = Path(settings.VAR_DIR) / "log", Path(settings.VAR_DIR) / "run"
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    return [
        supervisor.Service(
            "网页服务",
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                f"--bind=fd://{door.fileno()}",
                "--preload",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--timeout=120",
                "--graceful-timeout=5",
                "--no-control-socket",
            ],
            log=logs / "web.log",
            sockets=(door.fileno(),),
        ),
        supervisor.Service(
            "后台任务",
            [*celery, "worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"],
            log=logs / "worker.log",
        ),
        supervisor.Service(
            "定时任务",
            [*celery, "beat", "--loglevel=INFO", f"--schedule={run / 'beat-schedule'}", "--pidfile="],
            log=logs / "beat.log",
        ),
    ]


def _only_one():
    """A lock that the system takes back however we end."""
    run = Path(settings.VAR_DIR) / "run"
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (run / "demo.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(
            "这个目录的演示系统已经在运行；请直接打开网页，或先在另一个窗口按 Ctrl-C。\n"
            "The demo of this folder is running already; open its page, or stop it first."
        ) from None
    return lock


def _listening(host: str, port: int) -> socket.socket:
    """The open door itself goes to the web server: nobody can take the port in between."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        raise CommandError(_closed_door(host, port, getattr(error, "errno", None))) from None


def _closed_door(host: str, port: int, reason: int | None) -> str:
    if reason == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用；请关闭占用它的程序，或换一个端口：manage.py demo --port {port + 1}\n"
            f"Port {port} is taken; close the program that uses it or choose another: --port {port + 1}"
        )
    if reason == errno.EACCES:
        return (
            f"没有权限使用端口 {port}；请换一个 1024 以上的端口，例如 --port 8001\n"
            f"Port {port} is not allowed; choose one above 1024, e.g. --port 8001"
        )
    return (
        f"不能在 {host} 的端口 {port} 上打开网页；请检查 --host 和 --port，本机通常用 127.0.0.1 和 8000\n"
        f"No page can be opened at {host}, port {port}; check --host and --port, usually 127.0.0.1 and 8000"
    )


def _answers(host: str, port: int) -> bool:
    line = http.client.HTTPConnection(host, port, timeout=2)
    try:
        line.request("HEAD", "/")
        return line.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _names(host: str) -> list[str]:
    """Under which the page can be opened: from this computer and, when asked for, from others of its network."""
    if host not in ANYWHERE:
        return [host]
    family, elsewhere = (socket.AF_INET6, "2001:db8::1") if ":" in host else (socket.AF_INET, "192.0.2.1")
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((elsewhere, 9))  # sends nothing; the system says which of its addresses it would use
        except OSError:
            return [ANYWHERE[host]]
        return [ANYWHERE[host], probe.getsockname()[0]]


def _address(name: str, port: int) -> str:
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
