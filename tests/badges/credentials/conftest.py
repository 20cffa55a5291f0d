from pathlib import Path

import pytest

from tests.badges.credentials.kits import Kit


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path).written()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """For what writes nothing into it."""
    return Kit(tmp_path_factory.mktemp("kit")).written()
