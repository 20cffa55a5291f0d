"""Pages travel compressed also where no proxy stands in front: on a slow line that is most of the wait.

A compressed page whose length can be measured may give away a secret that it holds beside words of an attacker (BREACH).
Tokens of forms are masked anew in every answer, and a random length hides what is left ("Heal the BREACH", Palacios,
Liang and Pavlou 2022), as in Django's own middleware, which costs several times as much.
"""

import re
import secrets
import struct
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

ACCEPTS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
TYPES = ("text/", "application/json", "application/xml", "application/ld+json", "image/svg+xml")
WORTH_IT = 400  # bytes
LEVEL = 3  # beyond it half as much again in time for four percent in size
MOST_PADDING = 100
NAMED, UNNAMED = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # heads of a gzip file, RFC 1952


class CompressionMiddleware:
    """A view may bring what it compressed itself, in ``response.compressed``: a page that is the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        if response.streaming or "Content-Encoding" in headers or len(response.content) < WORTH_IT:
            return response
        if not headers.get("Content-Type", "").startswith(TYPES):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if ACCEPTS.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response.content = getattr(response, "compressed", None) or _compress_padded(response.content)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(response.content))
        return response


def _compress_padded(content: bytes) -> bytes:
    return compress(content, b"-" * secrets.randbelow(MOST_PADDING))


def compress(content: bytes, padding: bytes = b"") -> bytes:
    """A gzip file; ``padding`` stands in it as its name, which nobody reads."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = NAMED + padding + b"\0" if padding else UNNAMED
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return head + deflate.compress(content) + deflate.flush() + tail
