"""Every view says for whom it is; one that does not is shut (AccessMiddleware)."""

from django.contrib.auth.decorators import login_not_required

from apps.accounts.roles import EVERYONE


def open_to(*roles):
    """Open to people who hold one of the roles today. What they see inside is a matter of scope."""
    allowed = frozenset().union(*(role if isinstance(role, frozenset) else {role} for role in roles))

    def mark(view):
        view.open_to = allowed
        return view

    return mark


def open_to_everyone(view):
    """Open to whoever is signed in."""
    return open_to(EVERYONE)(view)


def open_to_strangers(view):
    """Open without signing in: the login page, the health check."""
    view = login_not_required(view)
    view.open_to = None
    return view
