"""Errors that a person may meet. Each carries a lazy, translated message; anything else propagates and is logged."""

from django.utils.functional import Promise


class DomainError(Exception):
    """An expected refusal. ``message`` is shown to the person as it is, in their language; ``status`` is its HTTP answer."""

    status = 400
    message: str | Promise = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))
