"""The clock stands at the Monday before the workshops of these tests, whatever the day and hour on which they run."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.people import MONDAY


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield
