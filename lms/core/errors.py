"""Errors that a person may meet. Each carries a lazy, translated message; anything else propagates and is logged."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """An expected refusal. ``message`` is shown to the person as it is, in their language; ``status`` is its HTTP answer."""

    status = 400
    message: "StrOrPromise" = ""

    def __init__(self, message: "StrOrPromise | None" = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))
