"""manage.py demo: it says no in a sentence, and ends whatever it started."""

import fcntl
import os
import signal
import socket
import urllib.request

from config.embedded import access
from tests.config.checkout import alive, descendants, eventually, run, running, said, servers

SOMEBODY = "from apps.accounts.models import User; User.objects.create(username='somebody', full_name='某人')"


def test_a_taken_port_is_named_with_a_way_out(var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("manage.py", "demo", f"--port={port}", var=var)

    assert refused.returncode == 1
    assert f"端口 {port} 已被占用；请关闭占用它的程序，或换一个端口：manage.py demo --port {port + 1}" in refused.stderr
    assert servers(var) == {}


def test_an_address_that_is_not_ours_is_refused(var):
    refused = run("manage.py", "demo", "--host=203.0.113.77", var=var)

    assert refused.returncode == 1
    assert "不能在 203.0.113.77 的端口 8000 上打开网页" in refused.stderr


def test_a_second_demo_in_the_same_folder_points_to_the_first(var):
    (var / "run").mkdir(parents=True)
    with (var / "run" / "demo.lock").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        refused = run("manage.py", "demo", var=var)

    assert refused.returncode == 1
    assert "这个目录的演示系统已经在运行" in refused.stderr


def test_production_refuses_example_accounts(var):
    refused = run(
        "manage.py",
        "demo",
        var=var,
        ENVIRONMENT="production",
        DATABASE_URL="postgres://x@127.0.0.1:1/x",
        REDIS_URL="redis://127.0.0.1:1/0",
        SECRET_KEY="k" * 60,
        ALLOWED_HOSTS="example.gov.cn",
    )

    assert refused.returncode == 1
    assert "不能在生产环境中运行" in refused.stderr
    assert not var.exists()


def test_it_serves_its_page_restarts_what_dies_and_ctrl_c_ends_everything(var):
    said("manage.py", "migrate", "-v0", var=var)
    said("manage.py", "shell", "-v0", "-c", SOMEBODY, var=var)  # example data are loaded into an empty house only
    port = access.free_port()
    page = f"http://127.0.0.1:{port}/"

    with running("manage.py", "demo", f"--port={port}", var=var, become=_in_the_background) as demo:
        shown = _until(demo, "Ctrl-C")
        os.kill(servers(var)["postgres"], signal.SIGKILL)
        revived = _until(demo, "PostgreSQL")
        answer = urllib.request.urlopen(page, timeout=20).status
        assert eventually(lambda: len(descendants(demo.pid)) >= 8)  # web 3, worker 3, beat 1, servers
        children = descendants(demo.pid)
        demo.send_signal(signal.SIGINT)
        last, _ = demo.communicate(timeout=20)

    assert f"打开网址 Open   {page}\n" in shown
    assert revived.endswith(
        "PostgreSQL 意外停止，已重新启动，数据没有丢失。  PostgreSQL had died and runs again; nothing was lost.\n"
    )
    assert answer == 200
    assert (demo.returncode, last.splitlines()[-1][:3]) == (0, "已停止")
    assert [pid for pid in children if alive(pid)] == []
    assert servers(var) == {}


def _in_the_background() -> None:
    """As a shell starts what is followed by "&": such a process is born deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _until(process, word: str) -> str:
    said = ""
    while word not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said
