"""Whether a form was sent from a page of this site, for guests: the page that they read is the same for all strangers and
holds no token."""

from django.conf import settings
from django.http import HttpRequest


def comes_from_here(request: HttpRequest) -> bool:
    """What the browser says of the page that posted. Browsers too old for the first header send the second."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, settings.SITE_URL, f"{request.scheme}://{request.get_host()}")
