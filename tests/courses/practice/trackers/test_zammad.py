import hmac
from collections.abc import Iterator

import pytest

from courses.practice.trackers.port import Access
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.fakes.base import running
from tests.courses.practice.trackers.fakes.zammad import FakeZammad


@pytest.fixture
def server() -> Iterator[FakeZammad]:
    with running(FakeZammad()) as fake:
        yield fake
        assert fake.strange == []


class TestZammad(Contract):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha1").hexdigest()
        return {"X-Hub-Signature": f"sha1={mac}", "X-Zammad-Delivery": delivery}
