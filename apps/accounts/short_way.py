"""The short way, for addresses that a page on a phone asks by itself, many at a time: every gate and nothing else.

It only ever lets through. Whatever does not plainly pass every gate goes the long way, through all of settings.MIDDLEWARE,
which checks from the beginning and says why not. So there is one place that refuses, and forgetting a gate's answer here
is impossible; what each gate asks is the gate's own code.
"""

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, resolve

from apps.accounts.middleware import keep_out_of_caches, stayed_awake
from apps.common import clock
from apps.common.network import address_of

# An answer in JSON loads nothing and stands in no frame.
HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason  # said on the long way


class ShortWayMiddleware:
    """The first of all: takes signed-in requests under settings.SHORT_WAY to views that answer in JSON."""

    def __init__(self, get_response):
        self.long_way = get_response
        self.answer = convert_exception_to_response(self._answer)
        self.security, self.sessions, self.csrf = (
            gate(get_response) for gate in (SecurityMiddleware, SessionMiddleware, _Csrf)
        )

    def __call__(self, request):
        if not request.path_info.startswith(settings.SHORT_WAY) or not self._passes(request):
            return self.long_way(request)
        response = self.answer(request)
        for gate in (self.csrf, self.sessions, self.security):
            response = gate.process_response(request, response)
        keep_out_of_caches(response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _passes(self, request) -> bool:
        try:
            request.resolver_match = resolve(request.path_info)
        except Resolver404:
            return False
        return self._is_well_sent(request) and self._is_somebody(request) and self._may(request)

    def _is_well_sent(self, request) -> bool:
        """To a name of ours (else DisallowedHost), and encrypted where that is asked for."""
        request.get_host()
        return self.security.process_request(request) is None

    def _is_somebody(self, request) -> bool:
        """At work, not idle for too long, and with a password of his own."""
        self.sessions.process_request(request)
        request.user = get_user(request)
        return (
            request.user.is_authenticated
            and not request.user.must_change_password
            and stayed_awake(request, int(clock.now().timestamp()))
        )

    def _may(self, request) -> bool:
        """The view is for him, and it was his own page that asked."""
        view, args, kwargs = request.resolver_match
        for_him = view.open_to is not None and view.open_to & request.user.roles
        if not for_him or not getattr(view, "answers_json", False):
            return False
        self.csrf.process_request(request)
        return self.csrf.process_view(request, view, args, kwargs) is None

    def _answer(self, request):
        view, args, kwargs = request.resolver_match
        request.user.came_from = address_of(request)
        return view(request, *args, **kwargs)
