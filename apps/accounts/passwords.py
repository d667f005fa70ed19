"""Rules for passwords beyond Django's own (STANDARDS.md 5.4, lines 3-5)."""

import re

from django.contrib.auth.hashers import get_hasher, make_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

LOCAL_WORDS = ("hbj", "hbz", "12369", "sthj", "huanbao", "fengdu", "santai", "wangge")
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


_FEW_ROUNDS = 20_000


def quickly_hashed(password: str) -> str:
    """The hash of a random initial password, for handing out hundreds at once.

    A slow hash makes guessable passwords dear to guess; 69 random bits cannot be guessed anyway. The first sign-in
    replaces it by the usual hash, and the person by an own password.
    """
    try:
        hasher = get_hasher("pbkdf2_sha256")
    except ValueError:  # an installation that has taken it off its list
        return make_password(password)
    return hasher.encode(password, hasher.salt(), iterations=_FEW_ROUNDS)


class LengthValidator(MinimumLengthValidator):
    """Django's own sentence has no Chinese translation."""

    def get_error_message(self):
        return f"密码太短了，至少要 {self.min_length} 位。"

    def get_help_text(self):
        return f"密码至少 {self.min_length} 位。"


class LocalWordsValidator:
    def validate(self, password, user=None):
        lowered = password.lower()
        if any(word in lowered for word in LOCAL_WORDS):
            raise ValidationError("密码里不要用单位、地名的拼音或 12369 这类容易猜到的词。", code="local_word")

    def get_help_text(self):
        return "不要用单位、地名的拼音或 12369 这类容易猜到的词。"


class KindsValidator:
    """等保 2.0 asks for several kinds of characters; set PASSWORD_KINDS=1 where ASVS is followed instead."""

    def __init__(self, kinds=3):
        self.kinds = kinds

    def validate(self, password, user=None):
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < self.kinds:
            raise ValidationError(self.get_help_text(), code="kinds")

    def get_help_text(self):
        return f"密码要有小写字母、大写字母、数字、符号中的至少 {self.kinds} 种。"
