"""Which origins the browser may load map tiles from, for the Content-Security-Policy. Pure."""

from urllib.parse import urlsplit

# What Leaflet puts for {s}, one after the other; the hosts of 天地图 are t0 to t7.
SUBDOMAINS = "01234567"


def origins_of(addresses) -> list[str]:
    """The origins of tile addresses, with every subdomain spelled out; tiles of one's own server need none."""
    found: list[str] = []
    for address in addresses:
        parts = urlsplit(address)
        if parts.netloc:
            hosts = (
                [parts.netloc.replace("{s}", each) for each in SUBDOMAINS] if "{s}" in parts.netloc else [parts.netloc]
            )
            found += [f"{parts.scheme}://{host}" for host in hosts]
    return list(dict.fromkeys(found))
