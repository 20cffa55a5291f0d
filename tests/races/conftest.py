from tests.core.jobs.harness import place

__all__ = ["place"]
