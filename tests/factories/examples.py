from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back: each example of a property begins where the others began."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
