from collections.abc import Iterator

import pytest

from courses.practice.trackers.port import Access
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.fakes.base import running
from tests.courses.practice.trackers.fakes.gitlab import FakeGitLab


@pytest.fixture
def server() -> Iterator[FakeGitLab]:
    with running(FakeGitLab()) as fake:
        yield fake
        assert fake.strange == []


class TestGitLab(Contract):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        return {"X-Gitlab-Token": access.hook_secret, "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": delivery}
