"""What a person sees when something fails: a sentence and a way on, never a traceback."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import ConnectionError as CacheAway
from redis.exceptions import TimeoutError as CacheSilent

logger = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError, BrokerAway, CacheAway, CacheSilent)


def bad_request(request, exception=None):
    return HttpResponse(loader.get_template("400.html").render({}), status=400)


def server_error(request):
    """500 for our own mistakes; 503 with "try again" when the database or the broker is away for a moment."""
    failure = sys.exc_info()[1]
    if isinstance(failure, AWAY):
        logger.error("service away: %s", type(failure).__name__)
        return HttpResponse(loader.get_template("503.html").render({}), status=503, headers={"Retry-After": "10"})
    return HttpResponse(loader.get_template("500.html").render({}), status=500)
