"""Gates that every request passes: idle time, the initial password, who may open the view."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

LAST_SEEN = "last_seen"


class IdleTimeoutMiddleware:
    """Signs out a person who has done nothing for IDLE_MINUTES. Pages that ask by themselves do not count as doing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get(LAST_SEEN)
            if seen and now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
            elif (not seen or now - seen > 60) and "HX-Polling" not in request.headers:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class PasswordChangeMiddleware:
    """An initial password opens one page only: the one where it is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user, allowed = request.user, (reverse("password"), reverse("logout"))
        if user.is_authenticated and user.must_change_password and request.path not in allowed:
            return redirect("password")
        return self.get_response(request)


class AccessMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not hasattr(view, "open_to"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not say whom it is open to")
        if view.open_to is not None and not (view.open_to & request.user.roles):
            raise PermissionDenied("这个页面不对您的岗位开放。如果工作需要，请联系系统管理员调整岗位。")
