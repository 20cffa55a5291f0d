import hmac
from collections.abc import Iterator

import pytest

from courses.practice.trackers.port import Access
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.fakes.base import running
from tests.courses.practice.trackers.fakes.github import FakeGitHub


@pytest.fixture
def server() -> Iterator[FakeGitHub]:
    with running(FakeGitHub()) as fake:
        yield fake
        assert fake.strange == []


class TestGitHub(Contract):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha256").hexdigest()
        return {"X-Hub-Signature-256": f"sha256={mac}", "X-GitHub-Delivery": delivery}
