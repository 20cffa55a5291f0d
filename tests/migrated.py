"""``python -m tests.migrated``: the database that tests begin with, made while something else runs (./vereda test-fast)."""

import django
from django.db import connection

from tests import environment, kept_databases


def make() -> None:
    django.setup()
    if connection.vendor != "sqlite" or kept_databases.migrated_file().exists():
        return
    usual = connection.settings_dict["NAME"]
    with kept_databases.migrated_once(connection):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    assert environment.DATABASES  # its settings are in force
    make()
