"""The database is gone for a moment: a plain page that says so, and everything works again afterwards."""

import contextlib

import psycopg
from django.conf import settings
from django.db import connection

from tests.browser import steps
from tests.browser.taps import Taps


@contextlib.contextmanager
def database_closed():
    """Nobody can connect to the test database, and whoever was connected is thrown out."""
    name = connection.settings_dict["NAME"]
    facts = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user", "password")}
    connection.close()
    with psycopg.connect(dbname="postgres", autocommit=True, **facts) as outside:
        outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        outside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_while_the_database_is_away_a_plain_page_says_so_and_nothing_typed_is_lost(visit, county):
    member = visit(county.grid_member, phone=True)
    member.expected.add(503)
    page = member.go("report_problem")
    page.get_by_label("发现了什么问题").fill("河边堆放生活垃圾")

    with database_closed():
        member.button("上报").tap()
        member.sees("系统正在维护")
        assert settings.STATIC_URL in page.locator("link[rel=stylesheet]").first.get_attribute("href")

    member.go("report_problem")
    assert page.get_by_label("发现了什么问题").input_value() == "河边堆放生活垃圾"
    member.button("上报").tap()
    member.sees("已上报")
    steps.report_by_form(Taps(member), "有人露天焚烧秸秆")
