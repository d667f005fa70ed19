"""系统管理: people and their posts. Administrators of a county only, and only its people."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import actions, queries
from apps.accounts.access import open_to
from apps.accounts.forms import ChangePersonForm, EndPostForm, NewPersonForm, PostForm
from apps.accounts.roles import Role
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.searching import typed
from apps.common.verdicts import Refused


@require_safe
@open_to(Role.ADMINISTRATOR)
def people(request):
    words = typed(request)
    found = queries.search_people(request.user.county_code, words)
    page = page_of(found, key="full_name", cursor=request.GET.get("cursor", ""))
    return render(request, "accounts/people.html", {"page": page, "total": found.count(), "words": words})


@never_cache
@open_to(Role.ADMINISTRATOR)
def new_person(request):
    county, now = request.user.county_code, clock.now()
    form = NewPersonForm(request.POST or None, county_code=county, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            person, password = actions.open_account_with_post(**form.cleaned_data, by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _hand_over(request, person, password)
    return render(request, "accounts/new_person.html", {"form": form})


@require_safe
@open_to(Role.ADMINISTRATOR)
def person(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    posts = person.posts.select_related("organisation", "division").order_by("-valid_from", "-pk")
    return render(request, "accounts/person.html", {"person": person, "posts": posts, "today": clock.today()})


@require_POST
@open_to(Role.ADMINISTRATOR)
def phone(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    number = actions.read_phone(person, by=request.user, at=clock.now())
    return render(request, "accounts/phone.html", {"person": person, "number": number})


@open_to(Role.ADMINISTRATOR)
def change_person(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    form = ChangePersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(person, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.ask_again(refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("person", pk)
    return render(request, "accounts/change_person.html", {"form": form, "person": person})


@open_to(Role.ADMINISTRATOR)
def appoint(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    form = PostForm(request.POST or None, county_code=request.user.county_code, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["organisation"]
        try:
            post = actions.appoint(person, **form.cleaned_data, division=unit.division, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已添加岗位：{unit} {post.get_role_display()}，{post.valid_from} 起生效。")
            return redirect("person", pk)
    return render(request, "accounts/appoint.html", {"form": form, "person": person})


@open_to(Role.ADMINISTRATOR)
def end_post(request, pk, post):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    ending = get_or_404(person.posts.filter(division__code__startswith=request.user.county_code), pk=post)
    form = EndPostForm(request.POST or None, record=ending, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_post(ending, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("on", str(refusal))
            form.ask_again(refusal)
        else:
            since = form.cleaned_data["on"]
            messages.success(request, f"已办离任，从 {since} 起生效。没办完的工作留在原单位，由接任的人继续办理。")
            return redirect("person", pk)
    return render(request, "accounts/end_post.html", {"form": form, "person": person, "post": ending})


@never_cache
@require_POST
@open_to(Role.ADMINISTRATOR)
def reset_password(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    try:
        password = actions.reset_password(person, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("person", pk)
    return _hand_over(request, person, password)


def _hand_over(request, person, password):
    shown = {"person": person, "password": password, "hours": settings.INITIAL_PASSWORD_HOURS}
    return render(request, "accounts/initial_password.html", shown)


@require_POST
@open_to(Role.ADMINISTRATOR)
def switch_account(request, pk):
    person = get_or_404(queries.people_of(request.user.county_code), pk=pk)
    active = request.POST.get("active") == "1"
    try:
        actions.switch_account(person, active=active, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已{'启用' if active else '停用'}{person}的账号。")
    return redirect("person", pk)
