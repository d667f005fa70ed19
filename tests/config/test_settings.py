"""Production settings, read by a process of their own: safe ones pass every check, unsafe ones do not start."""

import json
import os
import subprocess
import sys

import pytest

from tests.structure.code import ROOT

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k7Q-" * 16 + "wX2rT9pL",
    "ALLOWED_HOSTS": "huanbao.example.gov.cn",
    "DATABASE_URL": "postgres://ledger@127.0.0.1:5432/ledger",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
SHOWN = (
    "import json, django; from django.conf import settings as s; django.setup();"
    "print(json.dumps({name: getattr(s, name) for name in {names}}, default=str))"
)


def run(*command, **changes) -> subprocess.CompletedProcess:
    """A process with nothing of this one's environment but the path; a change to None leaves the variable out."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUTF8": "1"}
    environment |= {name: value for name, value in (PRODUCTION | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def settings_of(*names, **changes) -> dict:
    done = run("-c", SHOWN.replace("{names}", repr(names)), **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_djangos_own_deployment_checks_find_nothing():
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, "no issues" in done.stdout + done.stderr) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "demo-only-this-key-is-public-and-protects-nothing-at-all"}, "SECRET_KEY"),
        ({"DEBUG": "true"}, "不能打开 DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "不能用通配符"),
        ({"ALLOWED_HOSTS": "huanbao.example.gov.cn,*.example.cn"}, "不能用通配符"),
        ({"ALLOWED_HOSTS": ".example.gov.cn"}, "不能用通配符"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"ENVIRONMENT": "productoin"}, "ENVIRONMENT"),
        ({"SIGN_IN_ADDRESS_LIMIT": "0"}, "不能小于 5"),
        ({"MAP_TILES_URL": "https://map.example.gov.cn/{z}/{x}/{y}"}, "MAP_TILES_DATUM"),
        ({"MAP_TILES_DATUM": "gcj02"}, "MAP_TILES_URL"),
        ({"MAP_TILES_URL": "/tiles/{z}/{x}/{y}.png", "MAP_TILES_DATUM": "bd09"}, "MAP_TILES_DATUM"),
    ],
)
def test_an_unsafe_installation_does_not_start_and_says_why(changes, sentence):
    done = run("-m", "django", "check", **changes)

    assert done.returncode != 0
    assert sentence in done.stderr


def test_an_installation_with_a_database_is_production_unless_it_says_otherwise():
    assert settings_of("PRODUCTION", ENVIRONMENT=None) == {"PRODUCTION": True}


def test_cookies_transport_and_sessions_are_as_the_standards_ask():
    shown = settings_of(
        "DEBUG", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "X_FRAME_OPTIONS",
        "SESSION_COOKIE_AGE", "IDLE_MINUTES", "INITIAL_PASSWORD_HOURS", "AXES_FAILURE_LIMIT", "TIME_ZONE", "USE_TZ",
    )  # fmt: skip

    assert shown == {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "X_FRAME_OPTIONS": "DENY",
        "SESSION_COOKIE_AGE": 43_200,
        "IDLE_MINUTES": 30,
        "INITIAL_PASSWORD_HOURS": 72,
        "AXES_FAILURE_LIMIT": 5,
        "TIME_ZONE": "Asia/Shanghai",
        "USE_TZ": True,
    }


def test_scripts_styles_and_frames_come_from_ourselves_only():
    policy = settings_of("CONTENT_SECURITY_POLICY")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_the_head_of_a_page_carries_the_protections(client, db):
    answer = client.get("/login/")

    heads = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [answer[head] for head in heads] == ["DENY", "nosniff", "same-origin", "same-origin"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_tiles_open_the_policy_for_their_origins_only():
    layers = "https://t{s}.example.cn/vec?x={x}&y={y}&l={z} /tiles/{z}/{x}/{y}.png"

    found = settings_of("CONTENT_SECURITY_POLICY", "MAP_TILES_URL", MAP_TILES_URL=layers, MAP_TILES_DATUM="wgs84")

    pictures = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]
    assert pictures == ["'self'", "data:", "blob:", *(f"https://t{number}.example.cn" for number in range(8))]
    assert found["MAP_TILES_URL"] == layers.split()
