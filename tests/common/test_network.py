"""Where a request comes from, search words, and log lines: what strangers write is never believed or let through."""

import io
import logging

import pytest

from apps.common.logs import OneLineFormatter
from apps.common.network import address_of
from apps.common.searching import typed


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "127.0.0.1"),
        (1, "", None),
        (1, "not an address", None),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.PROXY_COUNT = proxies

    assert address_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_unix_socket_has_no_address(rf):
    assert address_of(rf.get("/", REMOTE_ADDR="")) is None


def test_search_words_lose_control_characters_and_length(rf):
    asked = rf.get("/", {"q": " 兴龙\0\r\n村\t " + "长" * 200})

    assert typed(asked) == "兴龙 村 " + "长" * 95


def test_a_log_message_cannot_begin_a_line_of_its_own():
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(OneLineFormatter("{levelname} {message}", style="{"))

    handler.handle(
        logging.makeLogRecord({"levelname": "WARNING", "msg": "Not Found: /a\r\nERROR 登录成功\u2028\x1b[2J"})
    )

    assert lines.getvalue() == "WARNING Not Found: /a\\x0d\\x0aERROR 登录成功\\x2028\\x1b[2J\n"
