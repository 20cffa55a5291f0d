"""Loaded by pytest before Django: the settings under which tests run. DATABASE_URL may name a PostgreSQL."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from lms.core import catalogues
from tests import kept_databases

DATABASES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}  # pytest-django's ways to one

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("DEVELOPMENT", "1")
os.environ.setdefault("DEMO_TRAC_PORT", "0")
os.environ.setdefault("SANDBOX_PORT", "0")
if "DATA_DIR" not in os.environ:  # the workers of xdist find it set
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="vereda-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
if "TESTS_KEPT" not in os.environ:  # nor do they make this one; ./vereda gives all its steps the same
    os.environ["TESTS_KEPT"] = tempfile.mkdtemp(prefix="vereda-kept-")
    atexit.register(kept_databases.forget, os.environ["TESTS_KEPT"])
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("LOG_LEVEL", "WARNING")

# A run that fails says something about the change, not about the dice: --hypothesis-profile=default throws them.
settings.register_profile("repeatable", derandomize=True, deadline=None)  # nor about the load of the machine
settings.load_profile("repeatable")

for language in ("en", "es"):  # a clone has no compiled messages, and an edited catalogue has old ones
    catalogues.compile_catalogue(catalogues.path_of(Path(__file__).resolve().parent.parent, language))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what reads or writes a database, before ``-m`` chooses. Everything else says the same beside each of them."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASES or any(item.get_closest_marker(name) for name in ("django_db", "race")):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end. Looking through it for garbage again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)
