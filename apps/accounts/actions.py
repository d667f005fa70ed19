"""Everything that changes accounts and posts. Accounts are made by administrators only."""

import datetime as dt
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import Post, User, normalised
from apps.accounts.roles import LEVEL_OF_POST, Role
from apps.common import audit
from apps.common.verdicts import Refused

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def initial_password() -> str:
    """Random, easy to read aloud, with all kinds of characters."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) + secrets.choice("23456789")


@transaction.atomic
def open_account(*, username, full_name, phone="", password=None, by, at) -> tuple[User, str]:
    """A new person and the initial password to hand over. Raises Refused when the account name is taken."""
    password = password or initial_password()
    user = User(username=normalised(username), full_name=full_name, phone=phone, password_set_at=at)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused(f"账号“{user.username}”已有人使用，请换一个。") from None
    audit.record("开设账号", at=at, by=by, about=user, label=full_name)
    return user, password


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
def reset_password(user, *, by, at) -> str:
    password = initial_password()
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(password)
    user.must_change_password, user.password_set_at = True, at
    user.save(update_fields=["password", "must_change_password", "password_set_at"])
    audit.record("重置密码", at=at, by=by, about=user)
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
def switch_account(user, *, active: bool, by, at):
    if user == by and not active:
        raise Refused("不能停用自己的账号。")
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record("启用账号" if active else "停用账号", at=at, by=by, about=user)


@transaction.atomic
def appoint(person, *, organisation, division, role, valid_from, by, at, valid_until=None) -> Post:
    """Give a post. Raises Refused when the role is not one of that level, or the same post is held already."""
    if division.level not in LEVEL_OF_POST[Role(role)]:
        raise Refused(f"“{Role(role).label}”不能设在{division.get_level_display()}的“{division}”，请另选管辖范围。")
    if role == Role.ADMINISTRATOR and person.posts.exclude(role=role).in_force(valid_from).exists():
        raise Refused("系统管理员不能兼任业务岗位，请另开账号。")
    if role != Role.ADMINISTRATOR and person.posts.filter(role=Role.ADMINISTRATOR).in_force(valid_from).exists():
        raise Refused("系统管理员不能兼任业务岗位，请另开账号。")
    try:
        with transaction.atomic():
            post = Post.objects.create(
                person=person,
                organisation=organisation,
                division=division,
                role=role,
                valid_from=valid_from,
                valid_until=valid_until,
            )
    except IntegrityError:
        raise Refused(f"{person}已在“{organisation}”担任{Role(role).label}，不用重复添加。") from None
    audit.record("任职", at=at, by=by, about=post, label=str(post), division_code=division.pk)
    return post


@transaction.atomic
def end_post(post, *, on: dt.date, by, at):
    """From that day the post gives no rights any more; the unit's open work stays with the unit."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.valid_until and post.valid_until <= on:
        raise Refused(f"这个岗位已在 {post.valid_until} 结束。")
    if post.person == by and post.role == Role.ADMINISTRATOR:
        raise Refused("不能结束自己的管理员岗位，请由另一位管理员操作。")
    post.valid_until = max(on, post.valid_from)
    post.save(update_fields=["valid_until"])
    audit.record("离任", at=at, by=by, about=post, label=str(post), division_code=post.division_id)
