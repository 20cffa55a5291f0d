"""Real sandboxes: the fixtures of the runtimes, and a base of each name."""

from tests.courses.sandbox.judging.conftest import base_of, host, place

__all__ = ["base_of", "host", "place"]
