import hmac
from collections.abc import Iterator

import pytest

from courses.practice.trackers.port import Access
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.fakes.base import running
from tests.courses.practice.trackers.fakes.forgejo import FakeForgejo


@pytest.fixture
def server() -> Iterator[FakeForgejo]:
    with running(FakeForgejo()) as fake:
        yield fake
        assert fake.strange == []


class TestForgejo(Contract):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha256").hexdigest()
        return {"X-Forgejo-Signature": mac, "X-Forgejo-Delivery": delivery}
