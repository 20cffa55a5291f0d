"""Migrations are complete and named for what they do."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests.architecture.tree import PACKAGES, ROOT


def test_no_migration_keeps_a_made_up_name() -> None:
    names = [path.name for package in PACKAGES for path in (ROOT / package).rglob("migrations/0*.py")]

    assert names
    assert [name for name in names if "_auto_" in name or name.count("_") == 0] == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    output = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())
    except SystemCheckError as error:
        pytest.fail(str(error))
