"""manage.py demo where it must say no: it starts nothing it does not end."""

import fcntl
import socket

from tests.config.checkout import run, servers


def test_a_taken_port_is_named_with_a_way_out(var):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("manage.py", "demo", f"--port={port}", var=var)

    assert refused.returncode == 1
    assert f"端口 {port} 已被占用；请关闭占用它的程序，或换一个端口：manage.py demo --port {port + 1}" in refused.stderr
    assert servers(var) == {}


def test_an_address_that_is_not_ours_is_refused(var):
    refused = run("manage.py", "demo", "--host=192.0.2.1", var=var)

    assert refused.returncode == 1
    assert "不能在 192.0.2.1 的端口 8000 上打开网页" in refused.stderr


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
