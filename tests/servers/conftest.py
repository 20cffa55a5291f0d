from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.core.jobs.harness import place
from tests.servers.brokers import RabbitMQ, Redis

__all__ = ["place"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """These run only when asked for by name: ``-m servers`` (./vereda test-servers installs what they need)."""
    if "servers" in config.option.markexpr:
        return
    here = Path(__file__).parent
    ours = [item for item in items if item.path.is_relative_to(here)]
    if ours:
        config.hook.pytest_deselected(items=ours)
        items[:] = [item for item in items if item not in ours]


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        broker = RabbitMQ(Path(folder))
        try:
            broker.start()
            yield broker
        finally:
            broker.close()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        broker = Redis(Path(folder))
        try:
            broker.start()
            yield broker
        finally:
            broker.stop()
