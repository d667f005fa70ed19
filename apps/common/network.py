"""Where a request comes from."""

import ipaddress

from django.conf import settings


def address_of(request) -> str | None:
    """The client's network address as the outermost of our PROXY_COUNT proxies saw it.

    Each proxy adds what it saw at the right of X-Forwarded-For; what stands further left anybody can write.
    """
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.PROXY_COUNT
    address = seen[-count] if 0 < count <= len(seen) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None  # a Unix socket has no address
