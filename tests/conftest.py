"""What every test may count on: a cache table, an empty cache, quick passwords, and people by role."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation

from lms.accounts.domain import create_person, grant_role, set_totp
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import second_factors
from tests.kept_databases import migrated_once

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PASSWORD = "a path is made by walking it"  # of everybody here


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with processes and a database of their own mostly wait: they come first, and what computes runs beside them.
    At the end of a run everybody would wait for them."""
    items.sort(key=lambda item: item.path.parent.name != "races" or "site" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Of pytest-django, which is asked for inside; a database that is to outlive the run (--reuse-db) is its own affair."""
    is_ours = not request.config.getoption("reuse_db")
    with django_db_blocker.unblock(), migrated_once(connection) if is_ours else nullcontext():
        request.getfixturevalue("django_db_setup")
        call_command("createcachetable")


@pytest.fixture(autouse=True)
def quick_and_clean(request: pytest.FixtureRequest, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate(settings.LANGUAGE_CODE)  # a request before this test may have left its own language
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        cache.clear()


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """``make_person("Dalia", Role.TRAINER, language="es")``: a confirmed person with these roles, e-mail dalia@…."""

    def make(name: str, *roles: Role, language: str = "en", **fields: Any) -> Person:
        email = fields.pop("email", f"{name.lower()}@example.org")
        password = fields.pop("password", PASSWORD)
        person = create_person(email=email, password=password, chosen_name=name, language=language, now=NOW, **fields)
        for role in roles:
            person = grant_role(person=person, role=role, by=None, now=NOW)
        return person

    return make


@pytest.fixture
def learner(make_person: Callable[..., Person]) -> Person:
    return make_person("Alicia")


@pytest.fixture
def other_learner(make_person: Callable[..., Person]) -> Person:
    return make_person("Beto", language="es")


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    return make_person("Carmen", Role.TRAINER, language="es")


@pytest.fixture
def editor(make_person: Callable[..., Person]) -> Person:
    return make_person("Diego", Role.EDITOR)


@pytest.fixture
def committee_member(make_person: Callable[..., Person]) -> Person:
    return make_person("Elena", Role.COMMITTEE, language="es")


@pytest.fixture
def administrator(make_person: Callable[..., Person]) -> Person:
    return make_person("Fermín", Role.ADMIN, email="fermin@example.org")


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    """``sign_in(client, person)``, as allauth records it; with ``second_factor`` set up and used in this session."""

    def enter(client: Client, person: Person, *, second_factor: bool = False) -> Client:
        client.force_login(person)
        session = client.session
        records = [{"method": "password", "at": NOW.timestamp(), "email": person.email}]
        if second_factor:
            set_totp(person=person, now=NOW)
            [key] = second_factors(person).by_key
            records.append({"method": "mfa", "at": NOW.timestamp(), "id": key, "type": "totp"})
        session["account_authentication_methods"] = records
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return enter


@pytest.fixture
def enter_editor(sign_in: Callable[..., Client]) -> Callable[[Client, Person], Client]:
    """A signed-in member of staff whom the gate of /cms/ lets through."""
    return lambda client, person: sign_in(client, person, second_factor=True)
