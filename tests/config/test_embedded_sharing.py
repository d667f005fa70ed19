"""Who starts the embedded servers, who shares them, who stops them, and what a sudden death leaves."""

import os
import signal

from tests.config.checkout import ENSURED, SELECT, eventually, holding, leave, run, running, said, servers

WHO = ENSURED + SELECT.format("select current_user || ' ' || current_setting('server_version_num')")
PUSH = ENSURED + "import redis; redis.from_url(os.environ['REDIS_URL']).rpush('queue', 'task')"
POP = ENSURED + "import redis; print(redis.from_url(os.environ['REDIS_URL']).lpop('queue').decode())"


def test_an_empty_folder_gets_postgresql_18_and_they_stop_with_their_only_user(var):
    user, version = said("-c", WHO, var=var).split()

    assert (user, version[:2]) == ("ledger", "18")
    assert servers(var) == {}


def test_two_at_once_share_the_servers_and_the_last_one_stops_them(var):
    with running("-c", "from tests.config.checkout import HELD; exec(HELD)", var=var) as first, holding(var) as second:
        assert first.stdout.readline() == "ready\n"
        shared = servers(var)
        leave(first)
        still = servers(var)
        leave(second)

    assert sorted(shared) == ["postgres", "valkey"]
    assert still == shared
    assert servers(var) == {}


def test_the_next_user_takes_over_from_one_that_was_killed(var):
    with holding(var) as killed:
        before = servers(var)
        killed.kill()
        killed.wait()
    orphans = servers(var)
    with holding(var) as heir:
        adopted = servers(var)
        leave(heir)

    assert before == orphans == adopted
    assert servers(var) == {}


def test_a_command_that_is_told_to_end_gives_its_share_back(var):
    with running("manage.py", "shell", "-v0", "-c", "print('ready', flush=True); input()", var=var) as command:
        assert command.stdout.readline() == "ready\n"
        command.send_signal(signal.SIGTERM)
        code = command.wait(30)

    assert code == 128 + signal.SIGTERM
    assert servers(var) == {}


def test_rows_and_queued_tasks_survive_the_death_of_both_servers(var):
    said("-c", PUSH + "; " + SELECT.format("select 1"), var=var)
    with holding(var) as user:
        said(
            "-c",
            ENSURED + "import psycopg; c = psycopg.connect(os.environ['DATABASE_URL']); "
            "c.execute('create table kept as select 7 as n'); c.commit()",
            var=var,
        )
        for pid in servers(var).values():
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: servers(var) == {})
        found = said("-c", ENSURED + SELECT.format("select n from kept"), var=var)
        task = said("-c", POP, var=var)
        leave(user)

    assert (found, task) == ("7", "task")
    assert servers(var) == {}


def test_whoever_watches_starts_dead_servers_again_at_the_same_address(var):
    watch = (
        ENSURED + "print(os.environ['REDIS_URL'], flush=True); input(); print(embedded.revive()); "
        "print(embedded._lease.servers[1].url())"
    )
    with running("-c", watch, var=var) as watcher:
        address = watcher.stdout.readline()
        for pid in servers(var).values():
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: servers(var) == {})
        revived, _ = watcher.communicate("\n", timeout=60)

    assert revived == f"['PostgreSQL', 'Valkey']\n{address}"


def test_pid_files_that_name_a_living_stranger_are_taken_for_what_they_are(var):
    said("-c", WHO, var=var)
    (var / "postgres/data/postmaster.pid").write_text(f"{os.getpid()}\n{var}/postgres/data\n1\n5432\n\n\n\nready\n")
    (var / "valkey/valkey.pid").write_text(str(os.getpid()))

    assert said("-c", WHO, var=var).startswith("ledger 18")


def test_only_the_server_that_nobody_named_is_started(var):
    given = "redis://elsewhere.invalid:6379/3"
    shown = said(
        "-c",
        ENSURED + "print(os.environ['REDIS_URL'], sorted(os.listdir(embedded.folder() / 'valkey')))",
        var=var,
        REDIS_URL=given,
    )

    assert shown == f"{given} []"


def test_production_and_commands_that_need_no_server_start_none(var):
    said("-c", ENSURED, var=var, ENVIRONMENT="production")
    said("manage.py", "help", var=var)
    said("manage.py", "check", "--help", var=var)

    assert not var.exists()


def test_a_lost_password_is_replaced_without_losing_data(var):
    said(
        "-c",
        ENSURED + "import psycopg; psycopg.connect(os.environ['DATABASE_URL'], autocommit=True)"
        ".execute('create table kept as select 7 as n')",
        var=var,
    )
    (var / "postgres/access.json").unlink()

    assert said("-c", ENSURED + SELECT.format("select n from kept"), var=var) == "7"


def test_every_start_finds_the_same_secret_key(var):
    key = ENSURED + "print(os.environ['SECRET_KEY'])"

    assert said("-c", key, var=var) == said("-c", key, var=var)
    assert run("-c", key, var=var, SECRET_KEY="given").stdout == "given\n"
