"""The database engine: connections that ended are noticed, and statements written by hand are planned once."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common import statements

pytestmark = pytest.mark.django_db(transaction=True)


def next_request():
    """What Django does between requests."""
    connection.health_check_enabled = True
    connection.close_if_unusable_or_obsolete()


def own_process() -> int:
    return statements.row("select pg_backend_pid()", [])[0]


def end(process):
    facts = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **facts) as outside:
        outside.execute("select pg_terminate_backend(%s, 5000)", [process])


def test_a_connection_that_the_server_ended_is_made_anew_at_the_next_request():
    before = own_process()
    end(before)

    next_request()

    assert own_process() != before


def test_a_connection_that_lives_is_kept_and_not_asked():
    before = own_process()
    next_request()

    with CaptureQueriesContext(connection) as asked:
        after = own_process()

    assert after == before
    assert [row["sql"] for row in asked] == ["select pg_backend_pid()"]


def test_after_an_error_the_connection_is_asked_properly():
    before = own_process()
    connection.errors_occurred = True

    next_request()

    assert (own_process(), connection.errors_occurred) == (before, False)


def test_a_statement_is_prepared_once_however_often_it_is_asked():
    for number in range(5):
        assert statements.row("select %s::int + 1", [number]) == (number + 1,)

    kept = statements.rows(
        "select statement from pg_prepared_statements where statement like %s", ["select $1::int + 1"]
    )
    assert kept == [("select $1::int + 1",)]


def test_a_prepared_statement_shows_its_values_where_statements_are_watched():
    with CaptureQueriesContext(connection) as asked:
        statements.row("select %s::int", [7])

    assert [row["sql"] for row in asked] == ["select 7::int"]
