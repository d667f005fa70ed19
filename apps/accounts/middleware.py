"""Gates that every request passes: signing in, idle time, the initial password, who may open the view."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.common import clock
from apps.common.network import address_of

LAST_SEEN = "last_seen"


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the login page, and afterwards back to the page they were on."""

    def handle_no_permission(self, request, view_func):
        if getattr(
            view_func, "answers_json", False
        ):  # a page that works offline asks: a redirect would look like an answer
            return JsonResponse(
                {"error": "signed_out", "message": "登录已过期，请重新登录。手机里的记录都还在。"}, status=401
            )
        address = f"{reverse('login')}?{urlencode({'next': _page_of(request)})}"
        if "HX-Request" in request.headers:  # the whole page goes to the login, not the piece that htmx asked for
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)


def _page_of(request) -> str:
    """The address that can be opened again: that of a form, not the one it was sent to."""
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
    elif request.method in ("GET", "HEAD"):
        return request.get_full_path()
    else:
        page = urlsplit(request.headers.get("Referer", ""))
    return page._replace(scheme="", netloc="", fragment="").geturl() or "/"


class IdleTimeoutMiddleware:
    """Signs out a person who has done nothing for IDLE_MINUTES. Pages that ask by themselves do not count as doing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not stayed_awake(request, int(clock.now().timestamp())):
            logout(request)
        return self.get_response(request)


def stayed_awake(request, now: int) -> bool:
    """Whether the person did something lately; what he does now is noted, once a minute. `now` in seconds."""
    seen = request.session.get(LAST_SEEN)
    if seen and now - seen > settings.IDLE_MINUTES * 60:
        return False
    if (not seen or now - seen > 60) and "HX-Polling" not in request.headers:
        request.session[LAST_SEEN] = now
    return True


class PasswordChangeMiddleware:
    """An initial password opens one page only: the one where it is changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        must_change = user.is_authenticated and user.must_change_password
        if must_change and request.path not in (reverse("password"), reverse("logout")):
            return redirect("password")
        return self.get_response(request)


def keep_out_of_caches(response):
    """Unless the view has said how its answer may be kept."""
    response.headers.setdefault("Cache-Control", "no-store, private")


class AccessMiddleware:
    """Shuts views that do not say whom they are for, and keeps what they show out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.user.came_from = address_of(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            keep_out_of_caches(response)
        return response

    def process_view(self, request, view, args, kwargs):
        if not hasattr(view, "open_to"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not say whom it is open to")
        if view.open_to is not None and not (view.open_to & request.user.roles):
            raise PermissionDenied("您已经登录，但是当前岗位不负责这件事。")
