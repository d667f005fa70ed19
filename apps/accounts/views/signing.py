"""Signing in and out, and the own password."""

import datetime as dt

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth, messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from apps.accounts import actions
from apps.accounts.access import open_to_everyone, open_to_strangers
from apps.accounts.forms import LoginForm, PasswordForm
from apps.common import audit, clock
from apps.common.network import address_of
from apps.common.verdicts import Refused


@sensitive_post_parameters("password")
@never_cache
@open_to_strangers
def login(request):
    if request.user.is_authenticated:
        return redirect("workbench")
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        if _initial_password_is_over(user):
            form.add_error(None, "初始密码已过期，请找系统管理员重新设置。")
            audit.record("登录失败", at=clock.now(), by=user, ip=address_of(request), succeeded=False)
        else:
            _sign_in(request, user)
            return redirect(_next(request))
    return render(request, "registration/login.html", {"form": form, "next": _next(request, default="")})


@transaction.atomic
def _sign_in(request, user):
    """Recorded or not at all. However busy the session is, it ends after SESSION_COOKIE_AGE."""
    auth.login(request, user)
    request.session.set_expiry(clock.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    audit.record("登录", at=clock.now(), by=user, ip=address_of(request))


def _initial_password_is_over(user) -> bool:
    hours = dt.timedelta(hours=settings.INITIAL_PASSWORD_HOURS)
    return user.must_change_password and bool(user.password_set_at) and clock.now() > user.password_set_at + hours


def _next(request, default=None):
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return settings.LOGIN_REDIRECT_URL if default is None else default


@require_POST
@open_to_everyone
def logout(request):
    audit.record("退出", at=clock.now(), by=request.user)
    auth.logout(request)
    return redirect("login")


@sensitive_post_parameters()
@never_cache
@open_to_everyone
def password(request):
    form = PasswordForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(request.user, new=form.cleaned_data["new"], at=clock.now())
        except Refused as refusal:
            form.add_error("new", str(refusal))
        else:
            auth.update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改，下次登录请用新密码。")
            return redirect("workbench")
    return render(request, "registration/password_change_form.html", {"form": form})


@open_to_strangers
def locked_out(request, response=None, credentials=None):
    """django-axes calls this instead of the login page after too many failures; it does not say whether the account exists."""
    by_name = AxesProxyHandler.get_implementation().is_name_locked(request, credentials)
    if request.axes_failures_since_start:  # the failure that locks; later tries are not counted any more
        name = (credentials or {}).get("username") or ""
        action = "登录锁定" if by_name else "登录锁定（网络地址）"
        actions.note_failure(username=name, ip=address_of(request), at=clock.now(), action=action)
    return render(request, "registration/locked_out.html", {"by_name": by_name}, status=429)


@open_to_strangers
def csrf_failure(request, reason=""):
    """A form that lay open too long, or cookies are off."""
    return render(request, "registration/csrf_failure.html", status=403)
