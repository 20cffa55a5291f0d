from tests.factories.fixtures import fresh_memory, kept_rows, site  # noqa: F401  (fixtures of this folder)
