"""Everything that changes accounts and posts. Accounts are made by administrators only."""

import datetime as dt
import secrets

from axes.utils import reset as unlock
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CASCADE
from django.utils import timezone

from apps.accounts.models import Post, User, normalised
from apps.accounts.passwords import quickly_hashed
from apps.accounts.roles import LEVEL_OF_POST, Role
from apps.common import audit
from apps.common.seen import audited, stop_surprise
from apps.common.verdicts import Refused

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def initial_password() -> str:
    """Random and easy to read aloud."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) + secrets.choice("23456789")


# --- Accounts ---


@transaction.atomic
def open_account(*, username, full_name, phone="", password=None, without_password=False, by, at) -> tuple[User, str]:
    """A new person and the initial password to hand over. Raises Refused when the account name is taken.

    `without_password`: nobody can sign in until `reset_password` gives one.
    """
    password = None if without_password else password or initial_password()
    user = User(username=normalised(username), full_name=full_name, phone=phone, password_set_at=at)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused(f"账号“{user.username}”已有人使用，请换一个。") from None
    audit.record("开设账号", at=at, by=by, about=user, label=full_name)
    return user, password or ""


@transaction.atomic
def open_account_with_post(*, organisation, role, valid_from, by, at, **account) -> tuple[User, str]:
    """The usual case: somebody new takes up a post. Neither exists without the other."""
    person, password = open_account(**account, by=by, at=at)
    appoint(
        person,
        organisation=organisation,
        division=organisation.division,
        role=role,
        valid_from=valid_from,
        by=by,
        at=at,
    )
    return person, password


@transaction.atomic
def change_account(person, *, full_name, phone, by, at, seen_version=None) -> User:
    person = _locked(person, by=by, at=at)
    stop_surprise(seen_version, person, acts=audited(person, "修改人员", "启用账号", "停用账号"))
    before, after = {"full_name": person.full_name}, {"full_name": full_name}
    # The number itself stays out of the trail.
    withheld = ["phone"] if phone != person.phone else []
    person.full_name, person.phone, person.version = full_name, phone, person.version + 1
    person.save(update_fields=["full_name", "phone", "version"])
    audit.record("修改人员", at=at, by=by, about=person, before=before, after=after, withheld=withheld)
    return person


@transaction.atomic
def reset_password(person, *, by, at, one_of_many: bool = False) -> str:
    """A new initial password to hand over; it also ends the waiting time after too many failures."""
    password = initial_password()
    person = _locked(person, by=by, at=at)
    person.password = quickly_hashed(password) if one_of_many else make_password(password)
    person.must_change_password, person.password_set_at = True, at
    person.save(update_fields=["password", "must_change_password", "password_set_at"])
    unlock(username=person.username)
    audit.record("重置密码并解除锁定", at=at, by=by, about=person)
    return password


@transaction.atomic
def change_password(user, *, new, at):
    """The person's own choice. Raises Refused with every rule that the new password breaks."""
    try:
        validate_password(new, user)
    except ValidationError as problem:
        raise Refused("".join(problem.messages)) from None
    if user.check_password(new):
        raise Refused("新密码不能和原来的一样。")
    user.set_password(new)
    user.must_change_password, user.password_set_at = False, at
    user.save(update_fields=["password", "must_change_password", "password_set_at"])
    audit.record("修改密码", at=at, by=user, about=user)


@transaction.atomic
def switch_account(person, *, active: bool, by, at):
    """Off: running sessions end with the next click."""
    if person == by and not active:
        raise Refused("不能停用自己的账号。")
    if not active:
        _keep_an_administrator(by.county_code, without=person)
    person = _locked(person, by=by, at=at)
    person.is_active, person.version = active, person.version + 1
    person.save(update_fields=["is_active", "version"])
    audit.record("启用账号" if active else "停用账号", at=at, by=by, about=person)


def read_phone(person, *, by, at) -> str:
    """The whole number; who looked at it is written down (个人信息保护法 §51)."""
    audit.record("查看手机号", at=at, by=by, about=person)
    return person.phone


def note_failure(*, username, ip, at, action="登录失败"):
    """For security only. A name that is no account's is not kept: people type passwords into that field."""
    posts = Post.objects.filter(person__username=normalised(username)).select_related("person")
    post = posts.order_by("-valid_from", "-pk").first()
    audit.record(
        action,
        at=at,
        who="未登录",
        about=post.person if post else None,
        label=post.person.username if post else "没有这个账号",
        division_code=post.division_id if post else "",
        ip=ip,
        succeeded=False,
    )


def _locked(person, *, by, at) -> User:
    """Somebody who serves in another county by now belongs to that county's administrators."""
    person = User.objects.select_for_update().get(pk=person.pk)
    present = person.posts.held_during(timezone.localdate(at))
    if present.exclude(division__code__startswith=by.county_code).exists():
        raise Refused(f"{person}现在在别的区县任职，请由那边的系统管理员办理。")
    return person


# --- Posts ---


@transaction.atomic
def appoint(person, *, organisation, division, role, valid_from, by, at, valid_until=None) -> Post:
    """Give a post. Raises Refused when the role is not one of that level, or the same post is held already."""
    if division.level not in LEVEL_OF_POST[Role(role)]:
        raise Refused(f"“{Role(role).label}”不能设在{division.get_level_display()}的“{division}”，请另选单位。")
    person = User.objects.select_for_update().get(pk=person.pk)
    others = list(person.posts.held_during(valid_from, valid_until))
    if any((post.role == Role.ADMINISTRATOR) != (role == Role.ADMINISTRATOR) for post in others):
        raise Refused("系统管理员不能兼任业务岗位，请另开账号。")
    same = (organisation.pk, division.pk, role)
    if any((post.organisation_id, post.division_id, post.role) == same for post in others):
        raise Refused(f"{person}已在“{organisation}”担任{Role(role).label}，不用重复添加。")
    post = Post.objects.create(
        person=person,
        organisation=organisation,
        division=division,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    audit.record("任职", at=at, by=by, about=post, label=str(post), division_code=division.pk)
    return post


@transaction.atomic
def end_post(post, *, on: dt.date, by, at, seen_version=None):
    """From that day the post gives no rights any more; the unit's open work stays with the unit."""
    if post.role == Role.ADMINISTRATOR:
        if post.person == by:
            raise Refused("不能结束自己的管理员岗位，请由另一位管理员操作。")
        _keep_an_administrator(post.division_id, without=post.person)
    post = Post.objects.select_for_update().get(pk=post.pk)
    stop_surprise(seen_version, post, acts=audited(post, "离任", "修改离任日期"))
    if post.valid_until and post.valid_until <= on:
        raise Refused(f"这个岗位已在 {post.valid_until} 结束。")
    _set_end("离任", post, max(on, post.valid_from), by=by, at=at)


@transaction.atomic
def set_end_of_post(post, *, valid_until, by, at) -> Post:
    """Another last day, or none again."""
    if valid_until and post.valid_until is None:
        end_post(post, on=valid_until, by=by, at=at)
        return Post.objects.get(pk=post.pk)
    post = Post.objects.select_for_update().get(pk=post.pk)
    others = post.person.posts.held_during(post.valid_until or post.valid_from, valid_until).exclude(pk=post.pk)
    if others.filter(organisation=post.organisation_id, division=post.division_id, role=post.role).exists():
        raise Refused(f"{post.person}后来又担任了同一个岗位，离任日期不能改。")
    _set_end("修改离任日期", post, valid_until, by=by, at=at)
    return post


def _set_end(action, post, valid_until, *, by, at):
    both = [post.valid_until, valid_until]
    post.valid_until, post.version = valid_until, post.version + 1
    post.save(update_fields=["valid_until", "version"])
    audit.record(action, at=at, by=by, about=post, label=str(post), division_code=post.division_id, valid_until=both)


@transaction.atomic
def withdraw_post(post, *, by, at) -> None:
    """Take back a post that should never have been given; an account that has no other one goes with it.

    Raises Refused when the person has left traces that have to stay.
    """
    if post.role == Role.ADMINISTRATOR:
        _keep_an_administrator(post.division_id, without=post.person)
    person = User.objects.select_for_update().get(pk=post.person_id)
    audit.record("撤回任职", at=at, by=by, about=post, label=str(post), division_code=post.division_id)
    post.delete()
    if person.posts.exists():
        return
    audit.record("删除误开的账号", at=at, by=by, about=person, division_code=post.division_id)
    try:
        with transaction.atomic():
            _delete_account(person)
    except IntegrityError:
        raise Refused(f"{person}已经有办理记录，不能删除。") from None


def _delete_account(person):
    """What is the person's own goes along. Whether anything else refers to the account is left to the database to say, at
    once: `delete()` would ask by itself for each of some fifty kinds of record, and a list takes back hundreds of people."""
    for relation in User._meta.get_fields(include_hidden=True):
        if getattr(relation, "on_delete", None) is CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: person}).delete()
    accounts = User.objects.filter(pk=person.pk)
    accounts._raw_delete(accounts.db)
    connection.check_constraints()


def _keep_an_administrator(county_code, *, without):
    """Two administrators who dismiss each other at the same moment wait for one another here."""
    posts = Post.objects.filter(role=Role.ADMINISTRATOR, division_id=county_code, valid_until__isnull=True)
    list(posts.order_by("pk").select_for_update())
    if posts.filter(person=without).exists() and not posts.filter(person__is_active=True).exclude(person=without):
        raise Refused("本区县至少要留一位系统管理员，请先任命接任的人。")
