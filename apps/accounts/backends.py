"""Signing in: the password is right, the account is on and a post is in force today."""

from django.contrib.auth.backends import ModelBackend

from apps.accounts.models import User


class PostBackend(ModelBackend):
    def user_can_authenticate(self, user):
        return user.is_active and bool(user.current_posts)

    def get_user(self, user_id):
        """None when the last post ended: the running session ends with it, the same day."""
        user = User.objects.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
