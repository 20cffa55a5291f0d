from tests.factories.fixtures import fresh_memory, kept, site  # noqa: F401  (fixtures of this folder)
