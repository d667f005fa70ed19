"""What a person sees when something fails: plain Chinese and a way on, never a traceback."""

import psycopg
import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import include, path
from kombu import Connection
from redis import Redis

from apps.accounts.access import open_to_strangers
from apps.common import failures


@open_to_strangers
def broken(request):
    secret_of_the_traceback = 1
    return secret_of_the_traceback / 0


@open_to_strangers
def odd(request):
    raise SuspiciousOperation("somebody tampers")


urlpatterns = [path("broken/", broken), path("odd/", odd), path("", include("config.urls"))]
handler400 = "apps.common.failures.bad_request"
handler500 = "apps.common.failures.server_error"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def read(answer) -> str:
    text = answer.content.decode()
    assert "Traceback" not in text
    assert "secret_of_the_traceback" not in text
    return text


@pytest.mark.django_db(transaction=True)
def test_when_the_database_is_gone_for_a_moment_the_page_says_try_again(visitor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server_process,) = cursor.fetchone()
    with psycopg.connect(_address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [server_process])

    answer = visitor.get("/health/")
    connections.close_all()

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "系统正在维护" in read(answer)
    assert visitor.get("/health/").status_code == 200


def _address() -> str:
    given = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{key: given[key] for key in ("dbname", "host", "port", "user", "password") if given.get(key)}
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Connection("redis://127.0.0.1:1/0", transport_options={"max_retries": 0}).ensure_connection(
            max_retries=1
        ),
        lambda: Redis("127.0.0.1", 1).ping(),
        lambda: psycopg.connect("host=127.0.0.1 port=1"),
    ],
    ids=["broker", "cache", "database"],
)
def test_a_service_that_does_not_answer_is_said_to_be_away(rf, ask):
    try:
        ask()
    except psycopg.OperationalError as failure:
        answer = _during(OperationalError(*failure.args), rf)
    except Exception as failure:
        answer = _during(failure, rf)

    assert answer.status_code == 503


def _during(failure, rf):
    try:
        raise failure
    except Exception:
        return failures.server_error(rf.get("/"))


@pytest.mark.urls(__name__)
def test_our_own_mistake_is_said_in_plain_words(visitor, db):
    answer = visitor.get("/broken/")

    assert answer.status_code == 500
    assert "系统出了故障" in read(answer)


@pytest.mark.urls(__name__)
def test_a_request_that_makes_no_sense_is_said_in_plain_words(visitor, db):
    answer = visitor.get("/odd/")

    assert answer.status_code == 400
    assert "没有看懂这次请求" in read(answer)


def test_another_host_name_is_refused_in_plain_words(visitor):
    answer = visitor.get("/login/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "没有看懂这次请求" in read(answer)


def test_a_page_that_does_not_exist_is_said_in_plain_words(visitor, db):
    answer = visitor.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这一页" in read(answer)


def test_a_page_for_others_says_so(county, signed_in):
    answer = signed_in(county.grid_member).get("/people/")

    assert answer.status_code == 403
    assert "您已经登录，但是当前岗位不负责这件事。" in read(answer)
