from ipaddress import ip_address

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from lms.core.addresses import client_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),  # nobody of ours wrote that header
        (1, "198.51.100.7", "192.0.2.1", "198.51.100.7"),
        (1, "127.0.0.1, 198.51.100.7", "192.0.2.1", "198.51.100.7"),  # the client claimed to be local
        (2, "127.0.0.1, 198.51.100.7, 203.0.113.4", "192.0.2.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1", None),  # a proxy was passed by
        (1, "", "127.0.0.1", None),
        (1, "not an address", "127.0.0.1", None),
        (1, "[2001:db8::1]", "127.0.0.1", "2001:db8::1"),
        (0, "", "::ffff:127.0.0.1", "127.0.0.1"),
        (0, "", "fe80::1%eth0", "fe80::1"),
        (0, "", "", None),  # a unix socket
    ],
)
def test_client_address_trusts_as_many_hops_as_there_are_proxies(
    settings: Settings, proxies: int, forwarded: str, remote: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    address = client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))

    assert address == (ip_address(expected) if expected else None)
