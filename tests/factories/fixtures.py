"""Fixtures that the folders below import into their conftest: what is dear to build is built once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.factories.site import forget_pages, make_site


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a module's fixtures write below this one is there for each of its tests, and gone after the last.

    Not for modules with ``transaction=True``: their threads would wait for this transaction.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            forget_pages()


@pytest.fixture(scope="module")
def site(kept_rows: None) -> dict[str, Any]:
    return make_site()


@pytest.fixture(autouse=True)
def fresh_memory() -> None:
    """A number of published pages comes back when a test is rolled back; what was remembered under it must not."""
    forget_pages()
