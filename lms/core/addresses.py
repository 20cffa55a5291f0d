"""Whose address a request comes from, when some proxies in front of us are ours."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The address that the outermost of our TRUSTED_PROXY_COUNT proxies saw; None when that cannot be told.

    Each proxy appends the address it was called from to X-Forwarded-For: what stands further left is the client's own claim.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops.append(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXY_COUNT
    if len(hops) <= proxies:
        return None
    return _parsed(hops[-1 - proxies])


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip("[]").split("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
