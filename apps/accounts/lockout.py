"""When signing in has to wait: failures of a name at an address, of a name anywhere, from an address with any names."""

import ipaddress

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Sum


class SignInLock(AxesDatabaseHandler):
    """Three counts with three limits over the same quarter of an hour.

    A person's own mistakes stop that person at that address after AXES_FAILURE_LIMIT tries and are not counted any
    further, so that they use up little of what an office behind one address has together. A success takes back the own
    mistakes at that address and nothing else: whoever knows one password does not get new tries at others by it.
    """

    def get_failures(self, request, credentials=None) -> int:
        """The count that is nearest to its own limit, on the scale of AXES_FAILURE_LIMIT."""
        counts = self._of_name(request, credentials) + self._of_address(request, credentials)
        return max(failures * settings.AXES_FAILURE_LIMIT // limit for failures, limit in counts)

    def is_name_locked(self, request, credentials=None) -> bool:
        """Whether the name has to wait, and not everybody at the address."""
        return any(failures >= limit for failures, limit in self._of_name(request, credentials))

    def reset_user_attempts(self, request, credentials=None) -> int:
        at_the_address, _, _ = self.filter_user_attempts(request, credentials)
        return at_the_address.delete()[0]

    def _of_name(self, request, credentials) -> list[tuple[int, int]]:
        at_the_address, anywhere, _ = self.get_user_attempts(request, credentials)
        return [(_sum(at_the_address), settings.AXES_FAILURE_LIMIT), (_sum(anywhere), settings.SIGN_IN_NAME_LIMIT)]

    def _of_address(self, request, credentials) -> list[tuple[int, int]]:
        _, _, any_name = self.get_user_attempts(request, credentials)
        if not _tells_people_apart(request.axes_ip_address):
            return []
        return [(_sum(any_name), settings.SIGN_IN_ADDRESS_LIMIT)]


def _sum(tries) -> int:
    return tries.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def _tells_people_apart(address: str | None) -> bool:
    """Not a socket's or a loopback's: behind those stands a proxy that PROXY_COUNT does not know, and all the county."""
    return address is not None and not ipaddress.ip_address(address).is_loopback
