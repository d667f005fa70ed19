"""Signing in: the password is right, the account is on and a post is in force today."""

from django.contrib.auth.backends import ModelBackend

from apps.accounts import actions, queries
from apps.accounts.models import normalised
from apps.common import clock
from apps.common.network import address_of


class PostBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None and username and request is not None:
            actions.note_failure(username=username, ip=address_of(request), at=clock.now())
        return user

    def user_can_authenticate(self, user):
        return user.is_active and bool(user.current_posts)

    def get_user(self, user_id):
        """None when the last post ended: the running session ends with it, the same day."""
        return queries.at_work(user_id, clock.today())


def name_typed(request, credentials=None) -> str:
    """The account that django-axes counts failures for: other spellings of a name give no further tries."""
    return normalised((credentials or {}).get("username") or request.POST.get("username", ""))
