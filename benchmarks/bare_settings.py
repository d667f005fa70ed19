"""The project's settings with nothing but sessions in front of the bare views."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bare"
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
