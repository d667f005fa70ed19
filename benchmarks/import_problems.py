"""How fast a list of problems is imported: (a) by this system, (b) by stock django-import-export, (c) the floor.

(c) is the least it can take to have the same columns in the ledger's own table; (c-) writes them as texts into a table
without keys and indexes, where no ledger could use them.

    DATABASE_URL=postgres://... python benchmarks/import_problems.py [--rows 5000 50000] [--rounds 3] [--no-stock]

Everything is measured in one run on the same files, in a database of its own that is made and dropped here; each
measurement in a fresh child process. Memory is taken in a run of its own, as the share of it and of the second process
that reads long lists with it (PSS, looked at fifty times a second), compared with that of a child that did nothing.
"""

import argparse
import datetime as dt
import json
import os
import select
import statistics
import sys
import tempfile
import time
import traceback
from pathlib import Path

import django
from django.conf import settings

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import contenders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

TODAY = dt.date(2026, 4, 20)
DATABASE = "benchmark_of_imports"
STOCK_SHARE = 10


def main():
    given = _arguments()
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = DATABASE
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = folder
            call_command(
                "import_divisions", str(ROOT / "fixtures" / "divisions-500230.csv"), verbosity=0, stdout=sys.stderr
            )
            found = []
            for rows in given.rows:
                found.append(_measure(rows, given, Path(folder)))
                _report(found[-1])
            _report_growth(found)
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000, 50_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-stock", action="store_true", help="leave out (b), which takes minutes")
    return parser.parse_args()


def _measure(rows, given, folder) -> dict:
    path = folder / f"{rows}.xlsx"
    # Everything large happens in children, so that this process stays what "idle" means.
    expected = _apart(contenders.made, rows, path)["expected"]
    found = {"rows": rows, "expected": expected, "ours": [], "floor": [], "bare": [], "stock": []}
    found["watched"] = _apart(contenders.ours, path, TODAY, watched=True)
    for _ in range(given.rounds):
        found["ours"].append(_apart(contenders.ours, path, TODAY))
        found["floor"].append(_apart(contenders.floor, path))
        found["bare"].append(_apart(contenders.bare_floor, path))
    if not given.no_stock:
        share = rows if rows <= min(given.rows) else rows // STOCK_SHARE
        part = folder / f"stock-{share}.xlsx"
        _apart(contenders.flat, path, part, share)
        found["stock"].append(_apart(contenders.stock, part, TODAY) | {"factor": rows / share})
    return found


def _apart(work, *arguments, watched=False) -> dict:
    """Run in a child: {"wall", "cpu", and what the work itself says}; with `watched`, also "memory" in MB above idle."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            began, cpu = time.perf_counter(), _cpu()
            said = work(*arguments)
            took = {"wall": time.perf_counter() - began, "cpu": _cpu() - cpu}
            os.write(writing, json.dumps(took | said).encode())
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    peak = _watch(child, reading) if watched else 0
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise SystemExit(f"{work.__name__} failed, see above")
    contenders.empty_the_ledger()
    return json.loads(said) | {"memory": peak}


def _watch(child, reading) -> float:
    """The most that the child and its own children had at once, above what it began with."""
    idle = peak = _memory(child)
    while not select.select([reading], [], [], 0.02)[0]:
        peak = max(peak, _memory(child))
    return peak - idle


def _memory(process) -> float:
    """MB of a process and its children; what they share counts once."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(map(_memory, children))


def _cpu() -> float:
    """Of this process and of those it has waited for."""
    return sum(os.times()[:4])


# --- What was found ---


def _report(one):
    _say(f"\n{one['rows']:,} rows, load {os.getloadavg()[0]:.1f}; expected {one['expected']}")
    _line("a  this import", one["ours"], "wall")
    _line("   preview alone", one["ours"], "preview")
    _line("c  floor", one["floor"], "wall")
    _line("c- bare floor", one["bare"], "wall")
    for stock in one["stock"]:
        note = "" if stock["factor"] == 1 else f" (measured on a {stock['factor']:.0f}th, multiplied)"
        _say(f"b  stock          {stock['wall'] * stock['factor']:9.2f} s{note}")
        _ratio("b / a, wanted at least 50", [stock["wall"] * stock["factor"] / run["wall"] for run in one["ours"]])
    _ratio("a / c, wanted at most 3", _ratios(one, "wall"))
    _ratio("preview / c, wanted at most 1.5", _ratios(one, "preview"))
    _ratio("a / c-", _ratios(one, "wall", "bare"))
    _ratio("preview / c-", _ratios(one, "preview", "bare"))
    _say(f"   peak memory of a above idle, wanted below 200 MB: {one['watched']['memory']:.0f} MB")
    _say(f"counts {one['ours'][0]['counts']}, errors {one['ours'][0]['errors']}")


def _report_growth(found):
    if len(found) > 1:
        few, many = ([run["wall"] / one["rows"] for run in one["ours"]] for one in (found[0], found[-1]))
        _say(f"\n{found[-1]['rows']:,} against {found[0]['rows']:,} rows")
        _ratio("time a row, wanted at most 1.2", [later / first for first, later in zip(few, many, strict=True)])


def _ratios(one, name, floor="floor"):
    """Of the runs that were neighbours in time, so that a busy machine weighs on both."""
    return [run[name] / least["wall"] for run, least in zip(one["ours"], one[floor], strict=True)]


def _line(name, runs, value):
    times = [run[value] for run in runs]
    cpu = statistics.median(run["cpu"] for run in runs)
    _say(
        f"{name:16} {statistics.median(times):9.2f} s  ({min(times):.2f} to {max(times):.2f}; own CPU of all {cpu:.2f})"
    )


def _ratio(name, values):
    _say(f"   {name}: {statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})")


def _say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
