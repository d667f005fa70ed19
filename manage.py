#!/usr/bin/env python
"""Runs any management command; starts the embedded servers first where no others are named."""

import os
import signal
import sys
from pathlib import Path

try:
    from django.core.management import execute_from_command_line
    from environ import Env
except ImportError:
    sys.exit(
        "没有找到 Django；请先执行 README 中的安装命令，再用 .venv/bin/python manage.py 运行。\n"
        "Django was not found: install as the README says and run .venv/bin/python manage.py."
    )

from config import embedded

# These only read or write source files; every other command may reach for the database.
SERVERLESS = {
    "help",
    "version",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "makemessages",
    "startapp",
    "startproject",
}
ASKING = {"-h", "--help", "--version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    Env.read_env(Path(__file__).resolve().parent / ".env")
    words = sys.argv[1:]
    if words and words[0] not in SERVERLESS and not ASKING & set(words):
        _end_cleanly_on_signals()
        try:
            embedded.ensure()
        except embedded.Unavailable as reason:
            sys.exit(str(reason))
        except KeyboardInterrupt:
            sys.exit(128 + signal.SIGINT)
    execute_from_command_line(sys.argv)


def _end_cleanly_on_signals() -> None:
    """The default would end the process without giving back its share in the servers."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda got, _: sys.exit(128 + got))


if __name__ == "__main__":
    main()
