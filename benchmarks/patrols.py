"""How fast patrols arrive: (a) as the phone's outbox sends them, against (b) and (c), views that do the least.

    DATABASE_URL=postgres://... REDIS_URL=redis://... python benchmarks/patrols.py [--patrols 400] [--rounds 5]

(a) live: one record and its photo of 300 KB: POST records/, then PUT photos/<hash>/, with everything that is checked and kept;
(a10) backlog: what gathered in a day without a signal: ten records in one request, then their ten photos one by one; counted
by the patrol, so that it stands beside the live one;
(b) a bare view that looks up the session and stores the same file, and (b+) the same flushed to the disk before it answers,
as (a) does; (c) a bare view that inserts one row. Two workers, eight connections, everything in one run, in turns, in a
database of its own that is made and dropped here. No Celery worker runs: what it does is not part of an answer.
"""

import argparse
import contextlib
import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402
from phones import BACKLOG, Phone, somebody  # noqa: E402

DATABASE = "benchmark_of_patrols"
WORKERS, CONNECTIONS = 2, 8


def main():
    given = _arguments()
    connection.settings_dict.setdefault("TEST", {})["NAME"] = DATABASE
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            phones = [somebody(number) for number in range(CONNECTIONS)]
            with connection.cursor() as cursor:
                cursor.execute("create table bare_row (id bigserial primary key, words text)")
            connection.close()
            with _serving("config.settings", folder) as ours, _serving("bare_settings", folder) as bare:
                _report(_compare(ours, bare, phones, given))
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patrols", type=int, default=400, help="in one turn")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


# --- Who receives ---


@contextlib.contextmanager
def _serving(module, folder):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    address = connection.settings_dict
    database = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{DATABASE}"
    facts = {
        "DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": database, "ENVIRONMENT": "demo", "MEDIA_ROOT": folder,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", "--worker-class=gthread",
        f"--workers={WORKERS}", f"--threads={CONNECTIONS // WORKERS}", "--no-control-socket", "--log-level=error", "--keep-alive=600",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | facts, cwd=ROOT)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port):
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


# --- In turns ---


def _compare(ours, bare, phones, given) -> dict:
    senders = {"a": [Phone(ours, known) for known in phones], "bare": [Phone(bare, known) for known in phones]}
    for phone in senders["a"]:
        phone.greet()
    work = {
        "a": [phone.patrol for phone in senders["a"]],
        "a10": [phone.backlog for phone in senders["a"]],
        **{name: [getattr(phone, act) for phone in senders["bare"]]
           for name, act in (("b", "store"), ("b+", "store_safely"), ("c", "insert"))},
    }  # fmt: skip
    for name in work:
        _turn(work[name], CONNECTIONS * 3)  # warm
    return _rounds(work, given)


def _rounds(work, given) -> dict:
    found = {name: [] for name in work}
    for number in range(given.rounds):
        for name in sorted(work, reverse=number % 2):
            found[name].append(_turn(work[name], given.patrols, BACKLOG if name == "a10" else 1))
    return found


def _turn(acts, total, patrols_each=1) -> dict:
    """{"rate": per second, "p50" and "p99": seconds} of `total` patrols on all connections together."""
    began = time.perf_counter()
    times_each = max(total // patrols_each // len(acts), 1)
    with ThreadPoolExecutor(len(acts)) as pool:
        taken = sorted(itertools.chain(*pool.map(lambda act: _repeat(act, times_each), acts)))
    rate = len(taken) * patrols_each / (time.perf_counter() - began)
    middle, late = (taken[int(len(taken) * part)] / patrols_each for part in (0.5, 0.99))
    return {"rate": rate, "p50": middle, "p99": late}


def _repeat(act, number) -> list[float]:
    times = []
    for _ in range(number):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return times


def _report(found):
    labels = {
        "a": "a   live: a patrol with its photo", "a10": "a10 backlog: one of ten patrols", "b": "b   session, file",
        "b+": "b+  session, file, flushed", "c": "c   one row",
    }  # fmt: skip
    for name, label in labels.items():
        middle = {key: statistics.median(turn[key] for turn in found[name]) for key in ("rate", "p50", "p99")}
        _say(
            f"{label:<32}{middle['rate']:8.0f}/s  p50 {middle['p50'] * 1000:6.1f} ms  p99 {middle['p99'] * 1000:6.1f} ms"
        )
    for ours in ("a", "a10"):
        for name, aim in (("b", 0.7), ("b+", 0.7), ("c", 0.3)):
            _ratio(f"{ours} / {name:<3} (aim {aim})", found[ours], found[name], "rate")
    for name in ("b", "b+"):
        _ratio(f"p99 of a / p99 of {name:<3} (aim at most 2)", found["a"], found[name], "p99")


def _ratio(label, ours, theirs, key):
    ratios = sorted(one[key] / other[key] for one, other in zip(ours, theirs, strict=True))
    _say(f"{label:<44}{statistics.median(ratios):6.2f}   ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def _say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
